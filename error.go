package cogbench

import "errors"

// Error says why nothing was judged.
type Error struct {
	Reason Reason
	Err    error
	// Hint says what to do about it, "" if there is nothing to say.
	Hint string
}

// Reason is a kind of [Error].
type Reason int

// The reasons.
const (
	// BadOptions: the options cannot be followed. Nothing was sent.
	BadOptions Reason = iota + 1
	// NoTarget: the target cannot be reached, is not such a service, or refused the
	// credentials.
	NoTarget
	// Interrupted: the context ended before the first rule.
	Interrupted
)

// Error implements error.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// misused is an error of the options.
func misused(err error, hint string) error { return &Error{Reason: BadOptions, Err: err, Hint: hint} }

// inconclusive is an error of the target.
func inconclusive(err error, hint string) error {
	return &Error{Reason: NoTarget, Err: err, Hint: hint}
}

// errInterrupted is the error of a context that ended before the first rule.
func errInterrupted() error {
	return &Error{Reason: Interrupted, Err: errors.New("interrupted before the first rule")}
}
