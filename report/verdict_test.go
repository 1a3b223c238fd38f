package report_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/internal/sample"
	"github.com/cogbench/cogbench/report/render"
	"github.com/cogbench/cogbench/spec"
)

func TestVerdictWeighsAtTheGate(t *testing.T) {
	must := func(id string, o report.Outcome, because ...string) report.Rule {
		return report.Rule{ID: id, Level: spec.Must, Outcome: o, Because: because}
	}
	below := func(id string, o report.Outcome) report.Rule {
		return report.Rule{ID: id, Level: spec.Observed, Outcome: o}
	}
	partly := func(because ...string) report.Rule {
		return report.Rule{ID: "DEV-GET-01", Level: spec.Must, Outcome: report.Pass, Cells: []report.Cell{
			{Name: "user leg", Outcome: report.Pass, Passed: 2, Cases: 2},
			{Name: "device leg", Outcome: report.Skip, Cases: 1, Because: because},
		}}
	}
	assuming := report.Rule{ID: "DEV-GET-01", Level: spec.Must, Outcome: report.Pass, Assuming: []string{"salt=raw"}}
	explained := []report.Diagnosis{{ID: "salt=raw", Rules: []string{"DEV-GET-03"}}}
	for name, c := range map[string]struct {
		rules                           []report.Rule
		diagnoses                       []report.Diagnosis
		known                           string
		failed, unjudged, listed, stale string
	}{
		"a pass in part":                  {rules: []report.Rule{partly("no devices")}, unjudged: "DEV-GET-01"},
		"a pass in part, known to fail":   {rules: []report.Rule{partly("no devices")}, known: "DEV-GET-01", unjudged: "DEV-GET-01"},
		"a pass in part due to a failure": {rules: []report.Rule{must("DEV-GET-03", report.Fail), partly("DEV-GET-03")}, failed: "DEV-GET-03"},
		"a pass in a dialect":             {rules: []report.Rule{assuming}, unjudged: "DEV-GET-01"},
		"a pass in a dialect that a failure explains": {
			rules: []report.Rule{must("DEV-GET-03", report.Fail), assuming}, diagnoses: explained, failed: "DEV-GET-03",
		},
		"a pass in a dialect that a failure below the gate explains": {
			rules: []report.Rule{{ID: "DEV-GET-03", Level: spec.Should, Outcome: report.Fail}, assuming}, diagnoses: explained, unjudged: "DEV-GET-01",
		},
		"a pass":                          {rules: []report.Rule{must("DEV-GET-01", report.Pass)}},
		"a failure":                       {rules: []report.Rule{must("DEV-GET-01", report.Fail)}, failed: "DEV-GET-01"},
		"what is lacking":                 {rules: []report.Rule{must("DEV-GET-01", report.Unsupported)}, failed: "DEV-GET-01"},
		"not run":                         {rules: []report.Rule{must("DEV-GET-01", report.NotRun)}},
		"not reached":                     {rules: []report.Rule{{ID: "DEV-GET-01", Level: spec.Must, Outcome: report.NotRun, Unreached: true}}, unjudged: "DEV-GET-01"},
		"below the gate":                  {rules: []report.Rule{below("DEV-GET-02", report.Fail)}},
		"open":                            {rules: []report.Rule{{ID: "DEV-SRP-19", Level: spec.Open, Outcome: report.Fail}}},
		"a set-up that could not be made": {rules: []report.Rule{must("DEV-GET-01", report.Skip, "no pool")}, unjudged: "DEV-GET-01"},
		"caused by a failure below the gate": {
			rules: []report.Rule{below("DEV-GET-02", report.Fail), must("DEV-GET-01", report.Skip, "DEV-GET-02")}, unjudged: "DEV-GET-01",
		},
		"newer than the rules that judge": {
			rules: []report.Rule{{ID: "DEV-GET-01", Level: spec.Must, Outcome: report.Fail, NewIn: "0.2.0"}},
		},
		"newer, and not judged": {
			rules: []report.Rule{{ID: "DEV-GET-01", Level: spec.Must, Outcome: report.Skip, Because: []string{"no pool"}, NewIn: "0.2.0"}},
		},
		"caused by a newer rule's failure": {
			rules: []report.Rule{
				{ID: "DEV-GET-02", Level: spec.Must, Outcome: report.Fail, NewIn: "0.2.0"}, must("DEV-GET-01", report.Skip, "DEV-GET-02"),
			},
			failed: "DEV-GET-01",
		},
		"caused by a skip": {
			rules: []report.Rule{below("DEV-GET-02", report.Skip), must("DEV-GET-01", report.Skip, "DEV-GET-02")}, unjudged: "DEV-GET-01",
		},
		"known to fail":             {rules: []report.Rule{must("DEV-GET-01", report.Fail)}, known: "DEV-GET-01", listed: "DEV-GET-01"},
		"known to fail, and passes": {rules: []report.Rule{must("DEV-GET-01", report.Pass)}, known: "DEV-GET-01", stale: "DEV-GET-01"},
		"known to fail, not run":    {rules: []report.Rule{must("DEV-GET-01", report.NotRun)}, known: "DEV-GET-01"},
		"a set-up is never known":   {rules: []report.Rule{must("DEV-GET-01", report.Skip, "no pool")}, known: "DEV-GET-01", unjudged: "DEV-GET-01"},
		"caused by what is known": {
			rules: []report.Rule{must("DEV-GET-03", report.Fail), must("DEV-GET-01", report.Skip, "DEV-GET-03")},
			known: "DEV-GET-03", listed: "DEV-GET-03 DEV-GET-01",
		},
		"another failure": {
			rules: []report.Rule{must("DEV-GET-03", report.Fail), must("DEV-GET-01", report.Fail)},
			known: "DEV-GET-03", listed: "DEV-GET-03", failed: "DEV-GET-01",
		},
	} {
		t.Run(name, func(t *testing.T) {
			run := report.Conformance{Gate: spec.Must, Rules: c.rules, Diagnoses: c.diagnoses}
			j := run.Verdict(baseline(t, c.known))
			for _, part := range []struct{ name, got, want string }{
				{"failed", ids(j.Failed), c.failed},
				{"unjudged", ids(j.Unjudged), c.unjudged},
				{"known", ids(j.Known), c.listed},
				{"stale", strings.Join(j.Stale, " "), c.stale},
			} {
				if part.got != part.want {
					t.Errorf("%s is %q, want %q", part.name, part.got, part.want)
				}
			}
			if want := c.failed == "" && c.unjudged == ""; j.Conformant() != want {
				t.Errorf("conformant is %v, want %v", j.Conformant(), want)
			}
		})
	}
}

func TestReadBaselineRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"unknown id":     {"# known\n\nNONE-01 why\n", `:3: there is no rule "NONE-01"`},
		"no reason":      {"DEV-GET-01\n", "DEV-GET-01 has no reason"},
		"listed twice":   {"DEV-GET-01 a\nDEV-GET-01 b\n", ":2: DEV-GET-01 is listed twice"},
		"a line too far": {"DEV-GET-01 " + strings.Repeat("x", 1<<17), "too long"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := report.ReadBaseline(write(t, c.text), isRule)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
	if _, err := report.ReadBaseline(filepath.Join(t.TempDir(), "none"), isRule); err == nil {
		t.Error("a missing file is accepted")
	}
}

// A baseline that was written is one that can be read, and covers its run.
func TestWriteBaselineCoversTheRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "baseline.txt")
	if err := render.WriteBaseline(path, sample.Conformance()); err != nil {
		t.Fatal(err)
	}
	known, err := report.ReadBaseline(path, isRule)
	if err != nil {
		t.Fatal(err)
	}
	if j := sample.Conformance().Verdict(known); !j.Conformant() || ids(j.Known) != "DEV-CONF-03 DEV-CONF-04" {
		t.Errorf("failed %s, unjudged %s, known %s", ids(j.Failed), ids(j.Unjudged), ids(j.Known))
	}
}

// baseline is one that lists the ids; nil for none.
func baseline(t *testing.T, ids string) *report.Baseline {
	t.Helper()
	if ids == "" {
		return nil
	}
	known, err := report.ReadBaseline(write(t, ids+" because it is so\n"), isRule)
	if err != nil {
		t.Fatal(err)
	}
	return known
}

func isRule(id string) bool { return strings.HasPrefix(id, "DEV-") }

// write puts text into a file of its own.
func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// ids are the ids of rules.
func ids(rules []report.Rule) string {
	var all []string
	for _, rule := range rules {
		all = append(all, rule.ID)
	}
	return strings.Join(all, " ")
}
