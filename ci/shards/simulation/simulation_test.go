package main

import (
	"math"
	"testing"
	"time"

	"github.com/cogbench/cogbench/load"
)

// within fails unless got is near want, as a share of it.
func within(t *testing.T, what string, got, want, share float64) {
	t.Helper()
	if math.Abs(got-want) > share*want {
		t.Errorf("%s is %v, want %v within %v", what, got, want, share)
	}
}

// TestDividedAsPlannedIsUndivided has the target see the same arrivals, however many
// shards make them.
func TestDividedAsPlannedIsUndivided(t *testing.T) {
	s := usual()
	want := s.play(3)
	for _, shards := range []int{1, 2, 7} {
		s.shards = shards
		got := s.play(3)
		if got.arrivals != want.arrivals || got.offered != want.offered {
			t.Errorf("%d shards: %+v, want %+v", shards, got, want)
		}
	}
	plan := load.Plan{Arrivals: s.arrivals, Duration: s.duration, Seed: 3}
	if int64(want.arrivals) != plan.Count() {
		t.Errorf("%d arrivals, the plan has %d", want.arrivals, plan.Count())
	}
}

// TestWithoutAQueueLatencyIsTheService holds the simulation to what is known of it: with
// servers enough, response times are 20 ms and an exponential tail of mean 10 ms.
func TestWithoutAQueueLatencyIsTheService(t *testing.T) {
	s := usual()
	s.servers = 200
	r := s.mean(5)
	within(t, "p50", r.p50.Seconds(), 0.020+0.010*math.Ln2, 0.01)
	within(t, "p99", r.p99.Seconds(), 0.020+0.010*math.Log(100), 0.02)
	within(t, "the rate", r.started, 400, 0.02)
}

// TestOneServerIsMD1 holds the queue to the mean wait that queueing theory gives, with
// constant service: ρ / (2 (1 − ρ)) services.
func TestOneServerIsMD1(t *testing.T) {
	s := scenario{arrivals: load.Poisson(25), duration: 2000 * time.Second, shards: 4, servers: 1}
	var all []arrival
	plan := load.Plan{Arrivals: s.arrivals, Duration: s.duration, Seed: 1}
	for due := range plan.Starts() {
		all = append(all, arrival{at: due, service: 20 * time.Millisecond})
	}
	var sum time.Duration
	for _, r := range s.serve(all) {
		sum += r
	}
	rho := 25 * 0.020
	within(t, "the mean response", sum.Seconds()/float64(len(all)), 0.020*(1+rho/(2*(1-rho))), 0.03)
}

// TestWhatGoesWrongShows holds the rows of the table to what docs/scale.md concludes of
// them.
func TestWhatGoesWrongShows(t *testing.T) {
	const seeds = 5
	plain := usual().mean(seeds)
	with := func(change func(*scenario)) result {
		s := usual()
		change(&s)
		return s.mean(seeds)
	}
	apart := with(func(s *scenario) { s.clocks = 250 * time.Millisecond })
	within(t, "p99 with clocks 250 ms apart", apart.p99.Seconds(), plain.p99.Seconds(), 0.03)
	within(t, "the rate with clocks 250 ms apart", apart.started, plain.started, 1e-9)

	steps := load.Steps{200, 560, 200}
	peak := with(func(s *scenario) { s.arrivals = steps })
	blurred := with(func(s *scenario) { s.arrivals, s.clocks = steps, 5*time.Second })
	if off := 1 - blurred.p99.Seconds()/peak.p99.Seconds(); off < 0.1 {
		t.Errorf("clocks 5 s apart take %.0f %% off the p99 of a peak of 20 s: want a tenth at least", 100*off)
	}

	late := with(func(s *scenario) { s.late = 30 * time.Second })
	within(t, "abandoned of a shard that misses half", float64(late.abandoned), plain.started*30/4, 0.05)
	if late.arrivals != plain.arrivals || late.p99 >= plain.p99 {
		t.Errorf("late: %+v, as planned %+v: want all arrivals booked, and less waiting for less load", late, plain)
	}

	lost := with(func(s *scenario) { s.lost = 1 })
	within(t, "the rate without one of four", lost.started, plain.started*3/4, 0.01)
	within(t, "p99 without one of four", lost.p99.Seconds(), plain.p99.Seconds(), 0.03)

	slow := with(func(s *scenario) { s.slow = 50 * time.Millisecond })
	if slow.p50 < plain.p50 || slow.p99 < plain.p99+25*time.Millisecond {
		t.Errorf("slow: %+v, as planned %+v: want one slow shard of four in the p99 of the whole", slow, plain)
	}
}
