package selftest

import (
	"slices"

	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
)

// Sets holds three sets of rules against each other that have to be equal: the
// catalogue's that can be checked, those with a check, and those that some fault
// which names them was killed by. Open rules fail nothing and are in none.
type Sets struct {
	// Checkable, Checked and Broken are the sizes of the three.
	Checkable int `json:"checkable"`
	Checked   int `json:"checked"`
	Broken    int `json:"broken"`
	// WithoutCheck are rules that can be checked but are not.
	WithoutCheck []string `json:"withoutCheck"`
	// WithoutFault are rules whose check no fault has failed that names them.
	WithoutFault []string `json:"withoutFault"`
	// NotInCatalogue are rules that faults name and that cannot be checked.
	NotInCatalogue []string `json:"notInCatalogue"`
}

// Equal reports whether the three sets are one.
func (s *Sets) Equal() bool {
	return len(s.WithoutCheck)+len(s.WithoutFault)+len(s.NotInCatalogue) == 0
}

// compare makes the three sets of a matrix with all faults.
func compare(suite *engine.Suite, rows []Row) *Sets {
	checkable, checked, broken := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, rule := range suite.Catalogue().Rules {
		if rule.Level == spec.Open {
			continue
		}
		if rule.Checkable() {
			checkable[rule.ID] = true
		}
		if suite.Has(rule.ID) {
			checked[rule.ID] = true
		}
	}
	for _, row := range rows {
		for _, cell := range row.With(Killed) {
			if !row.Dead() {
				broken[cell.Rule] = true
			}
		}
	}
	return &Sets{
		Checkable: len(checkable), Checked: len(checked), Broken: len(broken),
		WithoutCheck: lacking(checkable, checked), WithoutFault: lacking(checked, broken),
		NotInCatalogue: lacking(broken, checkable),
	}
}

// lacking are the members of all that are not in some, sorted; never nil, since
// null would not be a list.
func lacking(all, some map[string]bool) []string {
	missing := []string{}
	for id := range all {
		if !some[id] {
			missing = append(missing, id)
		}
	}
	slices.Sort(missing)
	return missing
}
