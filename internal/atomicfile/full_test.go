//go:build linux || darwin

package atomicfile_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/cogbench/cogbench/internal/atomicfile"
)

// A limit on the size of files stands for a full disk: the write begins, and
// fails in the middle.
func TestWriteOnAFullDiskKeepsTheEarlierFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "result.json")
	if err := atomicfile.Write(path, []byte("earlier"), 0o644); err != nil {
		t.Fatal(err)
	}
	limitFiles(t, 4096)
	if err := atomicfile.Write(path, []byte(strings.Repeat("new ", 4096)), 0o644); err == nil {
		t.Error("no error")
	}
	holds(t, path, "earlier")
}

// limitFiles keeps this process from writing files of more than size bytes
// until the test ends.
func limitFiles(t *testing.T, size uint64) {
	t.Helper()
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	limited := before
	limited.Cur = size
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limited); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
			t.Error(err)
		}
	})
}
