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
	// maxFruitlessStarts is after how many processes in a row without a single
	// answer an adapter is taken to be gone. There are fewer operations than that,
	// and the one with the fewest failures is asked first: each has had its turn.
	maxFruitlessStarts = 24
	// patience is after how many timeouts in all an adapter is given up: with the
	// default timeout, after five minutes of waiting in vain.
	patience = 30
	// patienceAtFirst takes its place while the adapter has not answered anything.
	patienceAtFirst = 8
	// firstAnswer is how many timeouts the very first answer may take: it includes
	// the start of a virtual machine, or of a compiler.
	firstAnswer = 3
	// complaintsKept is how many stray lines the report shows.
	complaintsKept = 5
)

// ErrNoAdapter says that the adapter's command cannot be run at all.
var ErrNoAdapter = errors.New("the adapter cannot be started")

// adapter asks an external program.
type adapter struct {
	command string
	timeout time.Duration
	stderr  io.Writer
	launch  launcher
	// complaints are the first few lines that did not answer any request; strays
	// counts all of them.
	complaints []string
	strays     int
	// known is a request that was answered, nil until one is.
	known *Request
	// failures counts, for each operation, the requests that ended or stalled the
	// adapter.
	failures map[string]int
	// fruitless counts the processes in a row that answered nothing.
	fruitless int
	// wasted is the time spent waiting for answers that did not come, last the latest
	// reason.
	wasted time.Duration
	last   reply
}

func newAdapter(options Options) *adapter {
	a := &adapter{
		command: options.Command, timeout: options.Timeout, stderr: options.Stderr, launch: options.launch,
		failures: map[string]int{},
	}
	if a.timeout == 0 {
		a.timeout = DefaultTimeout
	}
	if a.launch == nil {
		a.launch = launchShell
	}
	return a
}

// ask asks everything, and returns a reply for each request. All requests are
// written to one process, so that an adapter may answer in any order, even after
// the end of its input. What it leaves open by crashing or hanging is asked again, so
// that the failure is attributed to the request that causes it, and to no other.
func (a *adapter) ask(ctx context.Context, requests []Request) ([]reply, error) {
	replies := make(map[int]reply, len(requests))
	group := newGrouping(len(requests))
	for open := requests; len(open) > 0 && !over(ctx); open = a.open(requests, replies) {
		why, err := a.gone(ctx)
		if err != nil {
			return nil, err
		}
		if why != "" {
			for _, request := range open {
				replies[request.ID] = reply{failure: Unasked, detail: why}
			}
			break
		}
		if err := a.round(ctx, open[:min(group.size, len(open))], replies, group); err != nil {
			return nil, err
		}
	}
	inOrder := make([]reply, len(requests))
	for i, request := range requests {
		got, asked := replies[request.ID]
		got.unasked = !asked
		inOrder[i] = got
	}
	return inOrder, nil
}

// open returns the requests without a reply. Those of operations that had the
// fewest failures come first: an operation that always hangs uses up the patience
// only when the others are done.
func (a *adapter) open(requests []Request, replies map[int]reply) []Request {
	var open []Request
	for _, request := range requests {
		if _, done := replies[request.ID]; !done {
			open = append(open, request)
		}
	}
	slices.SortStableFunc(open, func(x, y Request) int { return cmp.Compare(a.failures[x.Op], a.failures[y.Op]) })
	return open
}

// round asks a group in one process. If that ends or stalls, the first request that
// it left open is the suspect, because most adapters answer in order. It is asked
// alone: only a request that gets no answer then has failed.
func (a *adapter) round(ctx context.Context, group []Request, replies map[int]reply, size *grouping) error {
	failed, err := a.converse(ctx, group, replies)
	if err != nil || over(ctx) {
		return err
	}
	if failed.failure == "" {
		size.answeredWhole()
		return nil
	}
	open := a.open(group, replies)
	suspect, fruitless, silent := open[0], len(open) == len(group), failed.failure == Silent
	if len(group) > 1 {
		if failed, err = a.converse(ctx, []Request{suspect}, replies); err != nil || over(ctx) {
			return err
		}
	}
	if failed.failure == "" {
		size.suspectAnswered(len(open), fruitless && silent)
		return nil
	}
	replies[suspect.ID] = failed
	a.failures[suspect.Op]++
	size.suspectFailed(fruitless)
	return nil
}

// gone says why nothing more is asked, "" if it makes sense to go on. Failures alone
// are no reason: an adapter that answers something is asked everything, as long as
// the patience lasts.
func (a *adapter) gone(ctx context.Context) (why string, err error) {
	bearable := patience * a.timeout
	if a.known == nil {
		bearable = patienceAtFirst * a.timeout
	}
	if a.wasted >= bearable {
		return fmt.Sprintf("given up after waiting in vain for %s; most recently: %s", a.wasted.Round(time.Millisecond), a.last.detail), nil
	}
	if a.fruitless < maxFruitlessStarts {
		return "", nil
	}
	if a.known == nil {
		return fmt.Sprintf("no answer after %d starts; most recently: %s", a.fruitless, a.last.detail), nil
	}
	failed, err := a.converse(ctx, []Request{*a.known}, map[int]reply{})
	if err != nil || failed.failure == "" {
		return "", err
	}
	return "it does not even answer what it has answered before: " + failed.detail, nil
}
