package engine

import (
	"maps"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/report"
)

// A check sees now and then that a rule is not kept which is not its own: a control shows
// that a wrong value is taken, or a right proof is refused because of a short number. What
// it saw is no matter of its own rule, and is not lost: it counts where it belongs, if the
// check of that rule did not come by.

// Witnessed is what the check of one rule saw of another.
type Witnessed struct {
	// Rule and Cell are those that speak of it.
	Rule string `json:"rule"`
	Cell string `json:"cell,omitempty"`
	// Case, Expected and Actual are as in [report.Case]. Detail says more; "" for nothing.
	Case     string `json:"case"`
	Expected string `json:"expected"`
	Actual   string `json:"actual"`
	Detail   string `json:"detail,omitempty"`
	// Chance is true for what the target may have done for a reason of its own: once is a
	// thing that happens, for it did otherwise the next time.
	Chance bool `json:"chance,omitempty"`
}

// SkipTaken ends the case: it cannot be judged, because the target took a wrong value that
// the rule of the id wants refused. what names the value.
func (c *Check) SkipTaken(id, what string) {
	c.mu.Lock()
	if !c.closed && id != c.registered.rule.ID {
		c.witnessed = append(c.witnessed, Witnessed{
			Rule: id, Cell: "other checks", Case: what + " in the check of another rule", Expected: what + " to be refused", Actual: "success",
		})
	}
	c.mu.Unlock()
	c.SkipBecause(id, what+" was taken as well")
}

// leastByChance is how often what may be chance has to be seen before the rule about it
// fails.
const leastByChance = 2

// enough reports whether a rule fails for what was seen so many times. A wrong value that was
// taken shows nothing new of a rule that could not be judged: why not is told there.
func (w Witnessed) enough(times int, outcome report.Outcome) bool {
	if w.Chance {
		return times >= leastByChance && (outcome == report.Pass || outcome == report.Skip)
	}
	return outcome == report.Pass
}

// Condemn fails the rules of which others saw in their checks that they are not kept, and
// that their own checks let pass; where right proofs were refused, also those that could
// not be judged. What was seen has its control in it: nothing that they depend on excuses
// it. It returns those that it fails.
func Condemn(rules []report.Rule, seen map[string][]Witnessed) (failed []report.Rule) {
	type place struct{ rule, cell string }
	times, in := map[place]int{}, map[place][]string{}
	for _, by := range slices.Sorted(maps.Keys(seen)) {
		for _, witnessed := range seen[by] {
			here := place{witnessed.Rule, witnessed.Cell}
			times[here]++
			if !slices.Contains(in[here], by) {
				in[here] = append(in[here], by)
			}
			at := slices.IndexFunc(rules, func(rule report.Rule) bool { return rule.ID == witnessed.Rule })
			if at >= 0 && witnessed.enough(times[here], rules[at].Outcome) {
				rules[at] = condemned(rules[at], witnessed, in[here])
				failed = append(failed, rules[at])
			}
		}
	}
	return failed
}

// Stops tells whether a run ends after its last outcome: stop is true for that, or for what
// [Condemn] makes of the outcomes so far.
func Stops(stop func(report.Rule) bool, last report.Rule, outcomes map[string]report.Rule, seen map[string][]Witnessed) bool {
	return stop(last) || slices.ContainsFunc(Condemn(slices.Collect(maps.Values(outcomes)), seen), stop)
}

// condemned is a rule that is not kept in a case that came in the checks of others.
func condemned(rule report.Rule, witnessed Witnessed, in []string) report.Rule {
	e := failed(witnessed.Expected, witnessed.Actual)
	if witnessed.Detail != "" {
		e.message += ": " + witnessed.Detail
	}
	e.message += ", seen in the check of " + strings.Join(in, " and of ")
	one := e.asCase(witnessed.Case)
	one.Cell, one.SeenIn = witnessed.Cell, in
	rule.Cases = append(slices.Clone(rule.Cases), one)
	rule.Outcome, rule.Because, rule.Expected, rule.Actual = report.Fail, nil, e.expected, e.actual
	rule.Message = caseMessage(one, 1, len(rule.Cases))
	rule.Cells = report.CellsOf(rule.Cases)
	return rule
}
