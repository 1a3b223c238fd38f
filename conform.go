package cogbench

import (
	"context"
	"runtime"
	"slices"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/suites/diagnose"
	"github.com/cogbench/cogbench/suites/engine"
)

// Conform checks a server by the rules that the options select, looks for the cause
// of failures, and returns what it found. [Verdict] says what that means at the
// options' gate. A run whose context ends returns what was found so far, marked as
// interrupted. The error is an [Error] if nothing was judged, and a defect of
// cogbench otherwise; what fails while the rules are checked is in
// [report.Conformance.Defects].
func Conform(ctx context.Context, o Options) (*report.Conformance, error) {
	r, err := newRun(o)
	if err != nil {
		return nil, err
	}
	started := time.Now()
	on, err := r.options.open(ctx)
	if err != nil {
		return nil, err
	}
	defer on.close()
	explored, err := on.explore(ctx)
	if err != nil {
		return nil, err
	}
	r.selection.Instant = on.findings.ClockOffered
	if r.plan, err = r.suite.Plan(r.selection); err != nil {
		return nil, misused(err, rulesHint)
	}
	if planned := o.Observer.Planned; planned != nil {
		planned(r.planned())
	}
	if begun := o.Observer.Begun; begun != nil {
		begun(len(r.plan.Run), cost(on.target, o.Profile, len(r.plan.Run)))
	}
	inquiry := diagnose.NewInquiry(on.target, on.run)
	inquiry.Sparing = r.spares(on)
	dialect, leftover := r.dialect(ctx, on, inquiry, started)
	results := r.suite.Run(ctx, r.plan, r.runOptions(on, dialect, started))
	results.Leftovers = slices.Concat(explored, results.Leftovers, leftover)
	found := r.conformance(on, results.Rules, started)
	found.Interrupted, found.Defects, found.Leftovers = results.Interrupted, results.Defects, results.Leftovers
	if len(results.Defects) > 0 {
		removeAfter(on, found)
	}
	r.diagnose(ctx, inquiry, found)
	found.Interrupted = found.Interrupted || ctx.Err() != nil
	found.DurationSeconds = time.Since(started).Seconds()
	return found, nil
}

// conformance puts the outcomes into the model of the reports, but for how long it
// all took.
func (r *run) conformance(on *subject, rules []report.Rule, started time.Time) *report.Conformance {
	for i := range rules {
		rules[i] = r.judged(rules[i])
	}
	advice := ""
	if on.config.Pool.Existing != nil {
		advice = report.Advise(rules)
	}
	var part *report.Shard
	if r.options.Shards > 0 {
		part = &report.Shard{Index: r.options.Shard, Of: r.options.Shards}
	}
	return &report.Conformance{
		SchemaVersion: report.SchemaVersion, Rulebook: r.edition.rulebook(), Shard: part,
		Tool: tool(), Target: on.describe(), Profile: r.options.Profile, Gate: r.options.Gate,
		StartedAt: started.UTC(), Has: on.has(), Reached: on.reached(), Advice: advice,
		Summary: report.Summarize(rules), Diagnoses: []report.Diagnosis{}, Rules: rules,
	}
}

// dialect finds out whether the target computes SRP in a wrong way, in which all that is
// not about it can be judged. The embedded pools and the real service compute rightly.
func (r *run) dialect(ctx context.Context, on *subject, inquiry *diagnose.Inquiry, started time.Time) (engine.Dialect, []string) {
	if on.embedded || on.target.AWS {
		return engine.Dialect{}, nil
	}
	ctx, cancel := r.inTime(ctx, started)
	defer cancel()
	found, err := inquiry.Dialect(ctx)
	spoken := engine.Dialect{Arithmetic: found.Arithmetic, Explains: found.Explains}
	if err != nil {
		return spoken, []string{err.Error()}
	}
	return spoken, nil
}

// inTime ends when the time for a run that began at started is over.
func (r *run) inTime(ctx context.Context, started time.Time) (context.Context, context.CancelFunc) {
	if r.options.MaxTime == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, started.Add(r.options.MaxTime))
}

