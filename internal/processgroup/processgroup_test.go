//go:build unix

package processgroup_test

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/internal/processgroup"
)

func TestRun(t *testing.T) {
	if err := processgroup.Run(t.Context(), exec.Command("true")); err != nil {
		t.Error(err)
	}
	exit, ok := errors.AsType[*exec.ExitError](processgroup.Run(t.Context(), exec.Command("sh", "-c", "exit 7")))
	if !ok || exit.ExitCode() != 7 {
		t.Errorf("%v", exit)
	}
	if err := processgroup.Run(t.Context(), exec.Command("/no/such/program")); !errors.Is(err, processgroup.ErrStart) {
		t.Error(err)
	}
}

// started runs a script until it has written a line, and has stop end it. It returns what
// came of it, and whether anything still holds its output.
func started(t *testing.T, script string) (held bool, err error) {
	t.Helper()
	out, in, pipeErr := os.Pipe()
	if pipeErr != nil {
		t.Fatal(pipeErr)
	}
	command := exec.Command("sh", "-c", script)
	command.Stdout = in
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- processgroup.Run(ctx, command)
		in.Close()
	}()
	line := make([]byte, 1)
	if _, err := io.ReadFull(out, line); err != nil {
		t.Fatal(err)
	}
	stop()
	err = <-ended
	rest, readErr := io.ReadAll(out) // ends when nobody can write any more
	return readErr != nil || strings.Contains(string(rest), "alive"), err
}

// A command ends with its context though it will not, and so does what it has started.
func TestContextEnds(t *testing.T) {
	for name, script := range map[string]string{
		"willing":      "echo; sleep 600",
		"its children": "sleep 600 & echo; wait",
		"unwilling":    "trap '' TERM; echo; while :; do sleep 600; done",
	} {
		t.Run(name, func(t *testing.T) {
			if held, err := started(t, script); err == nil || held {
				t.Errorf("%v, held: %v", err, held)
			}
		})
	}
}

// What a command leaves behind ends with it.
func TestLeftBehind(t *testing.T) {
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command("sh", "-c", "sleep 600 & exit 0")
	command.Stdout = in
	if err := processgroup.Run(t.Context(), command); err != nil {
		t.Error(err)
	}
	in.Close()
	if _, err := io.ReadAll(out); err != nil {
		t.Error(err)
	}
}
