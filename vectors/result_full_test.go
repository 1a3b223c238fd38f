//go:build linux || darwin

package vectors_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/cogbench/cogbench/vectors"
)

// A limit on the size of files stands for a full disk.
func TestAResultThatCannotBeWrittenLeavesTheEarlierOne(t *testing.T) {
	directory := t.TempDir()
	path := filepath.Join(directory, "vectors.json")
	if err := (&vectors.Result{}).WriteFile(directory); err != nil {
		t.Fatal(err)
	}
	earlier, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	limited := before
	limited.Cur = 4096
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limited); err != nil {
		t.Fatal(err)
	}
	long := &vectors.Result{Cases: make([]vectors.Case, 1000)}
	failed := long.WriteFile(directory)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if failed == nil {
		t.Error("a result of more than the limit was written")
	}
	now, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(now) != string(earlier) {
		t.Errorf("vectors.json is not the earlier one: %d bytes instead of %d", len(now), len(earlier))
	}
	entries, err := os.ReadDir(directory)
	if err != nil || len(entries) != 1 {
		t.Errorf("the directory holds %v %v", entries, err)
	}
}
