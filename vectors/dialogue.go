package vectors

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync/atomic"
	"time"

	"github.com/cogbench/cogbench/internal/stopwatch"
	"github.com/cogbench/cogbench/internal/tail"
)

// Dialogue is a running adapter that is asked one request at a time, so that the
// answer can be timed. It is for one goroutine.
type Dialogue struct {
	process launched
	lines   *bufio.Reader
	said    *tail.Writer
	asked   int
	// ended is how the process ended, once it has.
	ended    error
	finished bool
}

// AdapterError is why a dialogue has no answer: how the adapter failed, and what it showed.
// It is [ErrNoAdapter] if there is no such program.
type AdapterError struct {
	Cause  Cause
	Detail string
	err    error
}

// Error implements error.
func (e *AdapterError) Error() string { return e.Detail }

// Unwrap returns ErrNoAdapter, or nil.
func (e *AdapterError) Unwrap() error { return e.err }

// Begin starts an adapter by a command line for sh. What it writes to its stderr goes
// to stderr too, if that is not nil. The adapter ends with ctx.
func Begin(ctx context.Context, command string, stderr io.Writer) (*Dialogue, error) {
	d := &Dialogue{said: &tail.Writer{Limit: stderrTail, CopyTo: stderr}}
	var err error
	if d.process, err = launchShell(ctx, command, d.said); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoAdapter, err)
	}
	d.lines = bufio.NewReaderSize(d.process.stdout, 64<<10)
	return d, nil
}

// PID is the id of the process that leads the adapter's process group.
func (d *Dialogue) PID() int { return d.process.pid }

// Ask asks for an operation, and returns the answer and how long it took: from before
// the request's line is written until the answer's line is read, with neither coded
// in that time. An adapter without an answer within the limit is killed. The error is
// a [*AdapterError]; after it, the dialogue is over.
func (d *Dialogue) Ask(op string, input map[string]any, limit time.Duration) (Answer, time.Duration, error) {
	d.asked++
	line, err := encoded(Request{ID: d.asked, Op: op, Input: input})
	if err != nil {
		return Answer{}, 0, err
	}
	var late atomic.Bool
	limiter := time.AfterFunc(limit, func() {
		late.Store(true)
		d.kill()
	})
	defer limiter.Stop()
	watch := stopwatch.Start()
	_, _ = d.process.stdin.Write(line) // whether it broke, the read below shows
	stray := ""
	for range straysAllowed {
		text, err := readLine(d.lines)
		took := watch.Elapsed()
		switch {
		case late.Load():
			return Answer{}, took, d.lapse(Silent, fmt.Sprintf("no answer to %s within %s: an adapter answers each request before it reads the next", op, limit), stray)
		case errors.Is(err, errOversized):
			return Answer{}, took, d.lapse(Oversized, "it wrote "+err.Error(), "")
		case err != nil && len(bytes.TrimSpace(text)) == 0:
			return Answer{}, took, d.lapse(Crashed, "", stray)
		}
		id, answer, problem, err := parseAnswer(text)
		switch {
		case err != nil:
			stray = err.Error()
			continue
		case id != d.asked:
			return Answer{}, took, d.lapse(Misplaced, fmt.Sprintf("it answered %d where %d was asked", id, d.asked), "")
		case problem != nil:
			return Answer{}, took, d.lapse(Unreadable, problem.Error(), "")
		}
		return answer, took, nil
	}
	return Answer{}, watch.Elapsed(), d.lapse(Oversized, fmt.Sprintf("it wrote more than %d lines that are not answers", straysAllowed), "")
}

// lapse ends the adapter, and says why there is no answer. A process that ended
// well, and wrote another line than an answer, did not crash.
func (d *Dialogue) lapse(cause Cause, detail, stray string) *AdapterError {
	if cause != Crashed {
		d.kill()
	}
	ended := d.End()
	if cause == Crashed {
		detail = "it ended before it had answered"
		if exit, ok := errors.AsType[*exec.ExitError](ended); ok {
			detail = "it ended with " + exit.String()
		}
	}
	if stray != "" {
		detail += "; it wrote " + stray
	}
	if text := d.said.LastLines(3); text != "" {
		detail += "; its stderr ends: " + text
	}
	lapsed := &AdapterError{Cause: cause, Detail: detail}
	if d.asked == 1 && cannotRun(ended) {
		lapsed.err = ErrNoAdapter
	}
	return lapsed
}

// End closes the adapter's input, waits for its end, and kills what is left. It
// returns how it ended: nil, or the exit status.
func (d *Dialogue) End() error {
	if d.finished {
		return d.ended
	}
	d.finished = true
	_ = d.process.stdin.Close() // whether it broke does not matter any more
	grace := time.AfterFunc(endGrace, d.kill)
	defer grace.Stop()
	_, _ = io.Copy(io.Discard, d.lines) // what comes after the last answer is ignored
	d.ended = d.process.wait()
	return d.ended
}

// kill ends the adapter and what it started, and stops reading: something that left its
// process group may still hold the other end.
func (d *Dialogue) kill() {
	d.process.kill()
	if pipe, ok := d.process.stdout.(io.Closer); ok {
		_ = pipe.Close() // it fails if it is closed, which is what is wanted
	}
}

// encoded is a request as a line.
func encoded(r Request) ([]byte, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(r); err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	return line.Bytes(), nil
}
