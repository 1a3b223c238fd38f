package awkward_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/refpool/awkward"
	"github.com/cogbench/cogbench/spec"
)

func TestEntriesAreInOrder(t *testing.T) {
	catalogue, err := spec.LoadClient()
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	names := map[string]bool{}
	for _, way := range awkward.All() {
		if !form.MatchString(way.Name) || names[way.Name] {
			t.Errorf("the name %q is ill-formed, or given twice", way.Name)
		}
		names[way.Name] = true
		if way.Summary == "" || strings.HasSuffix(way.Summary, ".") {
			t.Errorf("%s: the summary %q does not end a sentence", way.Name, way.Summary)
		}
		if got, err := awkward.Named(way.Name); err != nil || got.Summary != way.Summary {
			t.Errorf("Named(%q) is %q, %v", way.Name, got.Summary, err)
		}
		if len(way.Rules) == 0 {
			t.Errorf("%s exercises no rule", way.Name)
		}
		for _, id := range way.Rules {
			if !slices.ContainsFunc(catalogue.Rules, func(rule spec.Rule) bool { return rule.ID == id }) {
				t.Errorf("%s: there is no client rule %s", way.Name, id)
			}
		}
	}
	if _, err := awkward.Named("no-such-way"); err == nil || !strings.Contains(err.Error(), "no-such-way") {
		t.Errorf("Named of no way: %v", err)
	}
	if together := awkward.Together(); len(together) != len(awkward.All())-1 {
		t.Errorf("%d ways go together", len(together))
	}
}
