package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
)

func TestPlanSelects(t *testing.T) {
	s := engine.NewSuite(planCatalogue())
	for id, options := range map[string][]engine.Option{
		"FAKE-01": nil, "FAKE-02": {engine.Waits(time.Second)}, "FAKE-03": {engine.Waits(time.Hour)}, "FAKE-04": nil,
	} {
		s.Rule(id, pass, options...)
	}
	for name, c := range map[string]struct {
		selection engine.Selection
		want      string // the rules that are run
		not       string // why FAKE-03 is not
	}{
		"all, without slow ones": {engine.Selection{Profile: spec.Full}, "FAKE-02 FAKE-01 FAKE-04", "--slow"},
		"slow ones first":        {engine.Selection{Profile: spec.Full, Slow: true}, "FAKE-03 FAKE-02 FAKE-01 FAKE-04", ""},
		"instant time":           {engine.Selection{Profile: spec.Full, Instant: true}, "FAKE-01 FAKE-02 FAKE-03 FAKE-04", ""},
		"a smaller profile":      {engine.Selection{Profile: spec.Core, Instant: true}, "FAKE-01 FAKE-02 FAKE-03", ""},
		"one rule":               {engine.Selection{Profile: spec.Full, Rules: []string{"FAKE-02"}}, "FAKE-02", "deselected"},
		"lower case":             {engine.Selection{Profile: spec.Full, Rules: []string{"fake-02"}}, "FAKE-02", "deselected"},
		"a prefix, one skipped":  {engine.Selection{Profile: spec.Full, Rules: []string{"FAKE"}, Skip: []string{"FAKE-02"}}, "FAKE-01 FAKE-04", "--slow"},
		"given ids":              {engine.Selection{Profile: spec.Full, Only: []string{"FAKE-04"}}, "FAKE-04", "deselected"},
		"first shard":            {engine.Selection{Profile: spec.Full, Instant: true, Shard: 1, Shards: 2}, "FAKE-01 FAKE-03", ""},
		"second shard":           {engine.Selection{Profile: spec.Full, Instant: true, Shard: 2, Shards: 2}, "FAKE-02 FAKE-04", "another shard"},
	} {
		t.Run(name, func(t *testing.T) {
			plan, err := s.Plan(c.selection)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(plan.Run, " "); got != c.want {
				t.Errorf("runs %s, want %s", got, c.want)
			}
			if reason := plan.Not["FAKE-03"]; !strings.Contains(reason, c.not) || c.not == "" && reason != "" {
				t.Errorf("FAKE-03 is not run because of %q, want %q", reason, c.not)
			}
			if reason := plan.Not["FAKE-05"]; !strings.Contains(reason, "not checkable") {
				t.Errorf("FAKE-05 is not run because of %q", reason)
			}
		})
	}
}

// What many others depend on is decided early, and what may lock users out comes last.
func TestPlanBeginsWithTheMainPath(t *testing.T) {
	for instant, want := range map[bool]string{
		true:  "FAKE-02 FAKE-03 FAKE-04 FAKE-01",
		false: "FAKE-04 FAKE-03 FAKE-02 FAKE-01",
	} {
		s := engine.NewSuite(planCatalogue())
		s.Rule("FAKE-01", pass, engine.Locks(), engine.Waits(time.Second))
		s.Rule("FAKE-02", pass, engine.DependsOn("FAKE-03"))
		s.Rule("FAKE-03", pass, engine.DependsOn("FAKE-04"))
		s.Rule("FAKE-04", pass)
		plan, err := s.Plan(engine.Selection{Profile: spec.Full, Instant: instant})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(plan.Run, " "); got != want {
			t.Errorf("instant %v: runs %s, want %s", instant, got, want)
		}
	}
}

