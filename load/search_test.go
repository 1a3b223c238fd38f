package load_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cogbench/cogbench/load"
	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/scenarios"
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

// searchJob looks for the rate of a made-up target by way of a local journey's
// options.
func searchJob(t *testing.T, from, highest float64, thresholds ...string) *load.Job {
	t.Helper()
	o := bubbled(from, 2*time.Second)
	o.Thresholds, o.Drain = parse(t, thresholds...), 20*time.Second
	return &load.Job{
		Mix: single(t, "srp-math"), Users: 10, Options: o,
		Search: &load.Search{Probe: 10 * time.Second, Max: highest},
	}
}

func TestSearchFindsTheCapacity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		target := newStation() // 100 a second at most
		source := &fakeSource{run: func(ctx context.Context, watch *load.Watch) error {
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
		source := &fakeSource{run: func(context.Context, *load.Watch) error { return errors.New("down") }}
		o := bubbled(10, time.Second)
		o.Thresholds = parse(t, "rate(failed) < 1%")
		_, curve, err := (&load.Search{Probe: time.Second, Max: 1000}).Find(t.Context(), source, o)
		if !errors.Is(err, load.ErrNoRate) || len(curve) == 0 {
			t.Errorf("%v after %d probes", err, len(curve))
		}
	})
}

// TestSearchWithoutARateHasAReport: the curve, and what the lowest rate missed.
func TestSearchWithoutARateHasAReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		job := searchJob(t, 10, 1000, "min(journey.response) > 1h")
		job.Search.Probe = time.Second
		if err := job.Check(); err != nil {
			t.Fatal(err)
		}
		job.Options.InBubble()
		result, err := job.Run(t.Context(), nil)
		if !errors.Is(err, load.ErrNoRate) || result == nil {
			t.Fatalf("%v, %v", result, err)
		}
		curve := result.Load.Search
		if len(curve) < 5 || result.Load.Plan.Rate != curve[len(curve)-1].Rate || len(result.Load.Missed()) == 0 {
			t.Errorf("%+v, rate %v, missed %v", curve, result.Load.Plan.Rate, result.Load.Missed())
		}
	})
}

// TestSearchWithRareArrivals has a plan whose probes draw no arrival at first.
func TestSearchWithRareArrivals(t *testing.T) {
	for seed := range uint64(8) {
		synctest.Test(t, func(t *testing.T) {
			o := bubbled(1, 10*time.Second)
			o.Plan.Arrivals, o.Plan.Seed, o.Thresholds = load.Poisson, seed, parse(t, "rate(failed) < 1%")
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

func TestJobChecks(t *testing.T) {
	tests := map[string]struct {
		change func(*load.Job)
		want   string
	}{
		"good":            {func(*load.Job) {}, ""},
		"no threshold":    {func(j *load.Job) { j.Options.Thresholds = nil }, "at least one threshold"},
		"ramp":            {func(j *load.Job) { j.Options.Plan.Arrivals = load.Ramp }, "ramp arrivals have several"},
		"no probe":        {func(j *load.Job) { j.Search.Probe = 0 }, "the probes need a length"},
		"falling":         {func(j *load.Job) { j.Search.Max = 1 }, "the rates have to rise"},
		"nobody":          {func(j *load.Job) { j.Users = 0 }, "0 users"},
		"unknown series":  {func(j *load.Job) { j.Options.Thresholds = parse(t, "p99(refresh.rtt) < 1s") }, "initiate_auth.srp"},
		"unknown journey": {func(j *load.Job) { j.Mix.Visits[0].Journeys = []string{"nap"} }, `unknown journey "nap"`},
		"codes": {func(j *load.Job) {
			j.Mix, j.Search = single(t, "mfa-signin"), nil
			j.Options.Thresholds = nil
		}, "300 are needed"},
		"codes at the highest rate": {func(j *load.Job) {
			j.Mix, j.Users, j.Options.Thresholds = single(t, "mfa-signin"), 300, parse(t, "rate(failed) < 1%")
		}, "are needed"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			job := searchJob(t, 10, 100, "p99(initiate_auth.srp) < 1s")
			test.change(job)
			err := job.Check()
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

func TestLocalJob(t *testing.T) {
	o := options(50, 500*time.Millisecond)
	o.Directory = t.TempDir()
	job := &load.Job{Mix: single(t, "srp-math"), Users: 20, Options: o}
	if err := job.Check(); err != nil {
		t.Fatal(err)
	}
	result, err := job.Run(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	l := result.Load
	checkBooks(t, &l)
	if !job.Local() || l.Journeys.Succeeded != 25 || l.Scenario != "srp-math" || l.Plan.Users != 20 || len(l.Visits) != 1 {
		t.Errorf("%+v %+v", l.Journeys, l.Plan)
	}
	if l.Driver.CPUSecondsInSRP <= 0 || l.Driver.CPUSecondsInSRP > l.Driver.CPUSeconds || l.FindSeries(loadreport.SeriesSRP).Count != 25 {
		t.Errorf("%+v", l.Driver)
	}
}

func TestJobOnAPool(t *testing.T) {
	made := newTarget(t, nil)
	mix, err := scenarios.FindMix("remembered-vs-mfa")
	if err != nil {
		t.Fatal(err)
	}
	job := &load.Job{Mix: mix, Users: 160, Options: options(10, 2*time.Second)}
	job.Options.Directory = t.TempDir()
	if err := job.Check(); err != nil {
		t.Fatal(err)
	}
	result, err := job.Run(t.Context(), made)
	if err != nil {
		t.Fatal(err)
	}
	checkBooks(t, &result.Load)
	if result.Load.Journeys.Succeeded != 20 {
		t.Errorf("%+v %+v", result.Load.Journeys, result.Load.Errors)
	}
}
