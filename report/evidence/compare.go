package evidence

import (
	"slices"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// Comparison is what a recording says of the catalogue.
type Comparison struct {
	// Caveats say why the recording is less than evidence; there are none if it is.
	Caveats []string `json:"caveats"`
	// Changes are the levels that it would change, in the order of the catalogue.
	Changes []Change `json:"changes"`
	// Confirmed are the rules, none of them open, that the service was seen to keep.
	Confirmed []string `json:"confirmed"`
	// Silent are the rules of the recording that it says nothing of: what they need could
	// not be made, or was lacking.
	Silent []string `json:"silent"`
	// Restated are the rules of the recording whose statement has changed since: what was
	// seen need not bear on today's.
	Restated []string `json:"restated"`
	// Unknown are the rules of the recording that this version does not have.
	Unknown []string `json:"unknown"`
	// Questions are those of the recording.
	Questions []Question `json:"questions"`
}

// Change is a level that a recording would change.
type Change struct {
	ID       string     `json:"id"`
	From     spec.Level `json:"from"` // in the catalogue of today
	To       spec.Level `json:"to"`
	Why      Why        `json:"why"`
	Seen     []string   `json:"seen,omitempty"`
	Expected string     `json:"expected,omitempty"`
	Actual   string     `json:"actual,omitempty"`
}

// Why is the reason of a change.
type Why string

// The reasons.
const (
	// Seen: the rule was open for lack of evidence, and now something was seen.
	Seen Why = "seen"
	// Contradicted: the service does otherwise than the rule says, so that the
	// evidence is in conflict.
	Contradicted Why = "contradicted"
)

// Compare says what the recording would change in the catalogue.
func Compare(r *Recording, catalogue *spec.Catalogue) *Comparison {
	c := &Comparison{
		Caveats: caveats(r), Changes: []Change{}, Confirmed: []string{}, Silent: []string{}, Restated: []string{}, Unknown: []string{},
		Questions: r.Questions,
	}
	if c.Questions == nil {
		c.Questions = []Question{}
	}
	for _, seen := range r.Rules {
		at := slices.IndexFunc(catalogue.Rules, func(rule spec.Rule) bool { return rule.ID == seen.ID })
		if at < 0 {
			c.Unknown = append(c.Unknown, seen.ID)
			continue
		}
		c.add(catalogue.Rules[at], seen)
	}
	return c
}

// add takes in what was seen of a rule.
func (c *Comparison) add(today spec.Rule, seen Rule) {
	if seen.Statement != today.Statement {
		c.Restated = append(c.Restated, today.ID)
	}
	change := Change{ID: today.ID, From: today.Level, Seen: seen.Seen, Expected: seen.Expected, Actual: seen.Actual}
	switch {
	case seen.Outcome == report.Skip, seen.Outcome == report.Unsupported:
		c.Silent = append(c.Silent, today.ID)
	case today.Level == spec.Open && len(seen.Seen) > 0:
		change.To, change.Why = spec.Observed, Seen
		c.Changes = append(c.Changes, change)
	case today.Level == spec.Open:
		c.Silent = append(c.Silent, today.ID)
	case seen.Outcome == report.Fail:
		change.To, change.Why = spec.Open, Contradicted
		c.Changes = append(c.Changes, change)
	default:
		c.Confirmed = append(c.Confirmed, today.ID)
	}
}

// caveats say why a recording is less than evidence.
func caveats(r *Recording) []string {
	list := []string{}
	if r.Service != AWS {
		list = append(list, "it was recorded of another server than the real service: a rehearsal, which changes nothing")
	}
	if r.SignedOff.By == "" {
		list = append(list, "nobody has signed it off")
	}
	return list
}
