package engine_test

import (
	"slices"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/suites/engine"
)

// Cases that share a step run it once, and each ends as it did.
func TestSharedStep(t *testing.T) {
	t.Parallel()
	ran := 0
	rule := checkOne(t, func(c *engine.Check) {
		step := engine.Once(c, func(first string) {
			ran++
			c.SkipBecause("FAKE-01", first+" cannot be told apart")
		})
		for _, name := range []string{"one", "two"} {
			c.Case(name, func() { step(name) })
		}
	})
	if ran != 1 {
		t.Errorf("the step ran %d times", ran)
	}
	if rule.Outcome != report.Skip || !slices.Equal(rule.Because, []string{"FAKE-01"}) {
		t.Errorf("%s because of %v", rule.Outcome, rule.Because)
	}
	if len(rule.Cases) != 2 || rule.Cases[1].Message != "one cannot be told apart" {
		t.Errorf("cases: %+v", rule.Cases)
	}
}
