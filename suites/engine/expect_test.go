package engine_test

import (
	"strings"
	"testing"
	"time"

	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/cogbench/cogbench/suites/engine"
)

func TestAssertionsHaveTwoSides(t *testing.T) {
	type configuration struct {
		Required bool
		Name     *string
	}
	noon := time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		actual       any
		matcher      types.GomegaMatcher
		negated      bool
		what         string
		expectedSide string
		actualSide   string
	}{
		"list":      {[]string{"A", "B"}, Equal([]string{"A"}), false, "challenges", `challenges to equal ["A"]`, `["A","B"]`},
		"no value":  {false, BeTrue(), false, "UserConfirmationNecessary", "UserConfirmationNecessary to be true", "false"},
		"unnamed":   {"x", BeEmpty(), false, "", "to be empty", "x"},
		"negated":   {3, Equal(3), true, "pages", "pages not to equal 3", "3"},
		"compared":  {3, BeNumerically(">=", 5), false, "pages", "pages to be numerically >= 5", "3"},
		"key":       {map[string]string{"a": "b"}, HaveKey("c"), false, "members", "members to have key c", `{"a":"b"}`},
		"several":   {"x", And(HavePrefix("a"), HaveLen(2)), false, "id", "id to have prefix a and have len 2", "x"},
		"nested":    {map[string]int{"a": 1}, HaveKeyWithValue("a", BeNumerically(">", 1)), false, "", "to have key with value a be numerically > 1", `{"a":1}`},
		"structure": {&configuration{Required: true}, HaveValue(Equal(configuration{})), false, "it", `it to have value equal {"Required":false,"Name":null}`, `{"Required":true,"Name":null}`},
		"nothing":   {(*configuration)(nil), BeNil(), true, "it", "it not to be nil", "nothing"},
		"unfit":     {3, HaveLen(1), false, "it", "it to have len 1", "3, which is a number"},
		"any of":    {"x", BeElementOf("a", "b"), false, "it", "it to be element of a, b", "x"},
		"matchers":  {[]string{"x"}, ContainElements(HavePrefix("a"), HavePrefix("b")), false, "it", "it to contain elements have prefix a, have prefix b", `["x"]`},
		"no date":   {time.Time{}, BeTemporally(">", noon), false, "claim exp", "claim exp to be temporally > 2026-08-01 12:00:00 UTC", "nothing"},
		"pointer":   {(*string)(nil), HaveValue(Equal("k")), false, "it", "it to have value equal k", "nothing"},
		"length":    {time.Hour, Equal(5 * time.Minute), false, "ExpiresIn", "ExpiresIn to equal 5m0s", "1h0m0s"},
	} {
		t.Run(name, func(t *testing.T) {
			rule := checkOne(t, func(check *engine.Check) {
				assertion := check.Expect(c.actual)
				var what []string
				if c.what != "" {
					what = []string{c.what}
				}
				if c.negated {
					assertion.NotTo(c.matcher, what...)
				} else {
					assertion.To(c.matcher, what...)
				}
			})
			if rule.Expected != c.expectedSide || !strings.HasPrefix(rule.Actual, c.actualSide) {
				t.Errorf("expected %q, actual %q; want %q and %q", rule.Expected, rule.Actual, c.expectedSide, c.actualSide)
			}
		})
	}
}
