package report_test

import (
	"testing"

	"github.com/cogbench/cogbench/report"
)

func TestAdviseNamesWhatServesMostRules(t *testing.T) {
	skipped := report.Rule{Outcome: report.Skip, Wanted: []string{"devices always/T × MFA on", "devices opt-in/F × MFA off"}}
	for want, rules := range map[string][]report.Rule{
		"": {{Outcome: report.Pass, Wanted: []string{"devices opt-in/F × MFA off"}}, {Outcome: report.Skip}},
		"rules that another given pool would serve: 2 in one with devices opt-in/F × MFA off, 1 in one with devices always/T × MFA on": {
			skipped, {Outcome: report.Skip, Wanted: []string{"devices opt-in/F × MFA off"}},
		},
	} {
		if got := report.Advise(rules); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
