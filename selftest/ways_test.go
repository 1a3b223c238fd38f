package selftest_test

import (
	"testing"

	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
)

// What the checks of must rules take for granted on their ways, and so demand of a
// server beside their own statement, is must too. What they are registered with is
// held to that by the suite itself.
func TestMustRulesTakeNothingWeaker(t *testing.T) {
	t.Parallel()
	suite := suiteOf(t)
	server, err := embeddedpool.Start(refpool.Options{}, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	levels := map[string]spec.Level{}
	var musts []string
	for _, rule := range suite.Catalogue().Rules {
		levels[rule.ID] = rule.Level
		if rule.Level == spec.Must && suite.Has(rule.ID) {
			musts = append(musts, rule.ID)
		}
	}
	plan, err := suite.Plan(engine.Selection{Profile: spec.Full, Only: musts, Instant: true})
	if err != nil {
		t.Fatal(err)
	}
	config := server.Config("the reference pool")
	taken := 0
	results := suite.Run(t.Context(), plan, engine.Options{
		Workers: engine.Workers{Command: itself, Count: 2}, Target: &config, Run: "ways",
	})
	for _, rule := range results.Rules {
		if rule.Outcome != report.Pass && rule.Outcome != report.NotRun {
			t.Errorf("%s: %s %s", rule.ID, rule.Outcome, rule.Message)
		}
		taken += len(rule.StandsOn)
		for _, id := range rule.StandsOn {
			if levels[id] != spec.Must {
				t.Errorf("%s is must and takes %s for granted, which is %s", rule.ID, id, levels[id])
			}
		}
	}
	t.Logf("must rules checked: %d; rules taken on the way: %d", len(musts), taken)
}
