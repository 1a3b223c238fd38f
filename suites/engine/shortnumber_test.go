package engine_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// shortS is a proof that was refused in an exchange whose S is short.
func shortS() error {
	refusal := &target.Error{Kind: target.Refused, Operation: "RespondToAuthChallenge", Status: 400, Name: "NotAuthorizedException"}
	return &scenarios.ShortNumberError{Number: "S", Err: refusal}
}

// times is nil after so many errors.
func times(n int, err error) func() error {
	return func() error {
		if n--; n >= 0 {
			return err
		}
		return nil
	}
}

// Whatever a check wants of a call, it begins anew where a number was short, and what was
// seen counts for the rule that speaks of the number.
func TestShortNumbersCountWhereTheyBelong(t *testing.T) {
	for name, test := range map[string]struct {
		body        func(c *engine.Check, call func() error)
		short       int // calls with a short number, before one that succeeds
		want, owner report.Outcome
	}{
		"wanted":            {func(c *engine.Check, call func() error) { c.Succeeds(call(), "the call") }, 2, "pass", "fail"},
		"taken for granted": {func(c *engine.Check, call func() error) { c.Given(call(), "the call") }, 2, "pass", "fail"},
		"in a case":         {func(c *engine.Check, call func() error) { c.Case("one", func() { c.Succeeds(call(), "the call") }) }, 2, "pass", "fail"},
		"after a case":      {func(c *engine.Check, call func() error) { c.Case("one", func() {}); c.Succeeds(call(), "the call") }, 2, "pass", "fail"},
		"walked anew":       {func(c *engine.Check, call func() error) { c.Given(c.Anew(call), "the call") }, 2, "pass", "fail"},
		"beside others": {func(c *engine.Check, call func() error) {
			c.Together(func() {}, func() { c.Given(call(), "the call") })
		}, 2, "pass", "fail"},
		"a control":                 {func(c *engine.Check, call func() error) { sharedControl(c, call) }, 2, "pass", "fail"},
		"once, which may be chance": {func(c *engine.Check, call func() error) { c.Succeeds(call(), "the call") }, 1, "pass", "pass"},
		"never":                     {func(c *engine.Check, call func() error) { c.Succeeds(call(), "the call") }, 0, "pass", "pass"},
		"again and again, wanted":   {func(c *engine.Check, call func() error) { c.Succeeds(call(), "the call") }, 9, "fail", "pass"},
		"again and again, granted":  {func(c *engine.Check, call func() error) { c.Given(call(), "the call") }, 9, "skip", "pass"},
	} {
		t.Run(name, func(t *testing.T) {
			call := times(test.short, shortS())
			suite := fake(func(c *engine.Check) { test.body(c, call) })
			suite.ShortNumbers(func(*scenarios.ShortNumberError) (rule, cell string) { return "FAKE-01", "user leg" })
			rules := suite.Run(t.Context(), planOf(t, suite), engine.Options{}).Rules
			owner, rule := ruleOf(rules, "FAKE-01"), ruleOf(rules, "FAKE-02")
			if rule.Outcome != test.want || owner.Outcome != test.owner {
				t.Errorf("%s, and the rule that speaks of S %s, want %s and %s: %s", rule.Outcome, owner.Outcome, test.want, test.owner, rule.Message)
			}
			if names := namesOf(rule.Cases); len(slices.Compact(names)) != len(rule.Cases) {
				t.Errorf("a case is there twice: %q", names)
			}
			if test.owner == report.Fail && !strings.Contains(owner.Message, "S began with a zero byte, seen in the check of FAKE-02") {
				t.Errorf("the message is %q", owner.Message)
			}
		})
	}
}

// A run that stops after the first failure stops after a rule that is condemned, which is
// told of once, at the end.
func TestRunStopsAfterACondemnedRule(t *testing.T) {
	for name, test := range map[string]struct {
		short int
		want  []report.Outcome
		told  []string
	}{
		"condemned": {2, []report.Outcome{report.Fail, report.Pass, report.NotRun, report.NotRun}, []string{"FAKE-01"}},
		"by chance": {1, []report.Outcome{report.Pass, report.Pass, report.Pass, report.NotRun}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			call := times(test.short, shortS())
			suite := fake(func(c *engine.Check) { c.Succeeds(call(), "the call") })
			suite.ShortNumbers(func(*scenarios.ShortNumberError) (rule, cell string) { return "FAKE-01", "user leg" })
			var told []string
			rules := suite.Run(t.Context(), planOf(t, suite), engine.Options{
				StopAfter: func(r report.Rule) bool { return r.Outcome == report.Fail },
				Condemned: func(r report.Rule) { told = append(told, r.ID) },
			}).Rules
			if got := outcomes(rules); !slices.Equal(got, test.want) || !slices.Equal(told, test.told) {
				t.Errorf("outcomes %v, want %v; told of %q, want %q", got, test.want, told, test.told)
			}
		})
	}
}

// sharedControl is a check of two cases that share a control.
func sharedControl(c *engine.Check, call func() error) {
	control := engine.Once(c, func(string) { c.Given(call(), "the control") })
	for _, name := range []string{"one", "two"} {
		c.Case(name, func() { control(name) })
	}
}

func ruleOf(rules []report.Rule, id string) report.Rule {
	return rules[slices.IndexFunc(rules, func(r report.Rule) bool { return r.ID == id })]
}

func namesOf(cases []report.Case) []string {
	var names []string
	for _, one := range cases {
		names = append(names, one.Name)
	}
	return slices.Sorted(slices.Values(names))
}