// runOptions are what the run needs beside its plan.
func (r *run) runOptions(on *subject, dialect engine.Dialect, started time.Time) engine.Options {
	o := r.options
	options := engine.Options{
		Workers: o.Workers, Target: &on.config, Timeout: o.Timeout, CAFile: o.CAFile, AllowAWS: o.AllowAWS,
		Run: on.run, Lacks: on.lacks(), Explored: on.explored, Dialect: dialect, Cases: o.Cases, KeepTranscripts: o.KeepTranscripts,
		Wire: o.Observer.Wire, Removing: o.Observer.Removing,
	}
	if checked := o.Observer.Checked; checked != nil {
		options.Checked = func(rule report.Rule) { checked(r.judged(rule)) }
	}
	if condemned := o.Observer.Condemned; condemned != nil {
		options.Condemned = func(rule report.Rule) { condemned(r.judged(rule)) }
	}
	if options.Workers.Count == 0 {
		options.Workers.Count = usualWorkers(on)
		if r.spares(on) {
			options.Workers.Count = 1 // which ends what it begins, and makes each pool once
		}
	}
	if on.config.Pool.Existing != nil {
		options.Workers.Count = 1 // given users are lent to one check at a time
	}
	if o.MaxTime > 0 {
		options.MaxTime = max(o.MaxTime-time.Since(started)-removing(on, o.MaxTime, options.Workers.Count), time.Millisecond)
	}
	if o.FailFast {
		options.StopAfter = r.stops
	}
	return options
}

// spares tells whether a run has few calls: the target throttles them, and time is bounded.
func (r *run) spares(on *subject) bool { return r.options.MaxTime > 0 && on.throttles() }

// removing is what a run keeps of its time to remove what its workers made, on servers
// where that takes long, and longer where calls are held back: but one worker makes little.
func removing(on *subject, limit time.Duration, workers int) time.Duration {
	switch {
	case on.throttles() && workers == 1:
		return limit / 8
	case on.throttles():
		return limit / 3
	case on.findings.CallTime >= slowCall:
		return limit / 4
	}
	return 0
}

const (
	// slowCall is how long a call takes on a server that is waited for, rather than one
	// that computes.
	slowCall = 50 * time.Millisecond
	// slowWorkers is how many check at a time on such a server, which has to bear as many
	// calls at once. Each takes some 30 MB.
	slowWorkers = 48
	// queuedWorkers is the same on a server that takes longer for many calls than for one,
	// by the factor queued: it computes after all, and calls may time out.
	queuedWorkers = 24
	queued        = 4
)

// usualWorkers is how many check at a time. The embedded pools share the machine's
// cores with them; another server is waited for, mostly.
func usualWorkers(on *subject) int {
	const elsewhere, waiting = 4, 7
	switch {
	case on.embedded:
		return runtime.GOMAXPROCS(0) + 1 // one waits while the others compute
	case on.target.AWS || on.throttles():
		return elsewhere
	case on.findings.CallTime >= slowCall && on.queues:
		return queuedWorkers
	case on.findings.CallTime >= slowCall:
		return slowWorkers
	case !on.findings.ClockOffered:
		return waiting // for the next code of a software token, mostly
	}
	return elsewhere
}

// judged is an outcome with the level of the edition that judges.
func (r *run) judged(outcome report.Rule) report.Rule {
	return r.edition.judge(r.rules[outcome.ID], outcome)
}

// stops reports whether a run with FailFast ends after an outcome.
func (r *run) stops(rule report.Rule) bool { return r.counts(r.judged(rule)) }

// counts reports whether an outcome is a failure at the gate, and no known one.
func (r *run) counts(rule report.Rule) bool {
	return rule.NewIn == "" && rule.Level.AtLeast(r.options.Gate) && !r.baseline.Has(rule.ID) && slices.Contains([]report.Outcome{report.Fail, report.Unsupported}, rule.Outcome)
}

// diagnose looks for the cause of failures. A run that was interrupted, or whose time is
// over, asks nothing more of its target.
func (r *run) diagnose(ctx context.Context, inquiry *diagnose.Inquiry, found *report.Conformance) {
	ctx, cancel := r.inTime(ctx, found.StartedAt)
	defer cancel()
	if found.Interrupted || ctx.Err() != nil || !inquiry.Worthwhile(found.Rules) {
		return
	}
	if r.options.Observer.Diagnosing != nil {
		r.options.Observer.Diagnosing(diagnose.Cost)
	}
	causes, err := inquiry.Run(ctx, found.Rules)
	found.Diagnoses = append(found.Diagnoses, causes...)
	if err != nil {
		found.Leftovers = append(found.Leftovers, err.Error())
	}
}

// removal is how long removing the leftovers of a run may take.
const removal = 2 * time.Minute

// removeAfter removes what workers that died have left behind. What they made can be
// known by the run's name alone.
func removeAfter(on *subject, found *report.Conformance) {
	ctx, cancel := context.WithTimeout(context.Background(), removal)
	defer cancel()
	if _, err := on.target.Cleanup(ctx, on.run); err != nil {
		found.Leftovers = append(found.Leftovers, err.Error())
	}
}

// Cleanup removes the pools that earlier runs left behind on the options' target,
// known by their tag, and returns how many. The error is an [Error] or names what
// could not be removed.
func Cleanup(ctx context.Context, o Options) (removed int, err error) {
	on, err := o.settled().open(ctx)
	if err != nil {
		return 0, err
	}
	defer on.close()
	return on.target.Cleanup(ctx, "")
}
