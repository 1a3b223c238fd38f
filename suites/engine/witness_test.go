package engine_test

import (
	"strings"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/suites/engine"
)

// A wrong value that was taken in the check of one rule counts against the rule that
// forbids it, unless that one could not be judged.
func TestTakenValuesCountWhereTheyBelong(t *testing.T) {
	for name, test := range map[string]struct {
		body        func(c *engine.Check)
		rule, other report.Outcome
	}{
		"in a case":   {func(c *engine.Check) { c.Case("one", func() { c.SkipTaken("FAKE-01", "a wrong code") }) }, "skip", "fail"},
		"outside any": {func(c *engine.Check) { c.SkipTaken("FAKE-01", "a wrong code") }, "skip", "fail"},
		"in a shared step": {func(c *engine.Check) {
			sharedControl(c, func() error { c.SkipTaken("FAKE-01", "a wrong code"); return nil })
		}, "skip", "fail"},
		"of a rule not kept": {func(c *engine.Check) { c.SkipTaken("FAKE-02", "a wrong code") }, "skip", "pass"},
		"a cause alone":      {func(c *engine.Check) { c.SkipBecause("FAKE-01", "a wrong code") }, "skip", "pass"},
	} {
		t.Run(name, func(t *testing.T) {
			suite := fake(test.body)
			rules := suite.Run(t.Context(), planOf(t, suite), engine.Options{}).Rules
			rule, other := ruleOf(rules, "FAKE-02"), ruleOf(rules, "FAKE-01")
			if rule.Outcome != test.rule || other.Outcome != test.other {
				t.Errorf("%s, and the other rule %s, want %s and %s: %s", rule.Outcome, other.Outcome, test.rule, test.other, other.Message)
			}
			const want = "expected a wrong code to be refused, got success, seen in the check of FAKE-02"
			if test.other == report.Fail && !strings.Contains(other.Message, want) {
				t.Errorf("the message is %q", other.Message)
			}
		})
	}
}
