package engine

import (
	"fmt"
	"strings"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// End is how a check ended, according to its runner.
type End struct {
	State State
	// Seconds is the wall time of the check.
	Seconds float64
	// Message is the runner's own message for a failure or panic.
	Message string
	// Stack is where a check panicked.
	Stack string
}

// State is how a runner says that a check ended.
type State int

// The states.
const (
	Passed      State = iota
	Failed            // by Fatal, or by a failure that the check does not know of
	Skipped           // by Skip
	Panicked          // by any other panic: a defect of the check
	TimedOut          // not finished within its time
	Interrupted       // the run was told to stop
)

// Checked is the result of the check of a rule.
type Checked struct {
	Rule report.Rule `json:"rule"`
	// Defect says what in the check itself went wrong; "" for nothing.
	Defect string `json:"defect,omitempty"`
	// Interrupted is true if the end of the run cut the check short.
	Interrupted bool `json:"interrupted,omitempty"`
	// Witnessed is as in [Record].
	Witnessed []Witnessed `json:"witnessed,omitempty"`
}

// Of is the result of a check: what it saw, and how its runner says that it ended.
func (r Record) Of(of spec.Rule, end End) Checked {
	rule := report.Rule{
		ID: of.ID, Level: of.Level, Step: of.Step, DurationSeconds: end.Seconds,
		Outcome: report.Pass, Message: r.Message, Expected: r.Expected, Actual: r.Actual,
		Because: r.Because, StandsOn: r.StandsOn, Assuming: r.Assuming, Wanted: r.Wanted, Rungs: r.Rungs, Observed: r.Observed, Settings: r.Settings,
		Cases: r.Cases, Cells: r.Cells, Transcript: r.Transcript,
	}
	switch end.State {
	case Passed:
	case Failed:
		rule.Outcome = report.Fail
		if r.Outcome != report.Fail { // a failure of the runner's
			rule.Message = end.Message
		}
	case Skipped:
		rule.Outcome = report.Skip
		if r.Outcome == report.Unsupported || r.Outcome == report.Fail { // the latter below a gate
			rule.Outcome = r.Outcome
		}
	case Panicked:
		what, _, _ := strings.Cut(end.Message, "\n")
		unjudged(&rule, "the check has a defect: "+what)
		return Checked{Rule: rule, Defect: end.Message + "\n" + end.Stack}
	case TimedOut:
		unjudged(&rule, fmt.Sprintf("not finished after %.0f s", end.Seconds))
	case Interrupted:
		unjudged(&rule, "interrupted")
	}
	return Checked{Rule: rule, Interrupted: end.State == Interrupted, Witnessed: r.Witnessed}
}

// unjudged makes r a skip that because explains.
func unjudged(r *report.Rule, because string) {
	r.Outcome, r.Message, r.Because = report.Skip, because, []string{because}
}
