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
	// Name tells the journeys of a mix apart; empty where there is one kind.
	Name string
	// Run makes the pass and reports its steps to the watch. It returns soon
	// after its context ends.
	Run func(ctx context.Context, watch *Watch) error
}

// Source hands out journeys. It is called from one goroutine.
type Source interface {
	// Next reserves what the next journey needs, such as a user, until its Run
	// returns. It never waits: false tells that nothing is free.
	Next() (Journey, bool)
}

// cutOffPatience is how long journeys may take to return after they were cut
// off. Who takes longer is counted and left behind.
const cutOffPatience = time.Second

// errCutOff ends the journeys that outlive their run.
var errCutOff = errors.New("the run is over")

// driver starts the journeys of one run when they fall due.
type driver struct {
	source   Source
	recorder *recorder
	retries  int
	slots    chan struct{} // one for each journey in flight
	alarm    alarm

	crew   crew
	flying sync.WaitGroup
	n      int64 // arrivals so far
	missed reasons
}

// reasons counts why arrivals were not started: every slot was taken, no user
// was free, or the run was ended while they were late.
type reasons struct{ slots, users, late int64 }

func newDriver(source Source, r *recorder, o Options) *driver {
	d := &driver{source: source, recorder: r, retries: o.Retries, slots: make(chan struct{}, o.MaxInFlight), alarm: o.alarm}
	if d.alarm == nil {
		d.alarm = newAlarm()
	}
	return d
}

// drive starts a journey at every start of the plan, counted from epoch. It
// returns when the plan ends or the context does; arrivals that had fallen due
// by then are accounted for. Journeys run on under run, not under ctx.
func (d *driver) drive(ctx, run context.Context, epoch time.Time, starts iter.Seq[time.Duration], measured bool) {
	var stopped time.Duration // how far the plan had come when ctx ended
	for due := range starts {
		if stopped == 0 && !d.sleepUntil(ctx, epoch.Add(due)) {
			stopped = max(time.Since(epoch), 1)
		}
		switch {
		case stopped == 0:
			d.begin(run, epoch.Add(due), measured)
		case due <= stopped:
			d.miss(measured, &d.missed.late)
		default:
			return
		}
	}
}

// begin starts the journey planned for the instant, or counts it as abandoned.
func (d *driver) begin(run context.Context, planned time.Time, measured bool) {
	select {
	case d.slots <- struct{}{}:
	default:
		d.miss(measured, &d.missed.slots)
		return
	}
	journey, ok := d.source.Next()
	if !ok {
		<-d.slots
		d.miss(measured, &d.missed.users)
		return
	}
	d.n++
	watch := &Watch{journey: journey.Name, retries: d.retries}
	if measured {
		watch.shard = d.recorder.shard(d.n)
		watch.shard.begin()
	}
	d.flying.Add(1)
	d.crew.do(func() {
		defer d.flying.Done()
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
func pass(run context.Context, journey Journey, watch *Watch, planned time.Time) {
	started := time.Now()
	if watch.shard != nil {
		watch.shard.step(loadreport.SeriesLag, started.Sub(planned), true)
	}
	err := journey.Run(run, watch)
	ended := time.Now().Add(-watch.think) // nobody waits while they think
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
	defer d.crew.close()
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
		d.alarm.wait(ctx, wait)
	}
	return ctx.Err() == nil
}
