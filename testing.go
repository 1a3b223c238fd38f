package cogbench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/diagnose"
	"github.com/cogbench/cogbench/suites/engine"
)

// Test judges a server: each rule is a subtest named by its id, so that
// -run 'TestConformance/DEV-CONF' selects before anything is sent. A rule that is
// not kept fails its subtest; one that the server lacks or that could not be
// judged skips it, with the reason. A failure below the gate, or one that the
// baseline lists, is a skip as well, because a subtest that fails fails t.
//
// t fails, and names the causes, whenever the command conform would exit with 1 or
// 3 on the rules that -run selects: a rule at the gate is not kept, is lacking, or
// could not be judged, within [Options.MaxTime] too. Bad options end t at once.
//
// With -cogbench.report-dir DIR, DIR gets the reports that conform writes; those of
// a second call of Test in one binary go to a directory in it named by the test.
func Test(t *testing.T, o Options) {
	t.Helper()
	planned, err := newRun(o)
	if err != nil {
		t.Fatal(explained(err))
	}
	r := &testRun{run: planned, started: time.Now(), outcomes: map[string]report.Rule{}, witnessed: map[string][]engine.Witnessed{}}
	ctx, cancel := untilDeadline(t)
	defer cancel()
	for _, id := range planned.suite.FoundationsFirst(planned.plan.Run) {
		t.Run(id, func(t *testing.T) { r.check(ctx, t, id) })
	}
	r.conclude(ctx, t)
}

// testRun is the run of one call of [Test]. It opens the target when the first
// subtest runs.
type testRun struct {
	*run
	started time.Time

	opening   sync.Once
	failure   error // why the target could not be opened
	subject   *subject
	session   *engine.Session
	inquiry   *diagnose.Inquiry
	outcomes  map[string]report.Rule
	witnessed map[string][]engine.Witnessed // by the rule in whose check it was seen
	defects   []string
	leftovers []string
	ended     bool // FailFast was met

	interrupted bool // the test's time was over before all was run
}

// moreTime says what to do about a test whose time is over.
const moreTime = "the test's time is nearly over; give it more by -timeout"

// untilDeadline ends before the time of the test binary does, which would leave
// behind what was made.
func untilDeadline(t *testing.T) (context.Context, context.CancelFunc) {
	deadline, limited := t.Deadline()
	if !limited {
		return context.WithCancel(t.Context())
	}
	return context.WithDeadline(t.Context(), deadline.Add(-closingTime(time.Until(deadline))))
}

// closingTime is what a test keeps of the time that is left to it, to remove what it
// made on the target and to write its reports: half a minute, or half of a shorter time.
func closingTime(left time.Duration) time.Duration { return min(30*time.Second, left/2) }

// open finds out what the target is, and prepares the checks on it.
func (r *testRun) open(ctx context.Context) error {
	on, err := r.options.open(ctx)
	if err != nil {
		return err
	}
	explored, err := on.explore(ctx)
	if err != nil {
		on.close()
		return err
	}
	r.selection.Instant = on.findings.ClockOffered
	if r.plan, err = r.suite.Plan(r.selection); err != nil {
		on.close()
		return misused(err, rulesHint)
	}
	r.inquiry = diagnose.NewInquiry(on.target, on.run)
	dialect, leftover := r.dialect(ctx, on, r.inquiry, r.started)
	r.leftovers = slices.Concat(r.leftovers, explored, leftover)
	r.subject, r.session = on, r.suite.NewSession(ctx, on.target, engine.SessionOptions{
		Run: on.run, Lacks: on.lacks(), Dialect: dialect, Cases: r.options.Cases, KeepTranscripts: r.options.KeepTranscripts,
	})
	return nil
}

// check checks one rule as a subtest.
func (r *testRun) check(ctx context.Context, t *testing.T, id string) {
	t.Helper()
	r.opening.Do(func() { r.failure = inTestTime(ctx, r.open(ctx)) })
	if r.failure != nil {
		t.Skip("nothing can be judged: " + r.failure.Error())
	}
	if reason, not := r.plan.Not[id]; not {
		t.Skip("not run: " + reason)
	}
	if r.ended {
		t.Skip("not run: stopped after the first failure")
	}
	within, cancel := r.inTime(ctx, r.started)
	defer cancel()
	if within.Err() != nil && ctx.Err() == nil {
		r.leave(t, id, "not reached")
	}
	checked := r.session.Alone(within, id)
	switch {
	case ctx.Err() != nil:
		r.interrupted = true
		t.Skip("not run: " + moreTime)
	case checked.Interrupted:
		r.leave(t, id, "not finished")
	}
	if checked.Defect != "" {
		r.defects = append(r.defects, fmt.Sprintf("the check of %s panicked: %s", id, checked.Defect))
	}
	r.outcomes[id], r.witnessed[id] = checked.Rule, checked.Witnessed
	rule := r.judged(r.blamed(checked.Rule))
	r.ended = r.options.FailFast && engine.Stops(r.stops, rule, r.outcomes, r.witnessed)
	if r.options.Observer.Checked != nil {
		r.options.Observer.Checked(rule)
	}
	r.tell(t, rule)
}

