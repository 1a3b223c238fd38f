package vectors

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"time"
)

// straysAllowed is how many stray lines a process may write before it is stopped: a
// program that logs may be noisy, one that is not an adapter may never end.
const straysAllowed = 10000

// conversation is what is said with one process of an adapter.
type conversation struct {
	*adapter
	process *adapterProcess
	open    map[int]Request
	replies map[int]reply
	// answers and strays count the lines that were answers and those that were not;
	// stray is the last of the latter.
	answers, strays int
	stray           string
	// since is when the last answer came, or the process began.
	since time.Time
}

// converse runs one process on some requests. The failure that it returns is why
// some of them have no reply; it is empty if all have one.
func (a *adapter) converse(ctx context.Context, requests []Request, replies map[int]reply) (failed reply, err error) {
	p, err := start(ctx, a.launch, a.command, a.stderr)
	if err != nil {
		return reply{}, fmt.Errorf("%w: %w", ErrNoAdapter, err)
	}
	c := &conversation{adapter: a, process: p, open: map[int]Request{}, replies: replies, since: time.Now()}
	failed = c.collect(ctx, requests)
	waited := time.Since(c.since)
	if failed.failure != "" {
		p.kill()
	}
	ended := p.stop()
	a.fruitless++
	if c.answers > 0 {
		a.fruitless = 0
	}
	if failed.failure == "" || over(ctx) {
		return failed, nil
	}
	a.wasted += waited
	a.last = c.explain(failed, ended)
	if failed.failure == Crashed && a.known == nil && cannotRun(ended) {
		return reply{}, fmt.Errorf("%w: %s", ErrNoAdapter, a.last.detail)
	}
	return a.last, nil
}

// collect writes requests and takes answers in until every request has one. The
// timeout runs from the start to the first answer, and from each answer to the next.
// The very first answer may take longer: it may include a slow start, or all the work.
func (c *conversation) collect(ctx context.Context, requests []Request) reply {
	for _, request := range requests {
		c.open[request.ID] = request
	}
	patient := c.timeout
	if c.known == nil && c.fruitless == 0 {
		patient *= firstAnswer
	}
	limit := time.NewTimer(patient)
	defer limit.Stop()
	unsent := requests
	for len(c.open) > 0 {
		feed, next := c.process.requests, Request{}
		if len(unsent) == 0 {
			feed = nil
		} else {
			next = unsent[0]
		}
		select {
		case feed <- next:
			unsent = unsent[1:]
			if len(unsent) == 0 {
				c.process.finish()
			}
		case line, more := <-c.process.lines:
			if !more {
				return endOf(c.process)
			}
			if c.take(line) {
				patient = c.timeout
				limit.Reset(patient)
			} else if c.strays > straysAllowed {
				return reply{failure: Oversized, detail: fmt.Sprintf("it wrote more than %d lines that are not answers", straysAllowed)}
			}
		case <-limit.C:
			return reply{failure: Silent, detail: fmt.Sprintf("no answer within %s", patient)}
		case <-ctx.Done():
			return reply{failure: Unasked, detail: "interrupted"}
		}
	}
	return reply{}
}

// take reads one line, and reports whether it answers an open request.
func (c *conversation) take(line []byte) bool {
	id, answer, problem, err := parseAnswer(line)
	request, asked := c.open[id]
	if err == nil && !asked {
		err = fmt.Errorf("an answer to no open request: %.80q", line)
	}
	if err != nil {
		c.complain(err.Error())
		return false
	}
	delete(c.open, id)
	c.answers++
	c.since = time.Now()
	if c.known == nil {
		c.known = &request
	}
	c.replies[id] = reply{answer: answer}
	if problem != nil {
		c.replies[id] = reply{failure: Unreadable, detail: problem.Error()}
	}
	return true
}

// complain remembers a line that is not an answer.
func (c *conversation) complain(complaint string) {
	c.strays++
	c.stray = complaint
	c.adapter.strays++
	if len(c.complaints) < complaintsKept && !slices.Contains(c.complaints, complaint) {
		c.complaints = append(c.complaints, complaint)
	}
}

func over(ctx context.Context) bool { return ctx.Err() != nil }

func endOf(p *adapterProcess) reply {
	if p.problem != nil {
		return reply{failure: Oversized, detail: "it wrote " + p.problem.Error()}
	}
	return reply{failure: Crashed}
}

// explain adds to a failure how the process ended and what it wrote. A process that
// ended well, and wrote another line than an answer, did not crash.
func (c *conversation) explain(failed reply, ended error) reply {
	if failed.failure == Crashed {
		failed.detail = "it ended before it had answered"
		if exit, ok := errors.AsType[*exec.ExitError](ended); ok {
			failed.detail = "it ended with " + exit.String()
		}
	}
	switch {
	case c.stray == "":
	case failed.failure == Crashed && ended == nil:
		failed = reply{failure: Garbage, detail: "in place of an answer it wrote " + c.stray}
	default:
		failed.detail += "; it wrote " + c.stray
	}
	if text := c.process.said.LastLines(3); text != "" && failed.failure != Oversized {
		failed.detail += "; its stderr ends: " + text
	}
	return failed
}

// cannotRun reports whether the shell said that there is no such program.
func cannotRun(ended error) bool {
	exit, ok := errors.AsType[*exec.ExitError](ended)
	return ok && (exit.ExitCode() == 126 || exit.ExitCode() == 127)
}
