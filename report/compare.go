package report

import (
	"slices"
	"time"

	"github.com/cogbench/cogbench/spec"
)

// Change is a rule whose verdict is another than before.
type Change struct {
	ID     string     `json:"id"`
	Level  spec.Level `json:"level"`
	Before Outcome    `json:"before"`
	After  Outcome    `json:"after"`
	// Regression is true where the rule is at the gate, passed before, and does
	// not pass any more.
	Regression bool `json:"regression,omitempty"`
}

// Previous is an earlier run that one was compared with.
type Previous struct {
	// StartedAt is when the earlier run began.
	StartedAt time.Time `json:"startedAt"`
	Changes   []Change  `json:"changes"`
}

// Since compares a run with an earlier one.
func Since(before, after *Conformance) *Previous {
	changes := Compare(before, after)
	if changes == nil {
		changes = []Change{}
	}
	return &Previous{StartedAt: before.StartedAt, Changes: changes}
}

// Compare returns the rules whose outcome differs between two runs, in the order
// of the later one. A rule that only one of them has is no change; one that is
// not run any more is a change and no regression.
func Compare(before, after *Conformance) []Change {
	outcomes := map[string]Outcome{}
	for _, rule := range before.Rules {
		outcomes[rule.ID] = rule.Outcome
	}
	var changes []Change
	for _, rule := range after.Rules {
		was, known := outcomes[rule.ID]
		if !known || was == rule.Outcome {
			continue
		}
		changes = append(changes, Change{
			ID: rule.ID, Level: rule.Level, Before: was, After: rule.Outcome,
			Regression: was == Pass && rule.Outcome != NotRun && rule.NewIn == "" && rule.Level.AtLeast(after.Gate),
		})
	}
	return changes
}

// Regressed reports whether one of the changes is a regression.
func Regressed(changes []Change) bool {
	return slices.ContainsFunc(changes, func(c Change) bool { return c.Regression })
}
