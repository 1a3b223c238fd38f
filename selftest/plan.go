package selftest

import (
	"slices"

	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
)

// Role says why a rule is checked on a pool with a fault.
type Role string

// The roles.
const (
	Named     Role = "named"     // the fault is for this rule: it has to fail
	Declared  Role = "declared"  // the fault's entry says that its statement is violated too
	Faked     Role = "faked"     // what it says is taken is taken, and so is what is wrong: it must not pass
	Neighbour Role = "neighbour" // it should not mind
)

// isCostly reports whether the check of a rule takes seconds: it runs if a fault is for it,
// and in a full run.
func isCostly(id string) bool {
	return slices.Contains([]string{"SRP-20", "WIRE-16", "WIRE-17", "WIRE-18", "WIRE-19", "WIRE-29", "WIRE-30"}, id)
}

// reach is how far in the catalogue a neighbour may be from a rule that a fault
// names.
const reach = 1

// planned are the rules to check on a pool with the fault, in the order of the
// catalogue: those that it breaks or fakes, what these take for granted, so that a failure leans
// on the same causes as in a run of the whole suite, and those next to them in their
// areas. In a full run it is every rule with a check, and only there are all that the
// fault violates by the way (Also).
func planned(suite *engine.Suite, fault faults.Fault, full bool) []string {
	wanted := map[string]bool{}
	for _, id := range slices.DeleteFunc(neighbours(suite.Catalogue().Rules, fault.Breaks), isCostly) {
		wanted[id] = true
	}
	for _, id := range slices.Concat(fault.Breaks, fault.Fakes) {
		wanted[id] = true
		for _, other := range suite.Foundations(id) {
			wanted[other] = true
		}
	}
	var ids []string
	for _, rule := range suite.Catalogue().Rules {
		if suite.Has(rule.ID) && (full || wanted[rule.ID]) {
			ids = append(ids, rule.ID)
		}
	}
	return ids
}

// neighbours are the rules around those named, in their areas, that can fail and
// whose checks are cheap.
func neighbours(rules []spec.Rule, named []string) []string {
	var near []string
	for i, rule := range rules {
		if rule.Level == spec.Open || isCostly(rule.ID) {
			continue
		}
		for _, other := range rules[max(i-reach, 0):min(i+reach+1, len(rules))] {
			if other.Area == rule.Area && slices.Contains(named, other.ID) {
				near = append(near, rule.ID)
				break
			}
		}
	}
	return near
}

// role is the part that a rule plays on a pool with the fault.
func role(fault faults.Fault, id string) Role {
	switch {
	case slices.Contains(fault.Breaks, id):
		return Named
	case slices.Contains(fault.Fakes, id):
		return Faked
	case slices.Contains(fault.Also, id):
		return Declared
	default:
		return Neighbour
	}
}
