package vectors

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"time"
)

// straysAllowed is after how many stray lines a process is stopped.
const straysAllowed = 10000

// conversation is what is said with one process of an adapter.
type conversation struct {
	*adapter
	process *process
	open    map[int]Request
	replies map[int]reply
	// answers and strays count the lines that were answers, and that were none; stray
	// is the last of these.
	answers, strays int
	stray           string
	// since is when the last answer came, or the process began.
	since time.Time
}

// converse runs one process on some requests. The fault it returns is why some
// of them have no reply; it is empty where all have.
func (a *adapter) converse(ctx context.Context, requests []Request, replies map[int]reply) (fault reply, err error) {
	p, err := start(ctx, a.command, a.stderr)
	if err != nil {
		return reply{}, fmt.Errorf("%w: %w", ErrNoAdapter, err)
	}
	c := &conversation{adapter: a, process: p, open: map[int]Request{}, replies: replies, since: time.Now()}
	fault = c.collect(ctx, requests)
	waited := time.Since(c.since)
	if fault.fault != "" {
		kill(p.command)
	}
	ended := p.stop()
	a.barren++
	if c.answers > 0 {
		a.barren = 0
	}
	if fault.fault == "" || over(ctx) {
		return fault, nil
	}
	a.lost += waited
	a.last = c.explain(fault, ended)
	if fault.fault == Crashed && a.known == nil && cannotRun(ended) {
		return reply{}, fmt.Errorf("%w: %s", ErrNoAdapter, a.last.detail)
	}
	return a.last, nil
}

// collect writes requests and takes answers in until every request has one. The
// time limit runs from the start to the first answer, and from each to the next.
// The first answer of all may take longer: a slow start is in it, or all the work.
func (c *conversation) collect(ctx context.Context, requests []Request) reply {
	for _, request := range requests {
		c.open[request.ID] = request
	}
	patient := c.timeout
	if c.known == nil && c.barren == 0 {
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
				return reply{fault: Oversized, detail: fmt.Sprintf("it wrote more than %d lines that are no answers", straysAllowed)}
			}
		case <-limit.C:
			return reply{fault: Silent, detail: fmt.Sprintf("no answer within %s", patient)}
		case <-ctx.Done():
			return reply{fault: Unasked, detail: "interrupted"}
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
		c.replies[id] = reply{fault: Unreadable, detail: problem.Error()}
	}
	return true
}

// complain remembers a line that is no answer.
func (c *conversation) complain(complaint string) {
	c.strays++
	c.stray = complaint
	c.adapter.strays++
	if len(c.complaints) < complaintsKept && !slices.Contains(c.complaints, complaint) {
		c.complaints = append(c.complaints, complaint)
	}
}

func over(ctx context.Context) bool { return ctx.Err() != nil }

func endOf(p *process) reply {
	if p.problem != nil {
		return reply{fault: Oversized, detail: "it wrote " + p.problem.Error()}
	}
	return reply{fault: Crashed}
}

// explain adds to a fault how the process ended and what it said. One that ended
// well, and wrote some other line than an answer, did not crash.
func (c *conversation) explain(fault reply, ended error) reply {
	if fault.fault == Crashed {
		fault.detail = "it ended before it had answered"
		if exit, ok := errors.AsType[*exec.ExitError](ended); ok {
			fault.detail = "it ended with " + exit.String()
		}
	}
	switch {
	case c.stray == "":
	case fault.fault == Crashed && ended == nil:
		fault = reply{fault: Garbage, detail: "in place of an answer it wrote " + c.stray}
	default:
		fault.detail += "; it wrote " + c.stray
	}
	if text := c.process.stderr.lastLines(3); text != "" && fault.fault != Oversized {
		fault.detail += "; its stderr ends: " + text
	}
	return fault
}

// cannotRun reports whether the shell said that there is no such program.
func cannotRun(ended error) bool {
	exit, ok := errors.AsType[*exec.ExitError](ended)
	return ok && (exit.ExitCode() == 126 || exit.ExitCode() == 127)
}
