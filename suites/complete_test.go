package suites_test

import (
	"testing"

	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites"
)

// Every rule that can be seen from outside has a check, every other one has a
// reason, and (by registration) no check is without a rule.
func TestEveryRuleHasACheckOrAReason(t *testing.T) {
	catalogue, err := spec.Load()
	if err != nil {
		t.Fatal(err)
	}
	suite, err := suites.All(catalogue)
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range catalogue.Rules {
		if rule.Checkable() != suite.Has(rule.ID) {
			t.Errorf("%s: checkable is %v, checked is %v", rule.ID, rule.Checkable(), suite.Has(rule.ID))
		}
	}
}
