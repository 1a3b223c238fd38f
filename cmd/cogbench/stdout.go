package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// results is standard output. It keeps the first error of writing to it: a result that
// nobody got is none, whichever function wrote it.
type results struct {
	file   *os.File
	failed error
}

// Write implements io.Writer.
func (r *results) Write(part []byte) (int, error) {
	n, err := r.file.Write(part)
	if r.failed == nil {
		r.failed = err
	}
	return n, err
}

// Fd has package term find the terminal.
func (r *results) Fd() uintptr { return r.file.Fd() }

// written is the first error of writing to standard output, nil if all was written.
func written(stdout io.Writer) error {
	if kept, ok := stdout.(*results); ok {
		return kept.failed
	}
	return nil
}

// orUnwritten is how a command ended, and what was lost of its results. The exit code of
// a command that did not end well stays what it is.
func orUnwritten(err, lost error) error {
	end, ended := errors.AsType[*failure](err)
	switch {
	case err == nil:
		return lost
	case lost != nil && ended && end.err == nil:
		return &failure{code: end.code, err: fmt.Errorf("the results: %w", lost)}
	}
	return err
}
