package load_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cogbench/cogbench/load"
)

// station serves one call at a time, as a target of so many calls a second.
type station struct{ turn chan struct{} }

func newStation() station { return station{make(chan struct{}, 1)} }

func (s station) serve(took time.Duration) func(context.Context) error {
	return func(ctx context.Context) error {
		select {
		case s.turn <- struct{}{}:
			defer func() { <-s.turn }()
			return wait(took)(ctx)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func TestSearchFindsTheCapacity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		target := newStation() // 100 a second at most
		source := &fakeSource{run: func(ctx context.Context, watch *load.Stopwatch) error {
			return watch.Call(ctx, "step", target.serve(10*time.Millisecond))
		}}
		o := bubbled(5, time.Second)
		o.Thresholds, o.Drain = parse(t, "p99(journey.response) < 100ms"), 20*time.Second
		search := &load.Search{Probe: 10 * time.Second, Max: 1000}
		rate, curve, err := search.Find(t.Context(), source, o)
		if err != nil {
			t.Fatal(err)
		}
		if rate < 90 || rate > 101 {
			t.Errorf("found %v a second, the target does 100: %+v", rate, curve)
		}
		for _, p := range curve {
			if p.OK != (p.Rate <= 101) || !p.OK && len(p.Missed) == 0 {
				t.Errorf("%+v", p)
			}
		}
	})
}

func TestSearchWithoutARate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &fakeSource{run: func(context.Context, *load.Stopwatch) error { return errors.New("down") }}
		o := bubbled(10, time.Second)
		o.Thresholds = parse(t, "rate(failed) < 1%")
		_, curve, err := (&load.Search{Probe: time.Second, Max: 1000}).Find(t.Context(), source, o)
		if !errors.Is(err, load.ErrNoRate) || len(curve) == 0 {
			t.Errorf("%v after %d probes", err, len(curve))
		}
	})
}

// TestSearchWithRareArrivals has a plan whose probes draw no arrival at first.
func TestSearchWithRareArrivals(t *testing.T) {
	for seed := range uint64(8) {
		synctest.Test(t, func(t *testing.T) {
			o := bubbled(1, 10*time.Second)
			o.Plan.Arrivals, o.Plan.Seed, o.Thresholds = load.Poisson(1), seed, parse(t, "rate(failed) < 1%")
			rate, curve, err := (&load.Search{Probe: time.Second, Max: 4}).Find(t.Context(), &fakeSource{run: sleeping(time.Millisecond)}, o)
			if err != nil || rate != 4 {
				t.Errorf("seed %d: %v, %+v, %v", seed, rate, curve, err)
			}
		})
	}
}

func TestSearchStopsAtItsHighestRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := bubbled(10, time.Second)
		o.Thresholds = parse(t, "rate(failed) < 1%")
		rate, _, err := (&load.Search{Probe: time.Second, Max: 50}).Find(t.Context(), &fakeSource{run: sleeping(time.Millisecond)}, o)
		if err != nil || rate != 50 {
			t.Errorf("%v, %v", rate, err)
		}
	})
}

func TestSearchIsChecked(t *testing.T) {
	good := options(10, time.Second)
	good.Thresholds = parse(t, "rate(failed) < 1%")
	tests := map[string]struct {
		change func(*load.Options, *load.Search)
		want   string
	}{
		"good":         {func(*load.Options, *load.Search) {}, ""},
		"no threshold": {func(o *load.Options, _ *load.Search) { o.Thresholds = nil }, "at least one threshold"},
		"ramp":         {func(o *load.Options, _ *load.Search) { o.Plan.Arrivals = load.Ramp{To: 10} }, "ramp arrivals have several"},
		"no probe":     {func(_ *load.Options, s *load.Search) { s.Probe = 0 }, "probes must last"},
		"falling":      {func(_ *load.Options, s *load.Search) { s.Max = 1 }, "the rates must rise"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			o, search := good, load.Search{Probe: time.Second, Max: 100}
			test.change(&o, &search)
			err := search.Validate(o)
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}
