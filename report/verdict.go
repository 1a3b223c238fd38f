package report

import (
	"slices"

	"github.com/cogbench/cogbench/spec"
)

// Verdict is what a run means at its gate.
type Verdict struct {
	// Failed are the rules at the gate that count against the target: failures,
	// what it lacks, and skips that a failed rule caused.
	Failed []Rule
	// Unjudged are the rules at the gate that were skipped for another cause.
	Unjudged []Rule
	// Known are the rules at the gate that failed as the baseline says.
	Known []Rule
	// Stale are the ids in the baseline that passed.
	Stale []string
}

// Conformant reports whether nothing counts against the target and nothing is
// left open.
func (v Verdict) Conformant() bool { return len(v.Failed) == 0 && len(v.Unjudged) == 0 }

// Verdict weighs the results at their gate. known is the baseline, which may be
// nil. A set-up that could not be made is never as the baseline says. A skip that a
// newer rule's failure caused counts as one that any failure caused: the rule would
// have failed itself, before the newer one was there to explain it.
func (c *Conformance) Verdict(known *Baseline) Verdict {
	var v Verdict
	failed := map[string]bool{} // at the gate
	for _, rule := range c.Rules {
		failed[rule.ID] = rule.Outcome == Fail && rule.Level.AtLeast(c.Gate)
	}
	for _, rule := range c.Rules {
		if rule.Outcome == Pass && known.Has(rule.ID) {
			v.Stale = append(v.Stale, rule.ID)
		}
		if !c.Gates(rule) {
			continue
		}
		caused := rule.Outcome == Skip && causedBy(rule, failed)
		switch {
		case rule.Outcome != Fail && rule.Outcome != Unsupported && rule.Outcome != Skip:
		case rule.Outcome == Skip && !caused:
			v.Unjudged = append(v.Unjudged, rule)
		case known.Has(rule.ID), caused && known.hasAll(rule.Because):
			v.Known = append(v.Known, rule)
		default:
			v.Failed = append(v.Failed, rule)
		}
	}
	return v
}

// Gates reports whether what comes of the rule counts for the run: its level is at the
// gate, and the version that the run is judged by had it.
func (c *Conformance) Gates(rule Rule) bool {
	return rule.Level.AtLeast(c.Gate) && rule.Level != spec.Open && rule.NewIn == ""
}

// causedBy reports whether a skip names one of the rules that failed.
func causedBy(rule Rule, failed map[string]bool) bool {
	return slices.ContainsFunc(rule.Because, func(because string) bool { return failed[because] })
}

// NotPassed returns the ids of the rules that were begun and did not pass.
func (c *Conformance) NotPassed() []string {
	ids := []string{}
	for _, rule := range c.Rules {
		if rule.Outcome == Fail || rule.Outcome == Skip || rule.Outcome == Unsupported {
			ids = append(ids, rule.ID)
		}
	}
	return ids
}
