package engine_test

import (
	"strings"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
)

// A rule whose own check could not be judged is judged by the traffic of the others,
// if enough of that speaks of it.
func TestPassiveRulesAreJudgedFromAllTraffic(t *testing.T) {
	traffic := func(statuses ...int) []report.Exchange {
		var all []report.Exchange
		for _, status := range statuses {
			all = append(all, report.Exchange{Operation: "GetUser", Status: status})
		}
		return all
	}
	kept := []int{400, 400, 400, 400, 400, 400, 400, 400, 400, 400}
	for name, test := range map[string]struct {
		own     report.Outcome
		traffic []report.Exchange
		want    report.Outcome
		says    string
	}{
		"its own check was judged": {report.Fail, traffic(kept...), report.Fail, ""},
		"nothing speaks of it":     {report.Skip, traffic(200, 200), report.Skip, ""},
		"too little speaks of it":  {report.Skip, traffic(400, 200), report.Skip, ""},
		"all of it keeps it":       {report.Skip, traffic(kept...), report.Pass, "kept in all of 10 answers"},
		"one answer breaks it":     {report.Skip, traffic(append([]int{404}, kept...)...), report.Fail, "expected status 400, got 404, seen in the traffic of FAKE-02"},
	} {
		t.Run(name, func(t *testing.T) {
			suite := engine.NewSuite(fakeCatalogue(3))
			suite.Rule("FAKE-01", pass)
			suite.Rule("FAKE-02", pass)
			suite.Passive("FAKE-01", func(e report.Exchange) engine.Sight {
				switch e.Status {
				case 400:
					return engine.Sight{Speaks: true}
				case 404:
					return engine.Sight{Speaks: true, Expected: "status 400", Actual: "404"}
				}
				return engine.Sight{}
			})
			plan, err := suite.Plan(engine.Selection{Profile: spec.Full})
			if err != nil {
				t.Fatal(err)
			}
			got := suite.Complete(plan, map[string]report.Rule{
				"FAKE-01": {ID: "FAKE-01", Outcome: test.own},
				"FAKE-02": {ID: "FAKE-02", Outcome: report.Fail, Transcript: test.traffic},
			}, "")[0]
			if got.Outcome != test.want || !strings.Contains(got.Message, test.says) {
				t.Errorf("%s: %q, want %s: %q", got.Outcome, got.Message, test.want, test.says)
			}
		})
	}
}
