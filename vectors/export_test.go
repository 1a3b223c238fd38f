package vectors

import (
	"context"
	"io"
)

// ParseRequest and ParseAnswer are the decoders of the wire.
var (
	ParseRequest = parseRequest
	ParseAnswer  = parseAnswer
	Own          = answerOwn
	Parse        = parse
	Validate     = validate
)

// Launched is an adapter's program, as Launching starts it.
type Launched struct {
	Stdin  io.WriteCloser
	Stdout io.Reader
	Kill   func()
	Wait   func() error
}

// Launching replaces the shell that starts the adapter.
func Launching(options Options, launch func() Launched) Options {
	options.Command = "a function of the test"
	options.launch = func(context.Context, string, io.Writer) (launched, error) {
		l := launch()
		return launched{stdin: l.Stdin, stdout: l.Stdout, kill: l.Kill, wait: l.Wait}, nil
	}
	return options
}
