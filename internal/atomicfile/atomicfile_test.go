package atomicfile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/internal/atomicfile"
)

func TestWriteCreatesAndReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "result.json")
	for _, c := range []struct {
		content string
		mode    fs.FileMode
	}{{"a long first content", 0o644}, {"short", 0o600}, {"", 0o644}} {
		if err := atomicfile.Write(path, []byte(c.content), c.mode); err != nil {
			t.Fatal(err)
		}
		holds(t, path, c.content)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != c.mode && runtime.GOOS != "windows" {
			t.Errorf("mode %04o, want %04o", got, c.mode)
		}
	}
}

func TestWriteThatFailsLeavesNothingBehind(t *testing.T) {
	t.Run("no directory", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "missing", "a")
		err := atomicfile.Write(path, nil, 0o644)
		if !errors.Is(err, fs.ErrNotExist) || strings.Count(err.Error(), "missing") != 1 {
			t.Errorf("error %v, want one that names %s alone", err, path)
		}
	})
	t.Run("a directory is in the way", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "result")
		if err := os.MkdirAll(filepath.Join(path, "kept"), 0o755); err != nil {
			t.Fatal(err)
		}
		err := atomicfile.Write(path, []byte("new"), 0o644)
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("error %v does not name %s", err, path)
		}
		alone(t, path)
		if _, err := os.Stat(filepath.Join(path, "kept")); err != nil {
			t.Error(err)
		}
	})
}

// holds fails the test unless the file at path has this content and is alone in
// its directory.
func holds(t *testing.T, path, content string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(data) != content {
		t.Errorf("%s holds %q, want %q", path, data, content)
	}
	alone(t, path)
}

// alone fails the test if anything is beside the file at path.
func alone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	if !slices.Equal(names, []string{filepath.Base(path)}) {
		t.Errorf("the directory holds %v", names)
	}
}
