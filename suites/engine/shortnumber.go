package engine

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// A number that begins with a zero byte comes in one exchange of a hundred. What a target
// makes of it is a matter of the rule about that number, and would by chance be taken for
// one of whatever rule is checked just then: so a check that met one begins again, and
// what was seen counts where it belongs.

// shortTries is how often an exchange is begun anew in which a number was short: that two
// follow each other is one case in ten thousand.
const shortTries = 2

// Short is a right proof that a target refused because of a short number: it took the
// right proof of another exchange.
type Short struct {
	// Rule and Cell are those that speak of the number; see [Suite.ShortNumbers].
	Rule string `json:"rule"`
	Cell string `json:"cell"`
	// Number is SRP_B, u or S.
	Number string `json:"number"`
	// Refusal is the target's answer.
	Refusal string `json:"refusal"`
}

// ShortNumbers registers which rule, and which cell of it, speaks of a short number.
func (s *Suite) ShortNumbers(of func(*scenarios.ShortNumberError) (rule, cell string)) { s.short = of }

// Anew walks, and begins anew while a right proof is refused in an exchange with a short
// number. The error is that of the last walk.
func (c *Check) Anew(walk func() error) error {
	met, err := anew(walk)
	if err == nil {
		c.noteShort(met)
	}
	return err
}

// anew walks as [Check.Anew] does, and returns the short numbers that it met.
func anew(walk func() error) (met []*scenarios.ShortNumberError, err error) {
	for {
		err = walk()
		short := shortIn(err)
		if short == nil || len(met) == shortTries {
			return met, err
		}
		met = append(met, short)
	}
}

// attemptAnew is [Check.attempt], and begins anew as [Check.Anew] does. Each time it has
// users of its own.
func (c *Check) attemptAnew(body func()) (e *ending) {
	held := c.held()
	_ = c.Anew(func() error {
		c.release(held)
		if e = c.attempt(body); e == nil {
			return nil
		}
		return e
	})
	return e
}

// shortIn is the short number of an error, nil for none.
func shortIn(err error) *scenarios.ShortNumberError {
	short, _ := errors.AsType[*scenarios.ShortNumberError](err)
	return short
}

// noteShort keeps what the target was seen to make of short numbers.
func (c *Check) noteShort(met []*scenarios.ShortNumberError) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.session.suite.short == nil {
		return
	}
	for _, short := range met {
		rule, cell := c.session.suite.short(short)
		c.short = append(c.short, Short{Rule: rule, Cell: cell, Number: short.Number, Refusal: Answer(target.AsError(short))})
	}
}

// leastShort is how often a right proof has to be refused because of a short number before
// the rule about that number fails. Once is a thing that happens: the target may have refused
// the proof for a reason of its own, and taken the next.
const leastShort = 2

// Condemn fails the rules that passed, or could not be judged, although right proofs were
// refused because of the numbers that they speak of, in the checks of the rules named. What
// was seen has its control in it: nothing that they depend on excuses it. It returns those
// that it fails.
func Condemn(rules []report.Rule, seen map[string][]Short) (failed []report.Rule) {
	type place struct{ rule, cell string }
	times, in := map[place]int{}, map[place][]string{}
	for _, by := range slices.Sorted(maps.Keys(seen)) {
		for _, short := range seen[by] {
			here := place{short.Rule, short.Cell}
			times[here]++
			if !slices.Contains(in[here], by) {
				in[here] = append(in[here], by)
			}
			at := slices.IndexFunc(rules, func(rule report.Rule) bool { return rule.ID == short.Rule })
			if times[here] >= leastShort && at >= 0 && (rules[at].Outcome == report.Pass || rules[at].Outcome == report.Skip) {
				rules[at] = condemned(rules[at], short, in[here])
				failed = append(failed, rules[at])
			}
		}
	}
	return failed
}

// Stops tells whether a run ends after its last outcome: stop is true for that, or for what
// [Condemn] makes of the outcomes so far.
func Stops(stop func(report.Rule) bool, last report.Rule, outcomes map[string]report.Rule, seen map[string][]Short) bool {
	return stop(last) || slices.ContainsFunc(Condemn(slices.Collect(maps.Values(outcomes)), seen), stop)
}

// condemned is a rule that is not kept in a case that came by chance in the checks of
// others.
func condemned(rule report.Rule, short Short, in []string) report.Rule {
	e := failed("the right proof to succeed", short.Refusal)
	e.message += fmt.Sprintf(": %s began with a zero byte, seen in the check of %s", short.Number, strings.Join(in, " and of "))
	one := e.asCase(fmt.Sprintf("%s, %s with a leading zero byte", short.Cell, short.Number))
	one.Cell, one.SeenIn = short.Cell, in
	rule.Cases = append(slices.Clone(rule.Cases), one)
	rule.Outcome, rule.Because, rule.Expected, rule.Actual = report.Fail, nil, e.expected, e.actual
	rule.Message = caseMessage(one, 1, len(rule.Cases))
	rule.Cells = report.CellsOf(rule.Cases)
	return rule
}
