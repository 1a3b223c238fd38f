package flaws_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/referee/flaws"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// outcomes are the ids of the rules with an outcome.
func outcomes(c *report.Client, outcome report.ClientOutcome) []string {
	var ids []string
	for _, rule := range c.Rules {
		if rule.Outcome == outcome {
			ids = append(ids, rule.ID)
		}
	}
	return ids
}

// messages are what the judge says of violated rules.
func messages(c *report.Client) string {
	var text strings.Builder
	for _, rule := range c.Rules {
		if rule.Outcome == report.Violated {
			text.WriteString("\n  " + rule.ID + ": " + rule.Message)
		}
	}
	return text.String()
}

// The right client is accused of nothing, and shows every rule kept.
func TestRightClientKeepsEveryRule(t *testing.T) {
	kept := map[string]bool{}
	w := newWorld(t, nil)
	for _, walk := range flaws.Walks() {
		found, err := w.stage(walk).drive(walk)
		if err != nil {
			t.Errorf("%s: %v", walk.Name, err)
		}
		if accused := messages(found); accused != "" {
			t.Errorf("%s: accused:%s", walk.Name, accused)
		}
		for _, id := range outcomes(found, report.ObservedOK) {
			kept[id] = true
		}
	}
	for _, rule := range clientRules(t) {
		if !kept[rule.ID] {
			t.Errorf("%s was kept in no walk", rule.ID)
		}
	}
}

// A flaw breaks its rules, and no others than it says.
func TestFlawsBreakTheirRules(t *testing.T) {
	w := newWorld(t, nil)
	for _, flaw := range flaws.All() {
		t.Run(flaw.Name, func(t *testing.T) {
			walk := walkNamed(t, flaw.Walk)
			found, _ := w.stage(walk).drive(walk, flaw) // a flaw may end the walk
			want := slices.Sorted(slices.Values(slices.Concat(flaw.Breaks, flaw.Also)))
			if got := slices.Sorted(slices.Values(outcomes(found, report.Violated))); !slices.Equal(got, want) {
				t.Errorf("violated: %v, want %v%s", got, want, messages(found))
			}
		})
	}
}

// Three sets are equal: the client rules, the judge's checks, and the rules that a flaw
// breaks. TestRightClientKeepsEveryRule and TestFlawsBreakTheirRules hold the judge to it.
func TestFlawsNameEveryRule(t *testing.T) {
	broken := map[string]bool{}
	for _, flaw := range flaws.All() {
		for _, id := range flaw.Breaks {
			broken[id] = true
		}
	}
	var ids []string
	for _, rule := range clientRules(t) {
		if rule.Level != spec.Open {
			ids = append(ids, rule.ID)
		}
	}
	if got := slices.Sorted(maps.Keys(broken)); !slices.Equal(got, slices.Sorted(slices.Values(ids))) {
		t.Errorf("flaws break %v\nthe rules are %v", got, ids)
	}
}

func TestFlawsAreInOrder(t *testing.T) {
	form := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	names := map[string]bool{}
	for _, flaw := range flaws.All() {
		if !form.MatchString(flaw.Name) || names[flaw.Name] {
			t.Errorf("the name %q is ill-formed, or given twice", flaw.Name)
		}
		names[flaw.Name] = true
		if flaw.Summary == "" || strings.HasSuffix(flaw.Summary, ".") || len(flaw.Breaks) == 0 {
			t.Errorf("%s: the summary %q does not end a sentence, or it breaks no rule", flaw.Name, flaw.Summary)
		}
		walkNamed(t, flaw.Walk)
	}
}

// clientRules are those of the catalogue.
func clientRules(t *testing.T) []spec.Rule {
	t.Helper()
	catalogue, err := spec.LoadClient()
	if err != nil {
		t.Fatal(err)
	}
	return catalogue.Rules
}
