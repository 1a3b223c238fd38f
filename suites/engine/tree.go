package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/cogbench/cogbench/spec"
)

// recordEntry names the report entry of Ginkgo that holds a check's record.
const recordEntry = "cogbench.record"

// Tree is a suite as specs of Ginkgo: a container for each step, and in it a spec
// for each rule, whose labels are the rule's id, area, level, step, features, and
// the profiles that include it. [Suite.CheckedBy] is what came of a spec.
type Tree struct {
	Suite *Suite
	// Rules are the ids of the rules, in the order of their specs.
	Rules []string
	// Session returns the session that the checks run in. It is called when the
	// first spec runs.
	Session func() *Session
	// Gate is the weakest level of a rule whose failure fails its spec: of others it skips
	// it. All fail without one.
	Gate spec.Level
	// Admit says why the rule is not to be run now, "" if it is; nil admits all.
	Admit func(id string) string
	// Stop ends the checks under way when it ends; nil does not.
	Stop context.Context
	// Limit is how long the check of a rule may take, waiting included; nil is the
	// longest that it may take on any target.
	Limit func(id string) time.Duration
}

// Describe adds the specs to Ginkgo's tree, while Ginkgo builds it. They stand in
// one container, because Ginkgo shuffles what stands at the top, and each says that it
// stands on a line of its own, because Ginkgo sorts the rest by line, then by text.
func (t Tree) Describe(text string) {
	ginkgo.Describe(text, func() {
		for rest := t.Rules; len(rest) > 0; {
			step := t.Suite.rules[rest[0]].Step
			same := 1
			for same < len(rest) && t.Suite.rules[rest[same]].Step == step {
				same++
			}
			t.describeStep(step, rest[:same], len(t.Rules)-len(rest))
			rest = rest[same:]
		}
	})
}

func (t Tree) describeStep(step string, ids []string, place int) {
	ginkgo.Describe(step, line(place), func() {
		for i, id := range ids {
			rule := t.Suite.rules[id]
			ginkgo.It(id+" "+rule.Statement, func(ctx ginkgo.SpecContext) {
				t.run(ctx, id)
			}, line(place+i), labels(rule), ginkgo.NodeTimeout(t.limit(id)))
		}
	})
}

// line is where Ginkgo takes a spec of the place to stand.
func line(place int) types.CodeLocation {
	return types.CodeLocation{FileName: "rules", LineNumber: 1 + place}
}

// run is the body of a spec. The record is attached however the check ends.
func (t Tree) run(ctx context.Context, id string) {
	if t.Admit != nil {
		if reason := t.Admit(id); reason != "" {
			ginkgo.Skip(reason)
		}
	}
	if t.Stop != nil {
		within, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(t.Stop, cancel)()
		ctx = within
	}
	c := t.Session().Begin(ctx, id)
	ginkgo.DeferCleanup(func() {
		ginkgo.AddReportEntry(recordEntry, c.Record(), types.ReportEntryVisibilityNever)
	})
	c.Run(t.runner(c.Rule().Level))
}

// runner is Ginkgo's, for the check of a rule of the level.
func (t Tree) runner(level spec.Level) T {
	if t.Gate == "" || level.AtLeast(t.Gate) {
		return ginkgo.GinkgoT()
	}
	return belowGate{ginkgo.GinkgoT(), t.Gate}
}

// belowGate is a runner for which a failure is no failure.
type belowGate struct {
	T
	gate spec.Level
}

// Fatal implements T.
func (t belowGate) Fatal(args ...any) {
	t.Helper()
	t.Skip(fmt.Sprintf("not kept, below the gate %s: %s", t.gate, fmt.Sprint(args...)))
}

func (t Tree) limit(id string) time.Duration {
	if t.Limit != nil {
		return t.Limit(id)
	}
	c := t.Suite.checks[id]
	return c.limit + c.waits
}

// labels are what a rule can be chosen by. A step that names several operations has
// a dash between them: a label may not have the signs of Ginkgo's filters.
func labels(rule spec.Rule) ginkgo.Labels {
	step := strings.Map(func(r rune) rune {
		if strings.ContainsRune("&|!,()/:", r) {
			return '-'
		}
		return r
	}, rule.Step)
	labels := ginkgo.Label(rule.ID, rule.Area, string(rule.Level), step)
	for _, profile := range spec.Profiles() {
		if profile.Includes(rule.Profile) {
			labels = append(labels, string(profile))
		}
	}
	for _, feature := range rule.Features {
		labels = append(labels, string(feature))
	}
	return labels
}

// CheckedBy is what came of a spec of a [Tree], as Ginkgo reports it. ok is false
// for one that did not run.
func (s *Suite) CheckedBy(of ginkgo.SpecReport) (checked Checked, ok bool) {
	for _, entry := range of.ReportEntries {
		if entry.Name == recordEntry {
			record, err := recordOf(entry)
			if err != nil {
				return Checked{Defect: err.Error()}, true
			}
			return record.Of(s.ruleOf(of), endOf(of)), true
		}
	}
	return Checked{}, false
}

// ruleOf is the rule that is among the labels of a spec.
func (s *Suite) ruleOf(of ginkgo.SpecReport) spec.Rule {
	for _, label := range of.Labels() {
		if rule, known := s.rules[label]; known {
			return rule
		}
	}
	return spec.Rule{}
}

// recordOf is the record that a spec attached: a value in the process that ran the
// spec, JSON in any other.
func recordOf(entry types.ReportEntry) (record Record, err error) {
	if record, ok := entry.GetRawValue().(Record); ok {
		return record, nil
	}
	if err := json.Unmarshal([]byte(entry.Value.AsJSON), &record); err != nil {
		return record, fmt.Errorf("read the record of a check: %w", err)
	}
	return record, nil
}

// endOf is how Ginkgo says that a spec ended.
func endOf(of ginkgo.SpecReport) End {
	end := End{Seconds: of.RunTime.Seconds(), Message: of.Failure.Message}
	switch {
	case of.State.Is(types.SpecStatePanicked):
		end.State, end.Message, end.Stack = Panicked, of.Failure.ForwardedPanic, of.Failure.Location.FullStackTrace
	case of.State.Is(types.SpecStateTimedout):
		end.State = TimedOut
	case of.State.Is(types.SpecStateInterrupted | types.SpecStateAborted):
		end.State = Interrupted
	case of.State.Is(types.SpecStateSkipped):
		end.State = Skipped
	case of.State.Is(types.SpecStateFailed):
		end.State = Failed
	}
	return end
}
