package faults_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/spec"
)

// Every rule that can be judged and can fail is named by a fault, and faults
// name no other.
func TestFaultsNameEveryRule(t *testing.T) {
	catalogue, err := spec.Load()
	if err != nil {
		t.Fatal(err)
	}
	failing := map[string]bool{}
	for _, rule := range catalogue.Rules {
		if rule.Checkable() && rule.Level != spec.Open {
			failing[rule.ID] = true
		}
	}
	named := map[string]bool{}
	for _, fault := range faults.All() {
		for _, id := range fault.Breaks {
			named[id] = true
		}
		for _, id := range slices.Concat(fault.Breaks, fault.Also) {
			if !failing[id] {
				t.Errorf("%s lists %s, which cannot fail", fault.Name, id)
			}
		}
		for _, id := range fault.Fakes {
			if !failing[id] || slices.Contains(fault.Breaks, id) {
				t.Errorf("%s fakes %s, which cannot fail, or which it breaks", fault.Name, id)
			}
		}
	}
	for id := range failing {
		if !named[id] {
			t.Errorf("no fault names %s", id)
		}
	}
}

func TestEntriesAreInOrder(t *testing.T) {
	form := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	names := map[string]bool{}
	for _, fault := range faults.All() {
		if !form.MatchString(fault.Name) || names[fault.Name] {
			t.Errorf("the name %q is ill-formed, or given twice", fault.Name)
		}
		names[fault.Name] = true
		if fault.Summary == "" || strings.ContainsAny(fault.Summary, "\n\t") || strings.HasSuffix(fault.Summary, ".") {
			t.Errorf("%s: the summary %q does not end a sentence", fault.Name, fault.Summary)
		}
		if len(fault.Breaks) == 0 {
			t.Errorf("%s is for no rule", fault.Name)
		}
		all := slices.Concat(fault.Breaks, fault.Also)
		slices.Sort(all)
		if len(slices.Compact(slices.Clone(all))) < len(all) {
			t.Errorf("%s lists a rule twice: %v", fault.Name, all)
		}
		if fault.Toy != strings.HasPrefix(fault.Name, "toy-") {
			t.Errorf("%s: toys, and toys alone, are called so", fault.Name)
		}
	}
}

func TestNamed(t *testing.T) {
	for _, want := range faults.All() {
		got, err := faults.Named(want.Name)
		if err != nil || got.Summary != want.Summary {
			t.Errorf("Named(%q) is %q, %v", want.Name, got.Summary, err)
		}
	}
	if _, err := faults.Named("no-such-fault"); err == nil || !strings.Contains(err.Error(), "no-such-fault") {
		t.Errorf("Named of no fault: %v", err)
	}
}

// A fault that is merely switched on has not acted.
func TestASwitchFiresWhenTheFaultActs(t *testing.T) {
	fault, err := faults.Named("bearer-in-lower-case")
	if err != nil {
		t.Fatal(err)
	}
	behaviour := refpool.Correct()
	lever := fault.Install(&behaviour)
	if lever.Fired() != 0 {
		t.Errorf("fired %d times before anything was asked", lever.Fired())
	}
	if got := behaviour.Token.Type(); got != "bearer" || lever.Fired() != 1 {
		t.Errorf("TokenType %q, fired %d times", got, lever.Fired())
	}
}

// Faults do not know of each other: all at once they install, and the last one
// to replace a decision makes it.
func TestFaultsInstallTogether(t *testing.T) {
	behaviour := refpool.Correct()
	for _, fault := range faults.All() {
		fault.Install(&behaviour)
	}
	if _, err := refpool.New(refpool.Options{Behaviour: &behaviour}); err != nil {
		t.Error(err)
	}
}
