package load_test

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/report"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// fakeSource hands out journeys that a test wrote. Taken counts them.
type fakeSource struct {
	run   func(ctx context.Context, watch *load.Stopwatch) error
	users chan struct{} // nil: never none free
	taken atomic.Int64
}

func (s *fakeSource) Next(int64) (load.Journey, bool) {
	if s.users != nil {
		select {
		case s.users <- struct{}{}:
		default:
			return load.Journey{}, false
		}
	}
	s.taken.Add(1)
	return load.Journey{Run: func(ctx context.Context, watch *load.Stopwatch) error {
		if s.users != nil {
			defer func() { <-s.users }()
		}
		return s.run(ctx, watch)
	}}, true
}

// sleeping is a journey of one call that takes d.
func sleeping(d time.Duration) func(context.Context, *load.Stopwatch) error {
	return func(ctx context.Context, watch *load.Stopwatch) error {
		return watch.Call(ctx, "step", wait(d))
	}
}

// wait is a call that takes d, or less if it is cut off.
func wait(d time.Duration) func(context.Context) error {
	return func(ctx context.Context) error {
		select {
		case <-time.After(d):
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// bubbled are options of a run in a bubble.
func bubbled(rate float64, d time.Duration) load.Options {
	o := options(rate, d)
	o.RuntimeTimers = true
	return o
}

// options are those of a short run without files.
func options(rate float64, d time.Duration) load.Options {
	return load.Options{
		Plan: load.Plan{Arrivals: load.Constant(rate), Duration: d}, MaxInFlight: 1000, Drain: 30 * time.Second,
		Series: []string{"step.rtt"}, Render: writeAll,
		Heading: load.Heading{
			Tool: report.Tool{Name: "cogbench", Version: "test"}, Scenario: "fake",
			Target: loadreport.Target{Name: "none", Endpoint: "http://127.0.0.1"},
		},
	}
}
