package load

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/target"
)

// interruptPatience is that with journeys in flight when a run ends by the user's or
// a condition's word.
const interruptPatience = 2 * time.Second

// Options say how a run is driven and where its results go.
type Options struct {
	Plan Plan
	// Warmup is driven before the plan, at its first rate, and not measured.
	Warmup time.Duration
	// MaxInFlight bounds the journeys under way at once.
	MaxInFlight int
	// Retries is how often a call that may succeed later is repeated.
	Retries int
	// Drain is how long the journeys in flight may go on after the plan's end.
	Drain time.Duration
	// AllowAbandoned keeps abandoned journeys from failing the run.
	AllowAbandoned bool
	Thresholds     []Threshold
	// AbortOn are conditions that end the run as soon as one is true.
	AbortOn []Threshold
	// Series names what the journeys' steps record: they are in the report even
	// where a step never ran, and conditions may speak of no others.
	Series []string
	// Directory receives the report; nothing is written if it is empty.
	Directory string
	// Heading is the report's Tool, Target, Scenario, Visits and Search, and the
	// Users of its plan.
	Heading loadreport.Report
	// Connections tells what the target's transport opened so far; may be nil.
	Connections func() target.Connections
	// Live receives the figures so far every second; may be nil. It must not
	// keep what it is given.
	Live func(Progress)

	alarm alarm // newAlarm if nil
}

// Progress is a running run.
type Progress struct {
	// Warming is true until the warm-up is over; then no figure counts yet.
	Warming bool
	// Elapsed is the time since the plan's beginning, Left until its end.
	Elapsed, Left time.Duration
	// Load holds all figures so far, Second those of the last second.
	Load   *loadreport.Report
	Second loadreport.Second
	Total  *loadreport.Total
}

// Result is what a run found.
type Result struct {
	Load  loadreport.Report
	Total *loadreport.Total
}

// Validate tells what is wrong with the options, if anything.
func (o Options) Validate() error {
	if err := o.Plan.Validate(); err != nil {
		return err
	}
	if o.Warmup < 0 || o.Warmup > maxDuration {
		return fmt.Errorf("warm-up %v: it has to be between 0 and %v", o.Warmup, maxDuration)
	}
	if o.MaxInFlight < 1 {
		return fmt.Errorf("%d journeys in flight: at least 1 is needed", o.MaxInFlight)
	}
	if o.Retries < 0 || o.Drain < 0 {
		return errors.New("retries and drain cannot be negative")
	}
	names := o.seriesNames()
	for _, t := range append(o.Thresholds[:len(o.Thresholds):len(o.Thresholds)], o.AbortOn...) {
		if err := t.Check(names); err != nil {
			return err
		}
	}
	if o.Plan.Count(0) == 0 {
		return fmt.Errorf("no journey would start in %v at %v a second", o.Plan.Duration, o.Plan.Peak())
	}
	return nil
}

func (o Options) seriesNames() []string {
	names := []string{loadreport.SeriesResponse, loadreport.SeriesService, loadreport.SeriesRTT, loadreport.SeriesSRP, loadreport.SeriesLag}
	return append(names, o.Series...)
}

// Run drives the source as the options say and returns what was found, at the
// plan's end or soon after the context's. The error is one of the options, or a
// *FilesError beside a valid result.
func Run(ctx context.Context, source Source, o Options) (*Result, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	restore := tuneRuntime()
	recorder := newRecorder(4 * runtime.NumCPU())
	driver := newDriver(source, recorder, o)
	defer driver.alarm.close()
	run, cut := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cut(nil)
	dispatch, stop := context.WithCancelCause(ctx)
	defer stop(nil)

	start := time.Now()
	epoch := start.Add(o.Warmup)
	monitor := newMonitor(o, recorder, epoch, stop)
	if o.Warmup > 0 {
		if o.Live != nil {
			o.Live(Progress{Warming: true, Left: o.Warmup})
		}
		driver.drive(dispatch, run, start, o.Plan.warmup(o.Warmup).Starts(), false)
		driver.sleepUntil(dispatch, epoch)
	}
	begun := dispatch.Err() == nil
	if !begun { // nothing has fallen due, and nothing will
		epoch = time.Now()
	}
	monitor.start(epoch)

	if begun {
		driver.drive(dispatch, run, epoch, o.Plan.Starts(), true)
	}
	driver.sleepUntil(dispatch, epoch.Add(o.Plan.Duration))
	monitor.planEnded()
	driver.drain(dispatch, o.Drain, cut)
	monitor.stop()
	restore()

	l := monitor.result
	l.Interrupted = ctx.Err() != nil
	if reason, aborted := errors.AsType[*abortError](context.Cause(dispatch)); aborted {
		l.Aborted = reason.condition
	}
	return monitor.finish(driver.missed)
}

// tuneRuntime sets the process up to drive, until restore is called. One
// processor more than cores: a start that falls due need not wait for a
// computation to end, only for the kernel. And fewer collections, each of which
// takes time from what is measured; restore makes up for them, so that the report
// takes the place of what the journeys left.
func tuneRuntime() (restore func()) {
	const garbagePercent = 400
	processors := runtime.GOMAXPROCS(0)
	runtime.GOMAXPROCS(processors + 1)
	garbage := debug.SetGCPercent(garbagePercent)
	return func() {
		runtime.GOMAXPROCS(processors)
		debug.SetGCPercent(garbage)
		runtime.GC()
	}
}

// await waits for done: for patience, and once the context has ended for no longer
// than the grace. It reports whether done came.
func await(ctx context.Context, done <-chan struct{}, patience, grace time.Duration) bool {
	out := time.NewTimer(patience)
	defer out.Stop()
	select {
	case <-done:
		return true
	case <-out.C:
		return false
	case <-ctx.Done():
	}
	select {
	case <-done:
		return true
	case <-out.C:
	case <-time.After(grace):
	}
	return false
}

// warmup is a plan for the time before this one, at the rate it begins with.
func (p Plan) warmup(d time.Duration) Plan {
	w := Plan{Arrivals: Constant, Rate: p.Rate, Duration: d, Cap: p.Cap}
	switch {
	case p.Arrivals == Steps:
		w.Rate = p.Steps[0]
	case p.Arrivals == Ramp && p.From > 0:
		w.Rate = p.From
	case p.Arrivals == Ramp:
		w.Rate = p.Rate / 10
	}
	return w
}

// abortError ends a run because a condition became true.
type abortError struct{ condition string }

func (e *abortError) Error() string { return "aborted on " + e.condition }
