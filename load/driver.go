package load

import (
	"context"
	"errors"
	"iter"
	"sync"
	"time"

	loadreport "github.com/cogbench/cogbench/report/load"
)

// Journey is one pass of one user through the protocol.
type Journey struct {
	// Name sets the kinds of journeys of a mix apart; empty if there is one kind.
	Name string
	// Run makes the pass and has the stopwatch measure its steps. It returns soon
	// after its context ends.
	Run func(ctx context.Context, watch *Stopwatch) error
}

// Source hands out journeys. It is called from one goroutine.
type Source interface {
	// Next reserves what a journey needs, such as a user, until its Run returns. It
	// never waits: false means that nothing is free. The journey is that of the
	// arrival with this number, from 0, in the whole plan with its warm-up: numbers
	// rise in a run and, where others drive the rest of the plan or arrivals were
	// missed, have gaps.
	Next(arrival int64) (Journey, bool)
}

// cutOffPatience is how long journeys may take to return after they were cut
// off. Any that take longer are counted and abandoned.
const cutOffPatience = time.Second

// warmupSlack is how late a start of the warm-up may be made.
const warmupSlack = 100 * time.Millisecond

// errCutOff ends the journeys that outlive their run.
var errCutOff = errors.New("the run is over")

// driver starts the journeys of one run when they fall due.
type driver struct {
	source   Source
	recorder *recorder
	errors   errorClasses
	retries  int
	slots    chan struct{} // one for each journey in flight
	sleeper  sleeper

	flying sync.WaitGroup
	n      int64 // arrivals so far
	missed reasons
}

// reasons counts why arrivals were not started: every slot was taken, no user
// was free, or they fell due before the run could begin or while it was ended.
type reasons struct{ slots, users, late int64 }

func newDriver(source Source, r *recorder, o Options) *driver {
	d := &driver{
		source: source, recorder: r, errors: o.classes(), retries: o.Retries,
		slots: make(chan struct{}, o.MaxInFlight), sleeper: runtimeSleeper{},
	}
	if !o.RuntimeTimers {
		d.sleeper = newSleeper()
	}
	return d
}

// course is what drive is to start.
type course struct {
	epoch    time.Time // what the arrivals count from
	arrivals iter.Seq2[int64, time.Duration]
	first    int64         // the number of the arrival that arrivals numbers 0
	measured bool          // whether what happens counts
	booked   time.Duration // arrivals before this were counted by others
	late     time.Duration // arrivals before this were due before the driver was there
}

// drive starts a journey at every arrival of the course. It returns when the course
// ends or the context does; arrivals that had fallen due by then are accounted for.
// Journeys run on under run, not under ctx.
func (d *driver) drive(ctx, run context.Context, c course) {
	var stopped time.Duration // how far the course had come when ctx ended
	for n, due := range c.arrivals {
		if due < c.booked {
			continue
		}
		if stopped == 0 && !d.sleepUntil(ctx, c.epoch.Add(due)) {
			stopped = max(time.Since(c.epoch), 1)
		}
		switch {
		case due < c.late:
			d.miss(c.measured, &d.missed.late)
		case stopped == 0:
			d.begin(run, c.first+n, c.epoch.Add(due), c.measured)
		case due <= stopped:
			d.miss(c.measured, &d.missed.late)
		default:
			return
		}
	}
}

// wait waits for the instant at which a run begins, and tells so.
func (d *driver) wait(ctx context.Context, instant time.Time, live func(Progress)) {
	if left := time.Until(instant); left > 0 && live != nil {
		live(Progress{Waiting: true, Left: left})
	}
	d.sleepUntil(ctx, instant)
}

// warm drives what precedes the plan that begins at epoch, or what is left of it, and
// returns how many arrivals that has in all shards.
func (d *driver) warm(ctx, run context.Context, o Options, epoch time.Time) int64 {
	if o.Warmup == 0 {
		return 0
	}
	left := time.Until(epoch)
	plan := o.Plan.warmup(o.Warmup)
	if left > 0 && ctx.Err() == nil {
		if o.Live != nil {
			o.Live(Progress{Warming: true, Left: left.Round(warmupSlack)})
		}
		d.drive(ctx, run, course{epoch: epoch.Add(-o.Warmup), arrivals: plan.arrivals(), late: o.Warmup - left - warmupSlack})
		d.sleepUntil(ctx, epoch)
	}
	return plan.Count()
}

// begin starts the journey planned for the instant, or counts it as abandoned.
func (d *driver) begin(run context.Context, arrival int64, planned time.Time, measured bool) {
	select {
	case d.slots <- struct{}{}:
	default:
		d.miss(measured, &d.missed.slots)
		return
	}
	journey, ok := d.source.Next(arrival)
	if !ok {
		<-d.slots
		d.miss(measured, &d.missed.users)
		return
	}
	d.n++
	watch := &Stopwatch{journey: journey.Name, errors: d.errors, retries: d.retries}
	if measured {
		watch.shard = d.recorder.shard(d.n)
		watch.shard.begin()
	}
	d.flying.Go(func() {
		defer func() { <-d.slots }()
		pass(run, journey, watch, planned)
	})
}

// miss counts an arrival as abandoned, for the reason given.
func (d *driver) miss(measured bool, reason *int64) {
	if measured {
		*reason++
		d.recorder.shard(d.n).notStarted()
	}
}

// pass runs one journey and books it.
func pass(run context.Context, journey Journey, watch *Stopwatch, planned time.Time) {
	started := time.Now()
	if watch.shard != nil {
		watch.shard.step(loadreport.SeriesLag, started.Sub(planned), true)
	}
	err := journey.Run(run, watch)
	ended := time.Now().Add(-watch.think) // users do not wait while they think
	how := succeeded
	switch {
	case err != nil && errors.Is(context.Cause(run), errCutOff):
		how = cutOff
	case err != nil:
		how = failed
	}
	watch.end(how, err, ended.Sub(planned), ended.Sub(started))
}

// drain waits for the journeys in flight: for patience, less when the context ends,
// then for what cutting them off takes. cut ends the context that they run under.
func (d *driver) drain(ctx context.Context, patience time.Duration, cut context.CancelCauseFunc) {
	done := make(chan struct{})
	go func() {
		d.flying.Wait()
		close(done)
	}()
	defer cut(errCutOff)
	if await(ctx, done, patience, interruptPatience) {
		return
	}
	cut(errCutOff)
	await(ctx, done, cutOffPatience, cutOffPatience)
	d.recorder.close()
}

// sleepUntil waits for the instant and reports whether the context let it.
func (d *driver) sleepUntil(ctx context.Context, instant time.Time) bool {
	for wait := time.Until(instant); wait > 0 && ctx.Err() == nil; wait = time.Until(instant) {
		d.sleeper.wait(ctx, wait)
	}
	return ctx.Err() == nil
}
