package engine

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

// Check is what the check of one rule works with: it holds the context and the
// target of its calls, takes its assertions, and gathers its cases. An assertion
// that fails ends its case, or the whole check outside a case.
// Its methods may be called from the functions given to [Check.Together], and
// from no other goroutine. [Session.Begin] makes one.
type Check struct {
	registered registered
	session    *Session
	ctx        context.Context
	transcript transcript

	mu         sync.Mutex
	users      []*target.User // had so far and not released
	spent      []*target.User // released, and to be deleted when the check ends
	cases      []report.Case
	unwanted   []string // names of cases that were not asked for
	because    []string
	standsOn   []string // rules taken for granted on the way, each once
	assuming   []string // the dialect that it computed in
	wanted     []string // settings that the given pool has not, each once
	rungs      []string // lower ways in which it had what it needs, each once
	seen       []string
	witnessed  []Witnessed
	settings   map[string]bool // of the pools that it was given
	early      *ending         // what ended the check before its end; nil for nothing
	finished   bool            // the body came to its end, or to an ending
	unanswered bool
	closed     bool // the record was taken; what a check that hung still says is lost

	recorded sync.Once
	record   Record
}

// Rule is the rule that is checked.
func (c *Check) Rule() spec.Rule { return c.registered.rule }

// Context returns the context for every call of the check: it ends with the
// check's time, and what is called under it is in the transcript.
func (c *Check) Context() context.Context { return c.ctx }

// transcript is the record of a check's calls, fit to be shown.
type transcript interface {
	Exchanges() []report.Exchange
	Scrubber() func(text string) string
}

// Has reports whether the target has the feature, as far as is known, for cases
// that need more than their rule does.
func (c *Check) Has(feature spec.Feature) bool { return !slices.Contains(c.session.lacks, feature) }

// Run runs the check under t: it ends t with Fatal if the rule is not kept, and with
// Skip if it cannot be judged or the target lacks what it speaks of.
func (c *Check) Run(t T) {
	t.Helper()
	c.attemptWhole()
	r := c.Record()
	AttachSides(t, r.Expected, r.Actual)
	switch r.Outcome {
	case report.Fail:
		t.Fatal(r.Message)
	case report.Skip:
		t.Skip("not judged: " + r.Message)
	case report.Unsupported:
		t.Skip("unsupported: " + r.Message)
	}
	if r.Message != "" {
		t.Log(r.Message)
	}
}

// Case runs one named part of the check. It is recorded with its outcome, and
// when it fails the check goes on after it; the rule passes when every case
// does. Names are unique within a check and stable between runs.
func (c *Check) Case(name string, body func()) { c.CaseIn("", name, body) }

// CaseIn is Case in a cell, a place in which the rule is judged apart from others: a
// leg, a pool's settings, a flow. A rule that passed in one cell and could not be judged
// in another passed partly, and rules that depend on it depend on the cells that work.
// The cell without a name is the core of the rule, without which nothing is judged.
func (c *Check) CaseIn(cell, name string, body func()) {
	if !c.session.wants(name) {
		c.passOver(name)
		return
	}
	held := c.held()
	e := c.judged(c.attemptAnew(body))
	c.release(held)
	result := report.Case{Name: name, Outcome: report.Pass}
	if e != nil {
		result = e.asCase(name)
	}
	result.Cell = cell
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	c.cases = append(c.cases, result)
	if e != nil {
		c.because = append(c.because, e.because...)
		c.unanswered = c.unanswered || e.unanswered
	}
}

// passOver notes a case that was not asked for.
func (c *Check) passOver(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.unwanted = append(c.unwanted, name)
	}
}

// Together runs the bodies at the same time and waits for all. The first that
// fails ends the check, or the case around.
func (c *Check) Together(bodies ...func()) {
	endings, panics := make([]*ending, len(bodies)), make([]*sidePanic, len(bodies))
	var group sync.WaitGroup
	for i, body := range bodies {
		group.Go(func() {
			defer func() { panics[i] = sidePanicOf(recover()) }()
			endings[i] = c.attempt(body)
		})
	}
	group.Wait()
	for _, p := range panics {
		if p != nil {
			panic(p)
		}
	}
	for _, e := range endings {
		if e != nil {
			panic(e)
		}
	}
}

// attemptWhole runs the body of the check, unless it is known to be of no use.
func (c *Check) attemptWhole() {
	e := c.session.refusal(c.registered.rule)
	if e == nil {
		e = c.attemptAnew(func() {
			c.forget()
			c.registered.body(c)
		})
	}
	e = c.judged(e)
	c.retire()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	c.early, c.finished = e, true
	c.unanswered = c.unanswered || e != nil && e.unanswered
}

// judged is an ending as the level of the rule allows it: an open rule demands nothing of
// the target, so that what its check missed is a reason not to know.
func (c *Check) judged(e *ending) *ending {
	if e == nil || e.outcome != report.Fail || c.registered.rule.Level != spec.Open {
		return e
	}
	return skipped(e.message, e.message, e.unanswered)
}

// forget begins the record of the body, which is begun anew now and then.
func (c *Check) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cases, c.unwanted, c.because, c.seen = nil, nil, nil, nil
}

// attempt runs body and returns the ending that was thrown, nil for none.
func (c *Check) attempt(body func()) (e *ending) {
	defer func() { e = caught(recover()) }()
	body()
	return nil
}

// Takes records rules that the check takes for granted on its way, beside those it was
// registered with ([DependsOn]): if one of them is not kept, a failure becomes a skip
// that names it.
func (c *Check) Takes(ids ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	for _, id := range ids {
		if id != c.registered.rule.ID && !slices.Contains(c.standsOn, id) {
			c.standsOn = append(c.standsOn, id)
		}
	}
}

// Rung records a lower way in which the check had what it needs.
func (c *Check) Rung(way string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed && !slices.Contains(c.rungs, way) {
		c.rungs = append(c.rungs, way)
	}
}

// Observe records what was seen if the rule demands nothing; it becomes the rule's
// message. Open rules consist of observations.
func (c *Check) Observe(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	c.seen = append(c.seen, fmt.Sprintf(format, args...))
}
