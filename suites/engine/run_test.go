package engine_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

func TestRunSurvivesEveryKindOfCheck(t *testing.T) {
	for name, want := range map[string]struct {
		second, third report.Outcome
		message       string // of the second rule
		defect        string // of the run
	}{
		"passes":                {report.Pass, report.Pass, "", ""},
		"fails":                 {report.Fail, report.Pass, "expected blue, got green", ""},
		"fails by an assertion": {report.Fail, report.Pass, "to equal", ""},
		"misses what is open":   {report.Skip, report.Pass, "expected blue, got green", ""},
		"misses an open case":   {report.Skip, report.Pass, "bad: expected blue, got green", ""},
		"lacks":                 {report.Unsupported, report.Pass, "no such operation", ""},
		"stands on nothing":     {report.Skip, report.Pass, "a pool could not be made", ""},
		"panics":                {report.Skip, report.Pass, "the check has a defect: out of cheese", "FAKE-02 panicked: out of cheese"},
		"panics beside others":  {report.Skip, report.Pass, "out of cheese", "FAKE-02 panicked: out of cheese"},
		"panics within a case":  {report.Skip, report.Pass, "out of cheese", "FAKE-02 panicked: out of cheese"},
		"exits":                 {report.NotRun, report.NotRun, "ended before it", "in the check of FAKE-02"},
		"crashes":               {report.NotRun, report.NotRun, "ended before it", "signal: killed"},
		"panics aside":          {report.NotRun, report.NotRun, "ended before it", "where nothing catches it"},
		"cases":                 {report.Fail, report.Pass, "2 of 5 cases (fail), first bad: expected blue, got green", ""},
		"observes":              {report.Pass, report.Pass, "saw 3 of them", ""},
		"together":              {report.Fail, report.Pass, "expected blue, got green", ""},
		"chatters":              {report.Pass, report.Pass, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			results := runFake(t, name, engine.Options{})
			if got, want := outcomes(results.Rules), []report.Outcome{report.Pass, want.second, want.third, report.NotRun}; !slices.Equal(got, want) {
				t.Errorf("outcomes %v, want %v", got, want)
			}
			if message := results.Rules[1].Message; !strings.Contains(message, want.message) || want.message == "" && message != "" {
				t.Errorf("message %q, want one with %q", message, want.message)
			}
			defects := strings.Join(results.Defects, "\n")
			if !strings.Contains(defects, want.defect) || want.defect == "" && defects != "" {
				t.Errorf("defects %q, want one with %q", defects, want.defect)
			}
			if got, want := results.Rules[3].Message, "nobody can see it"; !strings.Contains(got, want) {
				t.Errorf("the last rule says %q, want it to say %q", got, want)
			}
		})
	}
}

func TestRunEndsACheckThatHangs(t *testing.T) {
	t.Parallel()
	results := runFake(t, "hangs", engine.Options{Limit: 10 * time.Second})
	if got, want := outcomes(results.Rules), []report.Outcome{report.Pass, report.Skip, report.Pass, report.NotRun}; !slices.Equal(got, want) {
		t.Errorf("outcomes %v, want %v", got, want)
	}
	if message := results.Rules[1].Message; !strings.Contains(message, "not finished after") {
		t.Errorf("message %q does not say that it was not finished", message)
	}
}

func TestRunBeginsInTheOrderOfItsPlan(t *testing.T) {
	t.Parallel()
	plan := planFake(t, "passes")
	slices.Reverse(plan.Run)
	var begun []string
	runPlan(t, t.Context(), "passes", plan, engine.Options{Checked: func(rule report.Rule) { begun = append(begun, rule.ID) }})
	if !slices.Equal(begun, plan.Run) {
		t.Errorf("began %v, want %v", begun, plan.Run)
	}
}

// What is left to remove is told while it is removed, in a worker and in this process.
func TestRunTellsWhatItRemoves(t *testing.T) {
	t.Parallel()
	const name = "leaves things behind"
	var told []string
	options := engine.Options{
		Target:   &target.Config{Endpoint: "http://127.0.0.1:1"},
		Removing: func(left int, what string) { told = append(told, fmt.Sprintf("%d: %s", left, what)) },
	}
	want := []string{"3: thing 2", "2: thing 2", "2: thing 1", "1: thing 1", "1: thing 0", "0: thing 0"}
	runFake(t, name, options)
	if !slices.Equal(told, want) {
		t.Errorf("a worker told %q, want %q", told, want)
	}
	told = nil
	fakes()[name].Run(t.Context(), planFake(t, name), options)
	if !slices.Equal(told, want) {
		t.Errorf("this process told %q, want %q", told, want)
	}
}

func TestRunKeepsCasesAndTheTwoSidesOfAFailure(t *testing.T) {
	t.Parallel()
	rule := runFake(t, "cases", engine.Options{}).Rules[1]
	if rule.Expected != "blue" || rule.Actual != "green" {
		t.Errorf("expected %q, actual %q, want blue and green", rule.Expected, rule.Actual)
	}
	var names []string
	for _, one := range rule.Cases {
		names = append(names, one.Name+"="+string(one.Outcome))
	}
	want := []string{"good=pass", "bad=fail", "lacking=unsupported", "bad again=fail", "good again=pass"}
	if !slices.Equal(names, want) {
		t.Errorf("cases %v, want %v", names, want)
	}
}

func TestRunStopsWhenItsContextEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	results := runFakeUnder(t, ctx, "waits for its context", engine.Options{
		Checked: func(report.Rule) { cancel() },
	})
	if !results.Interrupted {
		t.Error("the run does not say that it was interrupted")
	}
	if got, want := outcomes(results.Rules), []report.Outcome{report.Pass, report.NotRun, report.NotRun, report.NotRun}; !slices.Equal(got, want) {
		t.Errorf("outcomes %v, want %v", got, want)
	}
	if got := results.Rules[2].Message; got != "interrupted" {
		t.Errorf("message %q, want %q", got, "interrupted")
	}
}

func TestRunStopsAfterTheFirstFailure(t *testing.T) {
	t.Parallel()
	results := runFake(t, "fails", engine.Options{
		StopAfter: func(r report.Rule) bool { return r.Outcome == report.Fail },
	})
	if got, want := outcomes(results.Rules), []report.Outcome{report.Pass, report.Fail, report.NotRun, report.NotRun}; !slices.Equal(got, want) {
		t.Errorf("outcomes %v, want %v", got, want)
	}
}

// Several processes share the rules: each rule is run by one of them, and the
// death of one leaves the others at work.
func TestRunSharesTheRulesAmongProcesses(t *testing.T) {
	t.Parallel()
	count := map[string]int{}
	results := runFake(t, "crashes", engine.Options{
		Workers: engine.Workers{Count: 3},
		Checked: func(r report.Rule) { count[r.ID]++ },
	})
	if got, want := outcomes(results.Rules), []report.Outcome{report.Pass, report.NotRun, report.Pass, report.NotRun}; !slices.Equal(got, want) {
		t.Errorf("outcomes %v, want %v", got, want)
	}
	if count["FAKE-01"] != 1 || count["FAKE-03"] != 1 {
		t.Errorf("results %v, want one per rule", count)
	}
	if len(results.Defects) != 1 {
		t.Errorf("defects %q, want one", results.Defects)
	}
}
