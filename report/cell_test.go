package report_test

import (
	"testing"

	"github.com/cogbench/cogbench/report"
)

func TestCellsAreJudgedApart(t *testing.T) {
	in := func(cell string, outcome report.Outcome, because ...string) report.Case {
		return report.Case{Name: cell + string(outcome), Cell: cell, Outcome: outcome, Because: because}
	}
	for name, test := range map[string]struct {
		cases []report.Case
		want  report.Outcome
		words string
	}{
		"no cell is named":          {[]report.Case{in("", report.Skip)}, report.Pass, ""},
		"both legs":                 {[]report.Case{in("user leg", report.Pass), in("device leg", report.Pass), in("user leg", report.Pass)}, report.Pass, "user leg: 2 of 2 passed; device leg: 1 of 1 passed"},
		"one leg is not reached":    {[]report.Case{in("user leg", report.Pass), in("device leg", report.Skip, "no devices")}, report.Pass, "user leg: 1 of 1 passed; device leg: not judged: no devices"},
		"one case of a leg is not":  {[]report.Case{in("user leg", report.Pass), in("user leg", report.Skip, "no pool")}, report.Skip, "user leg: not judged: no pool"},
		"a leg fails":               {[]report.Case{in("user leg", report.Pass), in("device leg", report.Fail), in("device leg", report.Pass)}, report.Fail, "user leg: 1 of 1 passed; device leg: 1 of 2 passed"},
		"a leg is unsupported":      {[]report.Case{in("user leg", report.Skip, "no pool"), in("device leg", report.Unsupported)}, report.Unsupported, "user leg: not judged: no pool; device leg: unsupported"},
		"the core is not judged":    {[]report.Case{in("", report.Skip, "no pool"), in("odd text", report.Pass)}, report.Skip, "in general: not judged: no pool; odd text: 1 of 1 passed"},
		"only the core is judged":   {[]report.Case{in("", report.Pass), in("odd text", report.Unsupported)}, report.Pass, "in general: 1 of 1 passed; odd text: unsupported"},
		"nothing of it was reached": {[]report.Case{in("user leg", report.Skip), in("device leg", report.Skip)}, report.Skip, "user leg: not judged; device leg: not judged"},
	} {
		cells := report.CellsOf(test.cases)
		if got := report.OutcomeOf(cells); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
		if got := report.WordCells(cells); got != test.words {
			t.Errorf("%s: %q, want %q", name, got, test.words)
		}
	}
}

func TestPartlyIsAPassWithCellsThatAreNot(t *testing.T) {
	for name, test := range map[string]struct {
		rule report.Rule
		want bool
	}{
		"without cells":    {report.Rule{Outcome: report.Pass}, false},
		"all cells passed": {report.Rule{Outcome: report.Pass, Cells: []report.Cell{{Outcome: report.Pass}}}, false},
		"one was skipped":  {report.Rule{Outcome: report.Pass, Cells: []report.Cell{{Outcome: report.Pass}, {Outcome: report.Skip}}}, true},
		"it failed":        {report.Rule{Outcome: report.Fail, Cells: []report.Cell{{Outcome: report.Fail}, {Outcome: report.Skip}}}, false},
	} {
		if got := test.rule.Partly(); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
