package suites

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/onsi/gomega"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

// Check is what the check of one rule works with: it holds the context and the
// target of its calls, takes its assertions, and gathers its cases. An assertion
// that fails ends the case that it stands in, or the whole check outside a case.
// Its methods may be called from the functions given to [Check.Together], and
// from no other goroutine.
type Check struct {
	rule       spec.Rule
	ctx        context.Context
	subject    subject
	transcript transcript
	gomega     gomega.Gomega
	lacks      []spec.Feature // features that the target was seen to lack

	mu         sync.Mutex
	users      []*target.User // had so far and not released
	cases      []report.Case
	because    []string
	seen       []string
	early      *verdict // what ended the check before its end; nil for nothing
	unanswered bool
	closed     bool // the result was taken; what a check that hung still says is lost
}

// transcript is the record of a check's calls, fit to be shown.
type transcript interface {
	Exchanges() []report.Exchange
	Scrubber() func(text string) string
}

// newCheck prepares the check of a rule whose calls run under ctx.
func newCheck(ctx context.Context, rule spec.Rule, on subject) *Check {
	c := &Check{rule: rule, subject: on}
	c.ctx, c.transcript = on.record(ctx)
	c.gomega = gomega.NewGomega(func(message string, _ ...int) {
		panic(asserted(message))
	})
	return c
}

// Context returns the context for every call of the check: it ends with the
// check's time, and what is called under it is in the transcript.
func (c *Check) Context() context.Context { return c.ctx }

// Has reports whether the target has the feature, as far as is known, for cases
// that need more than their rule does.
func (c *Check) Has(feature spec.Feature) bool { return !slices.Contains(c.lacks, feature) }

// Expect begins a Gomega assertion.
func (c *Check) Expect(actual any, extra ...any) gomega.Assertion {
	return c.gomega.Expect(actual, extra...)
}

// Case runs one named part of the check. It is recorded with its outcome, and
// when it fails the check goes on after it; the rule passes when every case
// does. Names are unique within a check and stable between runs.
func (c *Check) Case(name string, body func()) {
	held := c.held()
	v := c.attempt(body)
	c.release(held)
	result := report.Case{Name: name, Outcome: report.Pass}
	if v != nil {
		result = v.asCase(name)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	c.cases = append(c.cases, result)
	if v != nil {
		c.because = append(c.because, v.because...)
		c.unanswered = c.unanswered || v.unanswered
	}
}

// Together runs the bodies at the same time and waits for all. The first that
// fails ends the check, or the case around.
func (c *Check) Together(bodies ...func()) {
	verdicts := make([]*verdict, len(bodies))
	var group sync.WaitGroup
	for i, body := range bodies {
		group.Go(func() { verdicts[i] = c.attempt(body) })
	}
	group.Wait()
	for _, v := range verdicts {
		if v != nil {
			panic(v)
		}
	}
}

// run runs the body of the whole check.
func (c *Check) run(body func(*Check)) {
	v := c.attempt(func() { body(c) })
	c.release(0)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.early = v
	c.unanswered = c.unanswered || v != nil && v.unanswered
}

// attempt runs body and returns the verdict that ended it, nil for none.
func (c *Check) attempt(body func()) (v *verdict) {
	defer func() { v, _ = caught(recover()) }()
	body()
	return nil
}

// Observe says what was seen where the rule demands nothing; it is the message
// of the rule. Open rules are made of observations.
func (c *Check) Observe(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	c.seen = append(c.seen, fmt.Sprintf(format, args...))
}
