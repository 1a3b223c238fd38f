package report_test

import (
	"testing"

	"github.com/cogbench/cogbench/report"
)

func TestAdviseNamesWhatServesMostRules(t *testing.T) {
	skipped := report.Rule{Outcome: report.Skip, Wanted: []string{"devices always/T × MFA on", "devices opt-in/F × MFA off"}}
	for want, rules := range map[string][]report.Rule{
		"": {{Outcome: report.Pass, Wanted: []string{"devices opt-in/F × MFA off"}}, {Outcome: report.Skip}},
		"a given pool with devices opt-in/F × MFA off serves 2 rules more, one with devices always/T × MFA on serves 1 rule more": {
			skipped, {Outcome: report.Skip, Wanted: []string{"devices opt-in/F × MFA off"}},
		},
	} {
		if got := report.Advise(rules); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
