package selftest

import (
	"slices"

	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites"
)

// Role says why a rule is checked on a pool with a fault.
type Role string

// The roles.
const (
	Named     Role = "named"     // the fault is for this rule: it has to fail
	Declared  Role = "declared"  // the fault's entry says that its statement is violated too
	Neighbour Role = "neighbour" // it should not mind
)

// costly are rules whose checks take seconds. They are nobody's neighbours: they
// run where a fault names them, and in a full run.
func costly() []string {
	return []string{"SRP-20", "WIRE-16", "WIRE-17", "WIRE-18", "WIRE-19"}
}

// planned are the rules to check on a pool with the fault, in the order of the
// catalogue: those that its entry names, the rules of the same steps, and what
// they all take for granted, so that a failure leans on the same causes as in a
// run of the whole suite. In a full run it is every rule with a check.
func planned(suite *suites.Suite, fault faults.Fault, full bool) []string {
	areas := map[string]bool{}
	wanted := map[string]bool{}
	for _, id := range slices.Concat(fault.Breaks, fault.Also) {
		wanted[id] = true
	}
	for _, rule := range suite.Catalogue().Rules {
		if slices.Contains(fault.Breaks, rule.ID) {
			areas[rule.Area] = true
		}
	}
	for _, rule := range suite.Catalogue().Rules {
		if full || areas[rule.Area] && rule.Level != spec.Open && !slices.Contains(costly(), rule.ID) {
			wanted[rule.ID] = true
		}
	}
	for id := range wanted {
		for _, other := range suite.Foundations(id) {
			wanted[other] = true
		}
	}
	var ids []string
	for _, rule := range suite.Catalogue().Rules {
		if wanted[rule.ID] && suite.Has(rule.ID) {
			ids = append(ids, rule.ID)
		}
	}
	return ids
}

// role is the part that a rule plays on a pool with the fault.
func role(fault faults.Fault, id string) Role {
	switch {
	case slices.Contains(fault.Breaks, id):
		return Named
	case slices.Contains(fault.Also, id):
		return Declared
	default:
		return Neighbour
	}
}
