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
	// Unjudged are the rules at the gate that were skipped for another cause or that the
	// run did not reach, and those that passed in part, or in a dialect of the server
	// alone, for no failure's sake.
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
// have failed itself, before the newer one was there to explain it. A pass in some
// cells, or in the server's dialect, is no pass: where a failure at the gate is behind
// that, the failure counts and not the pass; else the rule is not judged.
func (c *Conformance) Verdict(known *Baseline) Verdict {
	var v Verdict
	failed := c.failedAtGate()
	for _, rule := range c.Rules {
		if rule.Outcome == Pass && !rule.qualified() && known.Has(rule.ID) {
			v.Stale = append(v.Stale, rule.ID)
		}
		if !c.Gates(rule) {
			continue
		}
		caused := rule.Outcome == Skip && causedBy(rule.Because, failed)
		switch {
		case rule.Outcome == Pass:
			if rule.qualified() && !c.excused(rule, failed) {
				v.Unjudged = append(v.Unjudged, rule)
			}
		case rule.Outcome == NotRun && (!rule.Unreached || c.Interrupted): // an interrupted run says so itself
		case rule.Outcome == NotRun, rule.Outcome == Skip && !caused:
			v.Unjudged = append(v.Unjudged, rule)
		case known.Has(rule.ID), caused && known.hasAll(rule.Because):
			v.Known = append(v.Known, rule)
		default:
			v.Failed = append(v.Failed, rule)
		}
	}
	return v
}

// failedAtGate are the ids of the rules whose failure counts at the gate.
func (c *Conformance) failedAtGate() map[string]bool {
	failed := map[string]bool{}
	for _, rule := range c.Rules {
		failed[rule.ID] = rule.Outcome == Fail && rule.Level.AtLeast(c.Gate)
	}
	return failed
}

// qualified reports whether a pass is one in part, or in a dialect.
func (r Rule) qualified() bool { return r.Partly() || len(r.Assuming) > 0 }

// excused reports whether failures at the gate are behind all that qualifies a pass: each
// cell that has none, and the dialect.
func (c *Conformance) excused(rule Rule, failed map[string]bool) bool {
	for _, cell := range rule.Cells {
		if cell.Outcome != Pass && !causedBy(cell.Because, failed) {
			return false
		}
	}
	for _, dialect := range rule.Assuming {
		if !slices.ContainsFunc(c.Diagnoses, func(d Diagnosis) bool { return d.ID == dialect && causedBy(d.Rules, failed) }) {
			return false
		}
	}
	return true
}

// Gates reports whether what comes of the rule counts for the run: its level is at the
// gate, and the version that the run is judged by had it.
func (c *Conformance) Gates(rule Rule) bool {
	return rule.Level.AtLeast(c.Gate) && rule.Level != spec.Open && rule.NewIn == ""
}

// causedBy reports whether one of the reasons is a rule that failed.
func causedBy(because []string, failed map[string]bool) bool {
	return slices.ContainsFunc(because, func(id string) bool { return failed[id] })
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
