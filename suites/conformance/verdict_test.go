package conformance_test

import (
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
)

// conclude fails the suite where conform would exit with 1 or 3, though no spec may have
// failed.
func (p *process) conclude(all Report) {
	if all.SuiteConfig.DryRun {
		return
	}
	outcomes, witnessed := map[string]report.Rule{}, map[string][]engine.Witnessed{}
	for _, of := range all.SpecReports {
		if checked, ran := p.suite.CheckedBy(of); ran {
			outcomes[checked.Rule.ID], witnessed[checked.Rule.ID] = checked.Rule, checked.Witnessed
		}
	}
	found := report.Conformance{Gate: spec.Level(*gate), Rules: p.suite.Complete(&engine.Plan{Not: p.not}, outcomes, "not selected")}
	engine.Condemn(found.Rules, witnessed)
	for i := range found.Rules {
		found.Rules[i].Unreached = false // a filter may have left it out
	}
	if verdict := found.Verdict(nil); !verdict.Conformant() {
		Fail(wording(verdict))
	}
}

// wording says what counts against a target.
func wording(verdict report.Verdict) string {
	var text strings.Builder
	if len(verdict.Failed) > 0 {
		fmt.Fprintf(&text, "not conformant at the gate %s", *gate)
	} else {
		fmt.Fprintf(&text, "inconclusive at the gate %s", *gate)
	}
	for _, rule := range slices.Concat(verdict.Failed, verdict.Unjudged) {
		fmt.Fprintf(&text, "\n  %-11s %-13s %s", rule.Outcome, rule.ID, engine.InLine(rule.Message))
		if len(rule.Because) > 0 {
			fmt.Fprintf(&text, " (because of %s)", strings.Join(rule.Because, ", "))
		}
	}
	return text.String()
}
