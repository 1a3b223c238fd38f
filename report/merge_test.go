package report_test

import (
	"bytes"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/internal/sample"
	"github.com/cogbench/cogbench/report/render"
	"github.com/cogbench/cogbench/spec"
)

func TestMergePutsShardsTogether(t *testing.T) {
	first, second := sample.Conformance(), sample.Conformance()
	for i := range first.Rules {
		unrun := &first.Rules[i]
		if i%2 == 1 {
			unrun = &second.Rules[i]
		}
		*unrun = report.Rule{ID: unrun.ID, Level: unrun.Level, Step: unrun.Step, Outcome: report.NotRun, Message: "in another shard"}
	}
	second.DurationSeconds = 9
	whole, err := report.Merge([]*report.Conformance{first, second})
	if err != nil {
		t.Fatal(err)
	}
	want := sample.Conformance()
	if whole.Summary != want.Summary {
		t.Errorf("summary %+v, want %+v", whole.Summary, want.Summary)
	}
	for i, rule := range whole.Rules {
		if rule.Outcome != want.Rules[i].Outcome {
			t.Errorf("%s is %s, want %s", rule.ID, rule.Outcome, want.Rules[i].Outcome)
		}
	}
	if whole.DurationSeconds != 9 {
		t.Errorf("%v s, want those of the longest part", whole.DurationSeconds)
	}
}

// A rule that one part saw fail is a failure, whatever the others saw.
func TestMergeKeepsTheWorst(t *testing.T) {
	first, second := sample.Conformance(), sample.Conformance()
	first.Rules[0].Outcome, second.Rules[0].Outcome = report.Pass, report.Fail
	for _, parts := range [][]*report.Conformance{{first, second}, {second, first}} {
		whole, err := report.Merge(parts)
		if err != nil {
			t.Fatal(err)
		}
		if got := whole.Rules[0].Outcome; got != report.Fail {
			t.Errorf("outcome %s, want fail", got)
		}
	}
}

func TestMergeRefusesPartsOfDifferentRuns(t *testing.T) {
	for name, change := range map[string]func(*report.Conformance){
		"target":  func(c *report.Conformance) { c.Target.Name = "another" },
		"profile": func(c *report.Conformance) { c.Profile = spec.Core },
		"gate":    func(c *report.Conformance) { c.Gate = spec.Should },
		"rules":   func(c *report.Conformance) { c.Rules = c.Rules[1:] },
	} {
		t.Run(name, func(t *testing.T) {
			other := sample.Conformance()
			change(other)
			if _, err := report.Merge([]*report.Conformance{sample.Conformance(), other}); err == nil {
				t.Error("accepted")
			}
		})
	}
	if _, err := report.Merge(nil); err == nil {
		t.Error("nothing is accepted")
	}
}

func TestCompareFindsRegressions(t *testing.T) {
	for name, c := range map[string]struct {
		before, after report.Outcome
		level         spec.Level
		want          string
		regression    bool
	}{
		"worse":              {report.Pass, report.Fail, spec.Must, "! WIRE-01       must     pass → fail\n", true},
		"lacking now":        {report.Pass, report.Unsupported, spec.Must, "! WIRE-01       must     pass → unsupported\n", true},
		"not judged now":     {report.Pass, report.Skip, spec.Must, "! WIRE-01       must     pass → skip\n", true},
		"better":             {report.Fail, report.Pass, spec.Must, "  WIRE-01       must     fail → pass\n", false},
		"not run now":        {report.Pass, report.NotRun, spec.Must, "  WIRE-01       must     pass → notRun\n", false},
		"worse, not at gate": {report.Pass, report.Fail, spec.Open, "  WIRE-01       open     pass → fail\n", false},
		"the same":           {report.Fail, report.Fail, spec.Must, "no verdict changed\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			before, after := sample.Conformance(), sample.Conformance()
			before.Rules[0].Outcome = c.before
			after.Rules[0].Outcome, after.Rules[0].Level = c.after, c.level
			changes := report.Compare(before, after)
			var out bytes.Buffer
			render.Terminal{Out: &out}.Changes(changes)
			if out.String() != c.want {
				t.Errorf("wrote %q, want %q", out.String(), c.want)
			}
			if got := report.Regressed(changes); got != c.regression {
				t.Errorf("regressed is %v, want %v", got, c.regression)
			}
		})
	}
}
