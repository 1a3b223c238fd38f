package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/cogbench/cogbench/internal/tail"
)

// overtime is how long a worker that was asked to stop may take to remove what it
// made before it is killed.
const overtime = closing + 5*time.Second

// outputKept is how much of what a worker prints is kept to explain its death.
const outputKept = 8 << 10

// work starts one worker, serves it until it ends, and returns why it did so
// early, if it did.
func (r *run) work(ctx context.Context) error {
	events, out, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("start a worker: %w", err)
	}
	defer events.Close()
	printed := &tail.Writer{Limit: outputKept}
	command := r.options.Workers.Command()
	command.Stdout, command.Stderr = out, printed
	command.WaitDelay = time.Second // a grandchild may hold the output open
	in, err := command.StdinPipe()
	if err == nil {
		err = command.Start()
	}
	out.Close()
	if err != nil {
		return fmt.Errorf("start a worker: %w", err)
	}
	// A write that fails means that the worker has gone: reading shows it. Whenever ctx
	// ends, a worker has an assignment, and so an orderly end.
	_, _ = in.Write(encode(r.assignment()))
	defer stopWith(ctx, command, in)()
	checking, finished := r.serve(events, in)
	_ = in.Close() // it may be closed already
	if err := command.Wait(); !finished || err != nil {
		return died(err, checking, printed)
	}
	return nil
}

// stopWith closes the worker's input when ctx ends, which stops it, and kills
// it when it is still there after its overtime. The function it returns ends that.
func stopWith(ctx context.Context, command *exec.Cmd, in io.Closer) (cancel func()) {
	over := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		_ = in.Close() // the process may have ended just now
		select {
		case <-over:
		case <-time.After(overtime):
			_ = command.Process.Kill() // it may have ended just now
		}
	})
	return func() {
		stop()
		close(over)
	}
}

// serve answers the claims of a worker and takes its results until it has no more
// to say. checking is the rule without a result at the end; finished is
// whether the process came to its end.
func (r *run) serve(events io.Reader, grants io.Writer) (checking string, finished bool) {
	decoder := json.NewDecoder(events)
	left := 0
	defer func() { r.removing(&left, 0, "") }() // one that died removes nothing more
	for {
		var e event
		if decoder.Decode(&e) != nil {
			return checking, finished
		}
		switch {
		case e.Claim != "":
			grant := answer{Run: r.claim(e.Claim)}
			if grant.Run {
				checking = e.Claim
			}
			_, _ = grants.Write(encode(grant))
		case e.Result != nil:
			checking = ""
			r.take(*e.Result)
		case e.Wire != nil:
			r.wire(*e.Wire)
		case e.Removing != nil:
			r.removing(&left, e.Removing.Left, e.Removing.What)
		case e.Done != nil:
			finished = e.Done.Defect == ""
			if !finished {
				r.defect(e.Done.Defect)
			}
			if e.Done.Leftovers != "" {
				r.leftover(e.Done.Leftovers)
			}
		}
	}
}

// died explains a worker that ended without its last word.
func died(err error, checking string, output *tail.Writer) error {
	if err == nil {
		err = errors.New("it ended before its work was done")
	}
	where := "between two checks"
	if checking != "" {
		where = "in the check of " + checking
	}
	return fmt.Errorf("a worker died %s: %w\n%s", where, err, output)
}
