package vectors

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

const (
	// barrenProcesses is after how many processes in a row without one answer an
	// adapter may be gone. Each operation has had its turn by then.
	barrenProcesses = 24
	// patience is how many time limits are waited in vain in all, patienceAtFirst
	// for an adapter that has not answered anything yet, and firstAnswer for the
	// first answer alone.
	patience        = 30
	patienceAtFirst = 8
	firstAnswer     = 3
	// complaintsKept is how many stray lines are remembered for the report.
	complaintsKept = 5
)

// ErrNoAdapter says that the adapter's command cannot be run at all.
var ErrNoAdapter = errors.New("the adapter cannot be started")

// adapter asks an external program.
type adapter struct {
	command string
	timeout time.Duration
	stderr  io.Writer
	// complaints are lines that were no answer to any request, the first few;
	// strays counts them all.
	complaints []string
	strays     int
	// known is a request that was answered, nil until one is.
	known *Request
	// faults counts the requests of an operation that ended or stalled it.
	faults map[string]int
	// barren counts the processes in a row that answered nothing, lost is how long
	// it was waited for answers that did not come, last why.
	barren int
	lost   time.Duration
	last   reply
}

// ask asks everything, and returns a reply for each request. All requests are
// written to one process, so that an adapter may answer in any order, even after
// the end of its input. What it leaves open by crashing or hanging is asked again,
// so that the fault is put down to the request that causes it, and to no other.
func (a *adapter) ask(ctx context.Context, requests []Request) ([]reply, error) {
	a.faults = map[string]int{}
	replies := make(map[int]reply, len(requests))
	pace := newPace(len(requests))
	for open := requests; len(open) > 0; open = a.open(requests, replies) {
		why, err := a.gone(ctx)
		if err != nil {
			return nil, err
		}
		if why != "" {
			for _, request := range open {
				replies[request.ID] = reply{fault: Unasked, detail: why}
			}
			break
		}
		if err := a.round(ctx, open[:min(pace.size, len(open))], replies, pace); err != nil {
			return nil, err
		}
	}
	inOrder := make([]reply, len(requests))
	for i, request := range requests {
		inOrder[i] = replies[request.ID]
	}
	return inOrder, nil
}

// open returns the requests without a reply. Those of operations that had the
// fewest faults come first: an operation that always hangs uses the patience up
// only when the others are done.
func (a *adapter) open(requests []Request, replies map[int]reply) []Request {
	var open []Request
	for _, request := range requests {
		if _, done := replies[request.ID]; !done {
			open = append(open, request)
		}
	}
	slices.SortStableFunc(open, func(x, y Request) int { return cmp.Compare(a.faults[x.Op], a.faults[y.Op]) })
	return open
}

// round asks a group in one process. If that ends or stalls, the first request
// that it left open is the suspect, for most adapters answer in order. It is asked
// alone: only who is silent then is guilty.
func (a *adapter) round(ctx context.Context, group []Request, replies map[int]reply, p *pace) error {
	fault, err := a.converse(ctx, group, replies)
	if err != nil || over(ctx) {
		return err
	}
	if fault.fault == "" {
		p.answered()
		return nil
	}
	open := a.open(group, replies)
	suspect, barren, silent := open[0], len(open) == len(group), fault.fault == Silent
	if len(group) > 1 {
		if fault, err = a.converse(ctx, []Request{suspect}, replies); err != nil || over(ctx) {
			return err
		}
	}
	if fault.fault == "" {
		p.innocent(len(open), barren && silent)
		return nil
	}
	replies[suspect.ID] = fault
	a.faults[suspect.Op]++
	p.guilty(barren)
	return nil
}

// gone says why nothing more is asked, "" where it makes sense to go on. Faults
// alone are no reason: who answers something is asked everything, as long as the
// patience lasts.
func (a *adapter) gone(ctx context.Context) (why string, err error) {
	if over(ctx) {
		return "interrupted", nil
	}
	bearable := patience * a.timeout
	if a.known == nil {
		bearable = patienceAtFirst * a.timeout
	}
	if a.lost >= bearable {
		return fmt.Sprintf("given up after %s of waiting in vain; at last: %s", a.lost.Round(time.Millisecond), a.last.detail), nil
	}
	if a.barren < barrenProcesses {
		return "", nil
	}
	if a.known == nil {
		return fmt.Sprintf("it answered nothing in %d starts; at last: %s", a.barren, a.last.detail), nil
	}
	fault, err := a.converse(ctx, []Request{*a.known}, map[int]reply{})
	if err != nil || fault.fault == "" {
		return "", err
	}
	return "it does not even answer what it has answered before: " + fault.detail, nil
}