// inTestTime is why the target could not be opened, where the test's time was over
// before it was.
func inTestTime(ctx context.Context, err error) error {
	if e, ok := errors.AsType[*Error](err); ok && e.Reason == Interrupted && ctx.Err() != nil {
		return fmt.Errorf("%w: %s", err, moreTime)
	}
	return err
}

// leave ends the subtest of a rule that MaxTime leaves without an outcome.
func (r *testRun) leave(t *testing.T, id, how string) {
	t.Helper()
	rule := engine.NotRun(r.rules[id], fmt.Sprintf("%s within %s", how, r.options.MaxTime))
	rule.Unreached = true
	r.outcomes[id] = rule
	t.Skip("not run: " + rule.Message)
}

// blamed is the outcome of a rule, as a skip where a rule that it depends on is not
// kept. Those rules have run before, if they run at all. The outcomes so far stay what the
// checks saw: at the end they are blamed with each other.
func (r *testRun) blamed(rule report.Rule) report.Rule {
	var outcomes []report.Rule
	for _, seen := range r.outcomes {
		seen.Cells, seen.Cases = slices.Clone(seen.Cells), slices.Clone(seen.Cases)
		outcomes = append(outcomes, seen)
	}
	r.suite.Blame(outcomes)
	return outcomes[slices.IndexFunc(outcomes, func(blamed report.Rule) bool { return blamed.ID == rule.ID })]
}

// tell ends the subtest by the outcome of its rule.
func (r *testRun) tell(t *testing.T, rule report.Rule) {
	t.Helper()
	switch rule.Outcome {
	case report.Fail:
		r.tellFailure(t, rule)
	case report.Unsupported:
		t.Skip("unsupported: " + rule.Message)
	case report.Skip:
		t.Skip("not judged: " + rule.Message)
	default:
		if rule.Message != "" {
			t.Log(rule.Message)
		}
	}
}

func (r *testRun) tellFailure(t *testing.T, rule report.Rule) {
	t.Helper()
	engine.AttachSides(t, rule.Expected, rule.Actual)
	text := r.describe(rule)
	switch {
	case r.baseline.Has(rule.ID):
		t.Skip("not kept, as the baseline says: " + text)
	case rule.NewIn != "":
		t.Skipf("not kept, and newer than the rules of %s: it came with %s: %s", r.edition.asOf, rule.NewIn, text)
	case !r.counts(rule):
		t.Skipf("not kept, below the gate %s: %s", r.options.Gate, text)
	}
	t.Fatal(text)
}

// describe is a failure with its rule.
func (r *testRun) describe(rule report.Rule) string {
	text := fmt.Sprintf("%s\n  rule      %s", rule.Message, r.rule(rule.ID).Statement)
	if rule.Expected != "" {
		text += fmt.Sprintf("\n  expected  %s\n  actual    %s", rule.Expected, rule.Actual)
	}
	return text + "\n  explained by: cogbench rules " + rule.ID
}

// rule is a rule as the edition that judges has it.
func (r *testRun) rule(id string) spec.Rule {
	rule, _ := r.edition.rule(r.rules[id])
	return rule
}

// conclude fails the parent test where conform would exit with 1 or 3, and writes
// the reports.
func (r *testRun) conclude(ctx context.Context, t *testing.T) {
	t.Helper()
	if r.failure != nil {
		t.Error(explained(r.failure))
	}
	if r.session == nil {
		return // no subtest ran, or nothing could be judged
	}
	defer r.subject.close()
	rules := r.suite.Complete(r.plan, r.outcomes, "not selected, or not reached")
	for _, rule := range engine.Condemn(rules, r.witnessed) {
		if r.options.Observer.Condemned != nil {
			r.options.Observer.Condemned(r.judged(rule))
		}
	}
	for i := range rules {
		if _, begun := r.outcomes[rules[i].ID]; !begun {
			rules[i].Unreached = false // the test's own -run may have left it out
		}
	}
	found := r.conformance(r.subject, rules, r.started)
	found.Defects, found.Interrupted = r.defects, r.interrupted
	if err := r.session.Close(); err != nil {
		found.Leftovers = append(found.Leftovers, err.Error())
	}
	found.Leftovers = append(found.Leftovers, r.leftovers...)
	r.diagnose(ctx, r.inquiry, found)
	found.DurationSeconds = time.Since(r.started).Seconds()
	verdict := found.Verdict(r.baseline)
	if err := reports.write(t.Name(), found, verdict); err != nil {
		t.Error(err)
	}
	for _, id := range verdict.Stale {
		t.Logf("the baseline is stale: %s passed", id)
	}
	for _, leftover := range found.Leftovers {
		t.Log("could not be removed: " + leftover)
	}
	if !verdict.Conformant() || len(found.Defects) > 0 || found.Interrupted {
		t.Error(summary(found, verdict))
	}
}
