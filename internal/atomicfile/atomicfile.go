// Package atomicfile replaces files whole or not at all.
//
// It promises that a reader, and whoever comes after a crash of this program,
// finds either the earlier content or all of the new one, and that a write that
// fails leaves the earlier file as it was and nothing beside it. It does not
// sync: after a power failure the newest content may be lost.
package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Write replaces the file at path, or creates it, with the content data and the
// permissions mode, whatever the umask. It writes to a temporary file in the
// same directory, which it renames: a symbolic link at path is replaced itself.
func Write(path string, data []byte, mode fs.FileMode) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, cause(err))
	}
	if err := fill(f, data, mode); err != nil {
		_ = os.Remove(f.Name()) // the error that counts is the other
		return fmt.Errorf("write %s: %w", path, cause(err))
	}
	if err := os.Rename(f.Name(), path); err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("write %s: %w", path, cause(err))
	}
	return nil
}

// cause is why a call failed, without the name of a file that nobody asked for.
func cause(err error) error {
	if on, ok := errors.AsType[*fs.PathError](err); ok {
		return on.Err
	}
	if between, ok := errors.AsType[*os.LinkError](err); ok {
		return between.Err
	}
	return err
}

// fill writes and closes the file. A full disk may show only at the close.
func fill(f *os.File, data []byte, mode fs.FileMode) error {
	_, err := f.Write(data)
	if err == nil {
		err = f.Chmod(mode)
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}
