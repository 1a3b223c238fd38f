package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/cogbench/cogbench"
	"github.com/cogbench/cogbench/internal/nearest"
)

// Exit codes. Scripts rely on them: they are part of the contract.
const (
	exitOK           = 0   // conformant, or whatever the command promises
	exitFailed       = 1   // a rule at the gate failed, a threshold was missed
	exitUsage        = 2   // usage or configuration: nothing was sent
	exitInconclusive = 3   // the target could not be judged
	exitStale        = 4   // conformant, but the baseline is stale
	exitDefect       = 70  // a defect of cogbench itself
	exitInterrupted  = 130 // ended by a signal, results so far are written
)

// failure is the end of a command with another code than 0: what went wrong and
// what can be done. Without a message, the command has said it all.
type failure struct {
	code int
	err  error
	hint string
}

// Error implements error.
func (f *failure) Error() string {
	if f.err == nil {
		return fmt.Sprintf("exit code %d", f.code)
	}
	return f.err.Error()
}

// Unwrap implements the errors package's interface.
func (f *failure) Unwrap() error { return f.err }

// usage is a failure for which nothing was sent.
func usage(err error, hint string) error {
	return &failure{code: exitUsage, err: err, hint: hint}
}

// unwritten is the failure to write what a command found. It is none of usage: the place
// was tried before the work began.
func unwritten(err error, hint string) error {
	return &failure{code: exitInconclusive, err: err, hint: hint}
}

// meant is the hint at a name that is none of the known ones: the nearest of them, and
// the command that lists them.
func meant[T any](name string, known []T, nameOf func(T) string, list string) string {
	names := make([]string, len(known))
	for i, one := range known {
		names[i] = nameOf(one)
	}
	if near := nearest.Of(name, names); near != "" {
		return fmt.Sprintf("did you mean %q? %s lists them all", near, list)
	}
	return list + " lists them all"
}

// ended is a failure that has been explained already.
func ended(code int) error {
	if code == exitOK {
		return nil
	}
	return &failure{code: code}
}

// codeOf is the exit code of a run that judged nothing.
func codeOf(reason cogbench.Reason) int {
	switch reason {
	case cogbench.BadOptions:
		return exitUsage
	case cogbench.Interrupted:
		return exitInterrupted
	default:
		return exitInconclusive
	}
}

// explain writes what ended a command, and returns the exit code. An error that
// no command gave a code is a defect.
func explain(err error, stderr io.Writer) int {
	if err == nil {
		return exitOK
	}
	end, ok := errors.AsType[*failure](err)
	lost, isFile := errors.AsType[*fs.PathError](err)
	unjudged, isUnjudged := errors.AsType[*cogbench.Error](err)
	switch {
	case ok:
	case isUnjudged:
		end = &failure{code: codeOf(unjudged.Reason), err: err, hint: unjudged.Hint}
	case isFile && lost.Path == os.Stdout.Name():
		end = &failure{code: exitInconclusive, err: fmt.Errorf("standard output: %w", lost.Err)}
	default:
		end = &failure{
			code: exitDefect, err: fmt.Errorf("%w", err),
			hint: "this is a defect of cogbench; please report it with the command line",
		}
	}
	if end.err != nil {
		fmt.Fprintf(stderr, "cogbench: %v\n", end.err)
	}
	if end.hint != "" {
		fmt.Fprintf(stderr, "  %s\n", end.hint)
	}
	return end.code
}
