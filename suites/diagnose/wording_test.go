package diagnose_test

import (
	"strings"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/suites/diagnose"
	"github.com/cogbench/cogbench/target"
)

func TestEvidenceCounts(t *testing.T) {
	wrong := parsed(t, "multiplier=unpadded")[0]
	for got, want := range map[string]string{
		diagnose.Evidence(7, 6, wrong):        "on the user leg it refused the right proof but accepted 6 of 6 proofs computed this way, found after 1 probe",
		diagnose.Evidence(3, 1, wrong):        "on the user leg it refused the right proof but accepted 1 of 1 proof computed this way, found after 2 probes",
		diagnose.Evidence(2, 1, suspect.Of()): "on the user leg it refused one right proof and accepted 1 other",
		diagnose.Evidence(9, 8, suspect.Of()): "on the user leg it refused one right proof and accepted 8 others",

		diagnose.Unexplained(true, 1, 1, 1, ""):                "on the device leg it refused the right proof and 1 proof computed with known mistakes, in 1 way",
		diagnose.Unexplained(false, 40, 90, 90, ""):            "on the user leg it refused the right proof and 40 proofs computed with known mistakes, in 90 ways",
		diagnose.Unexplained(false, 40, 4600, 36, "throttled"): "on the user leg it refused the right proof; 36 of 4600 known ways to compute it were tried before the search ended: throttled",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// An inquiry needs a target of which it may have users without cost, and a failure that
// it may explain.
func TestWorthwhile(t *testing.T) {
	explainable := []report.Rule{{ID: "DEV-GET-01", Outcome: report.Fail}, {ID: "SRP-02", Outcome: report.Fail}}
	own, existing := &target.Target{}, &target.Target{}
	existing.Config.Pool.Existing = &target.ExistingPool{}
	for name, test := range map[string]struct {
		on    *target.Target
		rules []report.Rule
		want  bool
	}{
		"a proof is refused":              {own, explainable, true},
		"another rule fails":              {own, explainable[:1], false},
		"nothing fails":                   {own, []report.Rule{{ID: "SRP-02", Outcome: report.Pass}}, false},
		"the rule could not be judged":    {own, []report.Rule{{ID: "SRP-02", Outcome: report.Skip}}, false},
		"the real service":                {&target.Target{AWS: true}, explainable, false},
		"a pool that was there before us": {existing, explainable, true},
	} {
		if got := diagnose.Worthwhile(test.on, test.rules); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestExplained(t *testing.T) {
	ids := []string{"SRP-01", "SRP-02", "SRP-03"}
	judged := func(outcomes ...report.Outcome) []report.Rule {
		rules := []report.Rule{{ID: "DEV-GET-01", Outcome: report.Fail}}
		for i, outcome := range outcomes {
			rules = append(rules, report.Rule{ID: ids[i], Outcome: outcome})
		}
		return rules
	}
	for want, rules := range map[string][]report.Rule{
		"SRP-02":               judged(report.Unsupported, report.Fail, report.Skip),
		"SRP-01 SRP-03":        judged(report.Unsupported, report.Pass, report.Skip),
		"SRP-01 SRP-02 SRP-03": judged(report.Pass),
	} {
		if got := strings.Join(diagnose.Explained(ids, rules), " "); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
