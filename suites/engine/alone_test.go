package engine_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
)

// checkOne runs one check in this process.
func checkOne(t *testing.T, body func(*engine.Check)) report.Rule {
	t.Helper()
	return fake(body).NewSession(t.Context(), nil, engine.SessionOptions{}).Alone(t.Context(), "FAKE-02").Rule
}

// Whatever a check does, the same comes of it in this process as in a worker, but
// for what takes its process down.
func TestChecksInThisProcess(t *testing.T) {
	for name, want := range map[string]struct {
		second          report.Outcome
		message, defect string
	}{
		"passes":                {report.Pass, "", ""},
		"fails":                 {report.Fail, "expected blue, got green", ""},
		"fails by an assertion": {report.Fail, "to equal", ""},
		"lacks":                 {report.Unsupported, "no such operation", ""},
		"stands on nothing":     {report.Skip, "a pool could not be made", ""},
		"panics":                {report.Skip, "the check has a defect: out of cheese", "FAKE-02 panicked: out of cheese"},
		"panics within a case":  {report.Skip, "out of cheese", "FAKE-02 panicked: out of cheese"},
		"panics beside others":  {report.Skip, "out of cheese", "FAKE-02 panicked: out of cheese"},
		"cases":                 {report.Fail, "2 of 5 cases (fail), first bad: expected blue, got green", ""},
		"observes":              {report.Pass, "saw 3 of them", ""},
		"together":              {report.Fail, "expected blue, got green", ""},
	} {
		t.Run(name, func(t *testing.T) {
			results := runHere(t, t.Context(), name, engine.Options{})
			if got, want := outcomes(results.Rules), []report.Outcome{report.Pass, want.second, report.Pass, report.NotRun}; !slices.Equal(got, want) {
				t.Errorf("outcomes %v, want %v", got, want)
			}
			if message := results.Rules[1].Message; !strings.Contains(message, want.message) || want.message == "" && message != "" {
				t.Errorf("message %q, want one with %q", message, want.message)
			}
			defects := strings.Join(results.Defects, "\n")
			if !strings.Contains(defects, want.defect) || want.defect == "" && defects != "" {
				t.Errorf("defects %q, want one with %q", defects, want.defect)
			}
		})
	}
}

// A check that hangs, whether or not it looks at its context, costs its own rule.
// The time is not real.
func TestAHangInThisProcessCostsItsRule(t *testing.T) {
	for name, hang := range map[string]func(c *engine.Check, released chan struct{}){
		"hangs":                 func(_ *engine.Check, released chan struct{}) { <-released },
		"waits for its context": func(c *engine.Check, _ chan struct{}) { <-c.Context().Done() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				released := make(chan struct{})
				suite := fake(func(c *engine.Check) { hang(c, released) })
				results := suite.Run(t.Context(), planOf(t, suite), engine.Options{})
				close(released)
				if got, want := outcomes(results.Rules), []report.Outcome{report.Pass, report.Skip, report.Pass, report.NotRun}; !slices.Equal(got, want) {
					t.Errorf("outcomes %v, want %v", got, want)
				}
				if message := results.Rules[1].Message; !strings.Contains(message, "not finished after 12") {
					t.Errorf("message %q does not say when it was given up", message)
				}
			})
		})
	}
}

// What is not reached in time is not run, with the reason; the run is not interrupted.
func TestRunEndsInItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		suite := fakes()["waits for its context"]
		results := suite.Run(t.Context(), planOf(t, suite), engine.Options{MaxTime: 3 * time.Second})
		if got, want := outcomes(results.Rules), []report.Outcome{report.Pass, report.NotRun, report.NotRun, report.NotRun}; !slices.Equal(got, want) {
			t.Errorf("outcomes %v, want %v", got, want)
		}
		for i, want := range []bool{false, true, true, false} {
			rule := results.Rules[i]
			if rule.Unreached != want || want && rule.Message != "not reached within 3s" {
				t.Errorf("%s: unreached %v, because %q", rule.ID, rule.Unreached, rule.Message)
			}
		}
		if results.Interrupted {
			t.Error("a run whose time is over counts as interrupted")
		}
	})
}

func TestARunInThisProcessStopsWhenItsContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	results := runHere(t, ctx, "waits for its context", engine.Options{Checked: func(report.Rule) { cancel() }})
	if !results.Interrupted {
		t.Error("the run does not say that it was interrupted")
	}
	if got, want := outcomes(results.Rules), []report.Outcome{report.Pass, report.NotRun, report.NotRun, report.NotRun}; !slices.Equal(got, want) {
		t.Errorf("outcomes %v, want %v", got, want)
	}
}

// A check runs under anything that has the methods of T; a test of Go's own is one.
func TestACheckRunsUnderATestOfGo(t *testing.T) {
	session := fake(pass).NewSession(t.Context(), nil, engine.SessionOptions{})
	session.Begin(t.Context(), "FAKE-02").Run(t)
	for name, body := range map[string]func(*engine.Check){
		"skips":  func(c *engine.Check) { c.Skip("nothing to judge") },
		"lacks":  func(c *engine.Check) { c.Unsupported("no such operation") },
		"passes": func(c *engine.Check) { c.Observe("all is well") },
	} {
		var skipped bool
		t.Run(name, func(t *testing.T) {
			defer func() { skipped = t.Skipped() }()
			fake(body).NewSession(t.Context(), nil, engine.SessionOptions{}).Begin(t.Context(), "FAKE-02").Run(t)
		})
		if want := name != "passes"; skipped != want {
			t.Errorf("%s: skipped %v, want %v", name, skipped, want)
		}
	}
}

func TestFoundationsComeFirst(t *testing.T) {
	s := engine.NewSuite(fakeCatalogue(5))
	s.Rule("FAKE-01", pass, engine.DependsOn("FAKE-03"))
	s.Rule("FAKE-02", pass, engine.DependsOn("FAKE-04"))
	s.Rule("FAKE-03", pass, engine.DependsOn("FAKE-02"))
	s.Rule("FAKE-04", pass)
	got := s.FoundationsFirst([]string{"FAKE-01", "FAKE-02", "FAKE-03"})
	if want := []string{"FAKE-02", "FAKE-03", "FAKE-01"}; !slices.Equal(got, want) {
		t.Errorf("order %v, want %v", got, want)
	}
}

// runHere runs all rules of a fake suite in this process.
func runHere(t *testing.T, ctx context.Context, name string, options engine.Options) engine.Results {
	t.Helper()
	suite := fakes()[name]
	return suite.Run(ctx, planOf(t, suite), options)
}

func planOf(t *testing.T, suite *engine.Suite) *engine.Plan {
	t.Helper()
	plan, err := suite.Plan(engine.Selection{Profile: spec.Full, Instant: true})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}
