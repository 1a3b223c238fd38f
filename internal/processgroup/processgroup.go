// Package processgroup runs programs whose processes end with them.
package processgroup

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"time"
)

// grace is how long a program may take to end once it was told to, and its output to be
// closed once it has ended.
const grace = 2 * time.Second

// ErrStart says that the program could not be started.
var ErrStart = errors.New("the command cannot be started")

// Run runs a command, made without a context, until it ends or ctx does: then it is told
// to end, and killed if it does not. Whatever it has started ends with it. The error is
// that of [exec.Cmd.Wait], or wraps ErrStart.
func Run(ctx context.Context, command *exec.Cmd) error {
	Isolate(command)
	command.WaitDelay = grace
	if err := command.Start(); err != nil {
		return fmt.Errorf("%w: %w", ErrStart, err)
	}
	ended := make(chan struct{})
	go end(ctx, command, ended)
	err := command.Wait()
	close(ended)
	Kill(command) // what it has left behind
	if errors.Is(err, exec.ErrWaitDelay) {
		return nil // which held its output
	}
	return err
}

// end ends the command when ctx does, unless it has ended.
func end(ctx context.Context, command *exec.Cmd, ended <-chan struct{}) {
	select {
	case <-ended:
		return
	case <-ctx.Done():
	}
	terminate(command)
	select {
	case <-ended:
	case <-time.After(grace):
		Kill(command)
	}
}
