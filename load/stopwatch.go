package load

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/cogbench/cogbench/internal/stopwatch"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// The pauses before a retry: full jitter up to a bound that doubles.
const (
	firstRetryPause = 100 * time.Millisecond
	maxRetryPause   = 5 * time.Second
)

// Stopwatch measures one journey: its calls, its computation and the whole. Steps
// are named as in the series that they go to. A journey uses its Stopwatch from
// one goroutine at a time. A nil Stopwatch runs what it is given and measures
// nothing.
type Stopwatch struct {
	shard   *shard // nil during the warm-up
	journey string // suffix of the series in a mix; empty otherwise
	errors  errorClasses
	retries int    // allowed for each call
	step    string // the last one
	rtt     time.Duration
	srp     time.Duration
	think   time.Duration
}

// Call runs one call under the name of its step, and measures it from its begin
// to its return. If the run allows retries and the error is retryable, the call is
// made again.
func (w *Stopwatch) Call(ctx context.Context, step string, call func(context.Context) error) error {
	return w.CallTimed(ctx, step, func(ctx context.Context) (time.Duration, error) { return 0, call(ctx) })
}

// CallTimed is Call for a call that knows what it took, from the request's sending
// to the last byte of the answer; 0 if it does not know.
func (w *Stopwatch) CallTimed(ctx context.Context, step string, call func(context.Context) (time.Duration, error)) error {
	if w == nil {
		_, err := call(ctx)
		return err
	}
	for attempt := 0; ; attempt++ {
		err := w.attempt(ctx, step, call)
		if err == nil || attempt >= w.retries || !w.errors.retryable(err) || !pause(ctx, retryPause(attempt)) {
			return err
		}
		if w.shard != nil {
			w.shard.retried()
		}
	}
}

func (w *Stopwatch) attempt(ctx context.Context, step string, call func(context.Context) (time.Duration, error)) error {
	watch := stopwatch.Start()
	took, err := call(ctx)
	if took <= 0 {
		took = watch.Elapsed()
	}
	w.rtt += took
	if w.shard != nil {
		w.shard.sent()
	}
	w.record(step, step+".rtt", took, err)
	return err
}

// Compute runs arithmetic under the name of the step that it is for.
func (w *Stopwatch) Compute(step string, work func() error) error {
	if w == nil {
		return work()
	}
	cpu := startThreadClock()
	watch := stopwatch.Start()
	err := work()
	took := watch.Elapsed()
	spent := cpu.stop(took)
	w.srp += took
	if w.shard != nil {
		w.shard.computed(spent)
	}
	w.record(step, step+".srp", took, err)
	return err
}

// Think is a user's pause between two steps or journeys. It returns early when
// the context ends.
func (w *Stopwatch) Think(ctx context.Context, d time.Duration) {
	started := time.Now()
	pause(ctx, d)
	if w != nil {
		w.think += time.Since(started)
	}
}

func (w *Stopwatch) record(step, series string, took time.Duration, err error) {
	w.step = step
	if w.shard != nil {
		w.shard.step(series, took, err == nil)
	}
}

// end books the journey.
func (w *Stopwatch) end(how outcome, err error, response, service time.Duration) {
	if w.shard == nil {
		return
	}
	values := []value{
		{loadreport.SeriesResponse, response},
		{loadreport.SeriesService, service},
		{loadreport.SeriesRTT, w.rtt},
		{loadreport.SeriesSRP, w.srp},
	}
	if w.think > 0 {
		values = append(values, value{loadreport.SeriesThink, w.think})
	}
	if w.journey != "" {
		for _, v := range values[:len(values):len(values)] {
			values = append(values, value{v.series + "@" + w.journey, v.took})
		}
	}
	var why loadreport.Failure
	if how == failed {
		why = loadreport.Failure{Step: w.step, Type: w.errors.classify(err)}
		if why.Step == "" {
			why.Step = "journey"
		}
	}
	w.shard.end(how, why, values)
}

// retryPause is drawn from 0 to a bound that doubles with each attempt.
func retryPause(attempt int) time.Duration {
	bound := maxRetryPause
	if attempt < 6 {
		bound = min(bound, firstRetryPause<<attempt)
	}
	return rand.N(bound)
}

// pause waits and reports whether the context let it.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
