package engine_test

import (
	"slices"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/suites/engine"
)

// A rule depends on the cell of another that works, not on all of it; and what it
// depends on makes it a skip whether that failed or could not be judged itself.
func TestBlameGoesByCell(t *testing.T) {
	suite := engine.NewSuite(fakeCatalogue(4))
	suite.Rule("FAKE-01", pass)
	suite.Rule("FAKE-02", pass, engine.DependsOn("FAKE-01"))
	suite.Rule("FAKE-03", pass, engine.DependsOn("FAKE-02"))
	if err := suite.Err(); err != nil {
		t.Fatal(err)
	}
	rule := func(id string, outcome report.Outcome, because ...string) report.Rule {
		return report.Rule{ID: id, Outcome: outcome, Because: because, Expected: "blue", Actual: "green"}
	}
	inCells := func(id string, cells ...string) report.Rule {
		r := report.Rule{ID: id, Expected: "blue", Actual: "green"}
		for i := 0; i < len(cells); i += 2 {
			r.Cases = append(r.Cases, report.Case{Name: cells[i] + " case", Cell: cells[i], Outcome: report.Outcome(cells[i+1]), Expected: "blue"})
		}
		r.Cells = report.CellsOf(r.Cases)
		r.Outcome = report.OutcomeOf(r.Cells)
		return r
	}
	for name, test := range map[string]struct {
		rules   []report.Rule
		want    report.Outcome // of the last rule
		because []string
	}{
		"the other fails":                   {[]report.Rule{rule("FAKE-01", "fail"), rule("FAKE-02", "fail")}, "skip", []string{"FAKE-01"}},
		"the other is skipped":              {[]report.Rule{rule("FAKE-01", "skip", "no pool"), rule("FAKE-02", "fail")}, "skip", []string{"no pool"}},
		"the other is unsupported":          {[]report.Rule{rule("FAKE-01", "unsupported"), rule("FAKE-02", "skip", "no pool")}, "skip", []string{"FAKE-01"}},
		"the other was not run":             {[]report.Rule{rule("FAKE-01", "notRun"), rule("FAKE-02", "fail")}, "fail", nil},
		"the one before that fails":         {[]report.Rule{rule("FAKE-01", "fail"), rule("FAKE-02", "skip", "no device"), rule("FAKE-03", "fail")}, "skip", []string{"FAKE-01"}},
		"it is kept in between":             {[]report.Rule{rule("FAKE-01", "fail"), rule("FAKE-02", "pass"), rule("FAKE-03", "fail")}, "fail", nil},
		"the other fails in another cell":   {[]report.Rule{inCells("FAKE-01", "T", "pass", "F", "fail"), inCells("FAKE-02", "T", "fail")}, "fail", nil},
		"the other fails in this cell":      {[]report.Rule{inCells("FAKE-01", "T", "pass", "F", "fail"), inCells("FAKE-02", "T", "pass", "F", "fail")}, "pass", nil},
		"the other fails in all":            {[]report.Rule{inCells("FAKE-01", "T", "fail", "F", "fail"), inCells("FAKE-02", "T", "fail", "F", "skip")}, "skip", []string{"FAKE-01"}},
		"one that has no cells":             {[]report.Rule{inCells("FAKE-01", "T", "pass", "F", "fail"), rule("FAKE-02", "fail")}, "fail", nil},
		"odd cells do not count":            {[]report.Rule{inCells("FAKE-01", "", "pass", "odd text", "fail"), rule("FAKE-02", "fail")}, "fail", nil},
		"a control left the other unproved": {[]report.Rule{rule("FAKE-01", "pass"), rule("FAKE-02", "skip", "FAKE-01"), rule("FAKE-03", "fail")}, "fail", nil},
		"the core counts everywhere":        {[]report.Rule{inCells("FAKE-01", "", "fail", "T", "pass"), inCells("FAKE-02", "T", "fail")}, "skip", []string{"FAKE-01"}},
		"a leg was not reached":             {[]report.Rule{inCells("FAKE-01", "user leg", "pass", "device leg", "skip"), inCells("FAKE-02", "user leg", "fail", "device leg", "fail")}, "fail", nil},
	} {
		t.Run(name, func(t *testing.T) {
			suite.Blame(test.rules)
			last := test.rules[len(test.rules)-1]
			if last.Outcome != test.want || !slices.Equal(last.Because, test.because) {
				t.Errorf("%s because of %q, want %s because of %q", last.Outcome, last.Because, test.want, test.because)
			}
			if shown := last.Expected != ""; shown != (last.Outcome == report.Fail) {
				t.Errorf("a %s shows what was expected: %q", last.Outcome, last.Expected)
			}
		})
	}
}

// What is taken for granted on the way to one cell excuses nothing in another.
func TestBlameSparesCellsApart(t *testing.T) {
	for name, test := range map[string]struct {
		apart []string
		want  report.Outcome
	}{
		"apart":     {[]string{"FAKE-01"}, report.Fail},
		"not apart": {nil, report.Skip},
	} {
		t.Run(name, func(t *testing.T) {
			suite := engine.NewSuite(fakeCatalogue(4))
			suite.Rule("FAKE-01", pass)
			suite.Rule("FAKE-02", pass)
			suite.Apart("user leg", test.apart...)
			if err := suite.Err(); err != nil {
				t.Fatal(err)
			}
			rules := []report.Rule{
				{ID: "FAKE-01", Outcome: report.Unsupported},
				{ID: "FAKE-02", Outcome: report.Fail, StandsOn: []string{"FAKE-01"}, Cases: []report.Case{
					{Name: "one", Cell: "user leg", Outcome: report.Fail}, {Name: "two", Cell: "device leg", Outcome: report.Skip},
				}},
			}
			rules[1].Cells = report.CellsOf(rules[1].Cases)
			suite.Blame(rules)
			if rules[1].Outcome != test.want {
				t.Errorf("the rule is %s, want %s: %s", rules[1].Outcome, test.want, rules[1].Message)
			}
		})
	}
}