// The foundation of each step comes before what else many others depend on.
func TestPlanBeginsWithEachStep(t *testing.T) {
	catalogue := fakeCatalogue(7)
	for i, area := range []string{"ONE", "ONE", "ONE", "TWO", "TWO", "THREE"} {
		catalogue.Rules[i].Area = area
	}
	s := engine.NewSuite(catalogue)
	s.Rule("FAKE-01", pass)
	s.Rule("FAKE-02", pass, engine.DependsOn("FAKE-01"))
	s.Rule("FAKE-03", pass, engine.DependsOn("FAKE-02"))
	s.Rule("FAKE-04", pass, engine.DependsOn("FAKE-05"))
	s.Rule("FAKE-05", pass)
	s.Rule("FAKE-06", pass) // nothing depends on it
	plan, err := s.Plan(engine.Selection{Profile: spec.Full})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(plan.Run, " "), "FAKE-01 FAKE-05 FAKE-02 FAKE-03 FAKE-04 FAKE-06"; got != want {
		t.Errorf("runs %s, want %s", got, want)
	}
}

func TestPlanRefuses(t *testing.T) {
	s := engine.NewSuite(planCatalogue())
	s.Rule("FAKE-01", pass)
	for name, c := range map[string]struct {
		selection engine.Selection
		want      string
	}{
		"pattern without a rule":  {engine.Selection{Rules: []string{"FAKE-01", "NONE"}}, `no rule matches "NONE"`},
		"skip without a rule":     {engine.Selection{Skip: []string{"FAKE-9"}}, `no rule matches "FAKE-9"`},
		"empty pattern":           {engine.Selection{Rules: []string{""}}, `no rule matches ""`},
		"unknown id":              {engine.Selection{Only: []string{"FAKE-77"}}, `there is no rule "FAKE-77"`},
		"nothing left":            {engine.Selection{Rules: []string{"FAKE-01"}, Skip: []string{"FAKE"}}, "leaves no rule"},
		"only an uncheckable one": {engine.Selection{Rules: []string{"FAKE-05"}}, "leaves no rule"},
	} {
		t.Run(name, func(t *testing.T) {
			c.selection.Profile = spec.Full
			_, err := s.Plan(c.selection)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}

func TestSuiteReportsMistakesOfRegistration(t *testing.T) {
	for name, c := range map[string]struct {
		register func(*engine.Suite)
		want     string
	}{
		"unknown rule":       {func(s *engine.Suite) { s.Rule("FAKE-99", pass) }, "there is no such rule"},
		"uncheckable rule":   {func(s *engine.Suite) { s.Rule("FAKE-05", pass) }, "not checkable"},
		"two checks":         {func(s *engine.Suite) { s.Rule("FAKE-01", pass); s.Rule("FAKE-01", pass) }, "registered twice"},
		"unknown dependency": {func(s *engine.Suite) { s.Rule("FAKE-01", pass, engine.DependsOn("FAKE-99")) }, "FAKE-99, which is not another rule"},
		"a must on a should": {func(s *engine.Suite) { s.Rule("FAKE-01", pass, engine.DependsOn("FAKE-03")) }, "a must depends on FAKE-03, which is should"},
		"itself":             {func(s *engine.Suite) { s.Rule("FAKE-01", pass, engine.DependsOn("FAKE-01")) }, "not another rule"},
	} {
		t.Run(name, func(t *testing.T) {
			s := engine.NewSuite(planCatalogue())
			c.register(s)
			if err := s.Err(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}

// A failure leans on the rules that it depends on, by way of others too, and on those
// that it was seen to take for granted.
func TestFailuresLeanOnTheirCauses(t *testing.T) {
	t.Parallel()
	results := runFake(t, "leans", engine.Options{})
	got := map[string]report.Rule{}
	for _, rule := range results.Rules {
		got[rule.ID] = rule
	}
	if got["FAKE-01"].Outcome != report.Fail {
		t.Errorf("FAKE-01 is %s, want fail", got["FAKE-01"].Outcome)
	}
	for _, id := range []string{"FAKE-02", "FAKE-03", "FAKE-04"} {
		if rule := got[id]; rule.Outcome != report.Skip || !slices.Equal(rule.Because, []string{"FAKE-01"}) {
			t.Errorf("%s is %s because of %v, want a skip because of FAKE-01", id, rule.Outcome, rule.Because)
		}
	}
}

func planCatalogue() *spec.Catalogue {
	catalogue := fakeCatalogue(5)
	catalogue.Rules[2].Level = spec.Should
	catalogue.Rules[3].Profile = spec.Admin
	return catalogue
}
