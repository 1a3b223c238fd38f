package load

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/cogbench/cogbench/report"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// interruptPatience is how long in-flight journeys may continue after an interrupt
// or an abort.
const interruptPatience = 2 * time.Second

// Options say how a run is driven and where its results go.
type Options struct {
	Plan Plan
	// Warmup is driven before the plan, at its first rate, and not measured.
	Warmup time.Duration
	// StartAt is the instant at which the plan begins, for runs that begin together;
	// zero: as soon as the warm-up is over. Arrivals that are due before the driver
	// is there are abandoned, not moved.
	StartAt time.Time
	// MaxInFlight is how many journeys may be under way at once.
	MaxInFlight int
	// Retries is how often a call is repeated if its error is Retryable.
	Retries int
	// Retryable reports whether a call may succeed when it is repeated; nil: none
	// may.
	Retryable func(error) bool
	// Classify names what a journey failed with, in a word without spaces, for the
	// counts of a report; Classify if nil.
	Classify func(error) string
	// Drain is how long the journeys in flight may go on after the plan's end.
	Drain time.Duration
	// AllowAbandoned keeps abandoned journeys from failing the run.
	AllowAbandoned bool
	Thresholds     []Threshold
	// AbortOn are conditions that end the run as soon as one is true.
	AbortOn []Threshold
	// Series names what the journeys' steps record: they are in the report even
	// if a step never ran, and conditions may name no others.
	Series []string
	// Directory receives load.json, which is replaced every second, and the interval
	// log; nothing is written if it is empty.
	Directory string
	// Render writes the report of the whole run into Directory, load.json among it;
	// nil writes load.json alone.
	Render func(directory string, l *loadreport.Report, total *loadreport.Total) error
	// Heading is what the report says of the run beside its figures.
	Heading Heading
	// Connections returns what the target's transport opened so far; may be nil.
	Connections func() Connections
	// Live receives the figures so far every second; may be nil. It must not
	// keep what it is given.
	Live func(Progress)
	// TuneRuntime sets up the whole process while journeys are driven: one more
	// processor for Go (GOMAXPROCS) and fewer collections (GOGC=400). It is for a
	// program that does nothing else meanwhile.
	TuneRuntime bool
	// RuntimeTimers has journeys started by the runtime's timers, whose clock a
	// bubble of testing/synctest sets, and not by the most exact of the system.
	RuntimeTimers bool
}

// Heading is what a report says of a run beside its figures, as loadreport.Report and
// loadreport.Plan describe it.
type Heading struct {
	Tool     report.Tool
	Target   loadreport.Target
	Scenario string
	Visits   []loadreport.Visit
	Search   []loadreport.Probe
	// Notes are remarks that a reader of the figures has to know.
	Notes []string
	// Users is the size of the population, of which a shard has its share.
	Users int
	// Clock is how this machine's clock compares with others'; nil if not measured.
	Clock *loadreport.Clock
	// EphemeralBits and OneA are how the clients compute.
	EphemeralBits int
	OneA          bool
}

// Connections counts what a transport opened.
type Connections struct {
	// Dialed counts TCP connections, Handshakes TLS handshakes.
	Dialed, Handshakes int64
}

// Progress is a running run.
type Progress struct {
	// Waiting is true until the instant of a run that has one is near, in Left.
	Waiting bool
	// Warming is true until the warm-up is over; until then no figure counts.
	Warming bool
	// Elapsed is the time since the plan's beginning, Left until its end.
	Elapsed, Left time.Duration
	// Load holds all figures so far, Second those of the last second; both are empty
	// until the plan begins.
	Load   *loadreport.Report
	Second loadreport.Second
	Total  *loadreport.Total
}

// Result is what a run found.
type Result struct {
	Load  loadreport.Report
	Total *loadreport.Total
}

// Validate returns what is wrong with the options, if anything.
func (o Options) Validate() error {
	if err := o.Plan.Validate(); err != nil {
		return err
	}
	if o.Warmup < 0 || o.Warmup > maxDuration {
		return fmt.Errorf("warm-up %v: must be between 0 and %v", o.Warmup, maxDuration)
	}
	if err := o.validateStart(time.Now()); err != nil {
		return err
	}
	if o.MaxInFlight < 1 {
		return fmt.Errorf("%d journeys in flight: at least 1 is required", o.MaxInFlight)
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
	if o.Plan.share(o.Plan.Count()) == 0 {
		return fmt.Errorf("no journey would start in %v at %v per second: raise the rate or the duration", o.Plan.Duration, o.Plan.Shard.Part(o.Plan.Peak()))
	}
	return nil
}

// maxAhead bounds how far ahead a run's beginning may be.
const maxAhead = 24 * time.Hour

func (o Options) validateStart(now time.Time) error {
	switch end := o.StartAt.Add(o.Plan.Duration); {
	case o.StartAt.IsZero():
		return nil
	case !now.Before(end):
		return fmt.Errorf("the plan was to start at %s and ended at %s: give a later start", o.StartAt.Format(time.RFC3339), end.Format(time.RFC3339))
	case o.StartAt.Sub(now) > maxAhead:
		return fmt.Errorf("the plan is to start at %s: give a start within %v", o.StartAt.Format(time.RFC3339), maxAhead)
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
	restore := func() {}
	if o.TuneRuntime {
		restore = tuneRuntime()
	}
	recorder := newRecorder(4 * runtime.NumCPU())
	driver := newDriver(source, recorder, o)
	defer driver.sleeper.close()
	run, cut := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cut(nil)
	dispatch, stop := context.WithCancelCause(ctx)
	defer stop(nil)

	now := time.Now()
	epoch := now.Add(o.Warmup)
	if !o.StartAt.IsZero() {
		epoch = now.Add(o.StartAt.Sub(now)) // on the clock that never steps
	}
	late := max(0, now.Sub(epoch)) // who was there in time and woke late has lag instead
	monitor := newMonitor(o, recorder, epoch, stop)
	driver.wait(dispatch, epoch.Add(-o.Warmup), o.Live)
	warmed := driver.warm(dispatch, run, o, epoch)
	begun := dispatch.Err() == nil
	if !begun { // nothing has fallen due, and nothing will
		epoch, late = time.Now(), 0
	}
	booked := monitor.start(epoch, late)

	if begun {
		driver.drive(dispatch, run, course{epoch: epoch, arrivals: o.Plan.arrivals(), first: warmed, measured: true, booked: booked, late: late})
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

// abortError ends a run because a condition became true.
type abortError struct{ condition string }

func (e *abortError) Error() string { return "aborted on " + e.condition }
