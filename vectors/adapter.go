package vectors

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"time"
)

const (
	// failuresInARow is after how many requests, each of which ended or stalled
	// the adapter with none answered between, no more is asked.
	failuresInARow = 3
	// failuresInAll is the same over the whole run.
	failuresInAll = 20
	// complaintsKept is how many stray lines are remembered for the report.
	complaintsKept = 5
	// complaintsAllowed is after how many stray lines an adapter is stopped.
	complaintsAllowed = 10000
)

// ErrNoAdapter says that the adapter's command cannot be run at all.
var ErrNoAdapter = errors.New("the adapter cannot be started")

// adapter asks an external program.
type adapter struct {
	command string
	timeout time.Duration
	stderr  io.Writer
	// complaints are lines that were no answer to any request.
	complaints []string
	strays     int
	// answers counts the requests that were answered, over all processes.
	answers int
}

// ask asks everything, and returns a reply for each request. All requests are
// written at once, so that an adapter may answer in any order, even after the
// end of its input. What an adapter leaves open by crashing or hanging is asked
// again, one request at a time, so that the fault is put down to the request
// that causes it.
func (a *adapter) ask(ctx context.Context, requests []Request) ([]reply, error) {
	replies := make(map[int]reply, len(requests))
	fault, err := a.converse(ctx, requests, replies)
	if err != nil {
		return nil, err
	}
	if fault.fault != "" {
		if err := a.retry(ctx, requests, replies, fault); err != nil {
			return nil, err
		}
	}
	inOrder := make([]reply, len(requests))
	for i, request := range requests {
		inOrder[i] = replies[request.ID]
	}
	return inOrder, nil
}

// retry asks for what is open one request at a time. With no answer to anything
// after failuresInARow attempts, the first fault stands for all.
func (a *adapter) retry(ctx context.Context, requests []Request, replies map[int]reply, first reply) error {
	inARow, inAll := 0, 0
	last := first
	for _, request := range requests {
		if _, done := replies[request.ID]; done {
			continue
		}
		if ctx.Err() != nil {
			replies[request.ID] = reply{fault: Unasked, detail: "interrupted"}
			continue
		}
		if inARow == failuresInARow || inAll == failuresInAll {
			replies[request.ID] = reply{fault: Unasked, detail: fmt.Sprintf("it failed %d times before; at last: %s", inAll, last.detail)}
			continue
		}
		fault, err := a.converse(ctx, []Request{request}, replies)
		if err != nil {
			return err
		}
		if fault.fault == "" {
			inARow = 0
			continue
		}
		last = fault
		replies[request.ID] = fault
		inARow, inAll = inARow+1, inAll+1
	}
	return nil
}

// converse runs one process on some requests. The fault it returns is why some
// of them have no reply; it is empty where all have.
func (a *adapter) converse(ctx context.Context, requests []Request, replies map[int]reply) (fault reply, err error) {
	p, err := start(ctx, a.command, a.stderr)
	if err != nil {
		return reply{}, fmt.Errorf("%w: %w", ErrNoAdapter, err)
	}
	fault = a.collect(ctx, p, requests, replies)
	if fault.fault != "" {
		kill(p.command)
	}
	ended := p.stop()
	if fault.fault == Crashed && ctx.Err() == nil {
		fault.detail = describeEnd(ended, p.stderr)
		if a.answers == 0 && cannotRun(ended) {
			return reply{}, fmt.Errorf("%w: %s", ErrNoAdapter, fault.detail)
		}
	}
	return fault, nil
}

// collect writes requests and takes answers in until every request has one. The
// time limit runs from one answer to the next.
func (a *adapter) collect(ctx context.Context, p *process, requests []Request, replies map[int]reply) reply {
	open := make(map[int]bool, len(requests))
	for _, request := range requests {
		open[request.ID] = true
	}
	limit := time.NewTimer(a.timeout)
	defer limit.Stop()
	unsent := requests
	for len(open) > 0 {
		feed, next := p.requests, Request{}
		if len(unsent) == 0 {
			feed = nil
		} else {
			next = unsent[0]
		}
		select {
		case feed <- next:
			unsent = unsent[1:]
			if len(unsent) == 0 {
				p.finish()
			}
		case line, more := <-p.lines:
			if !more {
				return endOf(p)
			}
			if a.take(line, open, replies) {
				limit.Reset(a.timeout)
			} else if a.strays > complaintsAllowed {
				return reply{fault: Oversized, detail: fmt.Sprintf("it wrote more than %d lines that are no answers", complaintsAllowed)}
			}
		case <-limit.C:
			return reply{fault: Silent, detail: fmt.Sprintf("no answer within %s%s", a.timeout, quoted(p.stderr))}
		case <-ctx.Done():
			return reply{fault: Unasked, detail: "interrupted"}
		}
	}
	return reply{}
}

// take reads one line, and reports whether it answers an open request.
func (a *adapter) take(line []byte, open map[int]bool, replies map[int]reply) bool {
	id, answer, problem, err := parseAnswer(line)
	if err == nil && !open[id] {
		err = fmt.Errorf("an answer to no open request: %.80q", line)
	}
	if err != nil {
		a.strays++
		if len(a.complaints) < complaintsKept && !slices.Contains(a.complaints, err.Error()) {
			a.complaints = append(a.complaints, err.Error())
		}
		return false
	}
	delete(open, id)
	a.answers++
	replies[id] = reply{answer: answer}
	if problem != nil {
		replies[id] = reply{fault: Unreadable, detail: problem.Error()}
	}
	return true
}

func endOf(p *process) reply {
	if p.problem != nil {
		return reply{fault: Oversized, detail: "it wrote " + p.problem.Error()}
	}
	return reply{fault: Crashed}
}

// describeEnd says how an adapter ended, with the end of its stderr.
func describeEnd(ended error, stderr *tail) string {
	how := "it ended before it had answered"
	if exit, ok := errors.AsType[*exec.ExitError](ended); ok {
		how = "it ended with " + exit.String()
	}
	return how + quoted(stderr)
}

func quoted(stderr *tail) string {
	text := stderr.lastLines(3)
	if text == "" {
		return ""
	}
	return "; its stderr ends: " + text
}

// cannotRun reports whether the shell said that there is no such program.
func cannotRun(ended error) bool {
	exit, ok := errors.AsType[*exec.ExitError](ended)
	return ok && (exit.ExitCode() == 126 || exit.ExitCode() == 127)
}
