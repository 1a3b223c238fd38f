package load_test

import (
	"fmt"
	"hash/fnv"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/cogbench/cogbench/load"
	loadreport "github.com/cogbench/cogbench/report/load"
)

func TestConstantPlanIsEvenAndDoesNotDrift(t *testing.T) {
	for _, rate := range []float64{0.5, 3, 7, 50, 333, 9_999} {
		n := 0
		for due := range (load.Plan{Arrivals: load.Constant(rate), Duration: 10 * time.Minute}).Starts() {
			want := time.Duration(float64(n) / rate * float64(time.Second))
			if off := (due - want).Abs(); off > time.Microsecond {
				t.Fatalf("rate %v: start %d is at %v, %v off", rate, n, due, off)
			}
			n++
		}
		// The limiter rounds to a nanosecond, so that the last start can fall
		// just before the end.
		if want := int(math.Round(rate * 600)); n < want || n > want+1 {
			t.Errorf("rate %v: %d starts in 10 min, want %d", rate, n, want)
		}
	}
}

func TestRandomPlansKeepTheirMeanRate(t *testing.T) {
	tests := map[string]struct {
		plan load.Plan
		want float64
	}{
		"poisson":     {load.Plan{Arrivals: load.Poisson(200)}, 200 * 100},
		"ramp from 0": {load.Plan{Arrivals: load.Ramp{To: 400}}, 200 * 100},
		"ramp down":   {load.Plan{Arrivals: load.Ramp{From: 300, To: 100}}, 200 * 100},
		"steps":       {load.Plan{Arrivals: load.Steps{100, 200, 300}}, 200 * 100},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.plan.Duration, test.plan.Seed = 100*time.Second, 7
			n := float64(test.plan.Count())
			if off := math.Abs(n-test.want) / math.Sqrt(test.want); off > 4 {
				t.Errorf("%v starts, want %v: %.1f standard deviations off", n, test.want, off)
			}
		})
	}
}

func TestPoissonGapsAreExponential(t *testing.T) {
	plan := load.Plan{Arrivals: load.Poisson(100), Duration: 200 * time.Second, Seed: 1}
	var last time.Duration
	var gaps []float64
	for due := range plan.Starts() {
		gaps = append(gaps, (due-last).Seconds()*plan.Peak())
		last = due
	}
	slices.Sort(gaps)
	// The share of gaps up to q means is 1 − e^−q.
	for _, q := range []float64{0.1, 0.5, 1, 2, 3} {
		i, _ := slices.BinarySearch(gaps, q)
		if got, want := float64(i)/float64(len(gaps)), 1-math.Exp(-q); math.Abs(got-want) > 0.015 {
			t.Errorf("%.3f of the gaps are below %v means, want %.3f", got, q, want)
		}
	}
}

func TestRampGrowsLinearly(t *testing.T) {
	plan := load.Plan{Arrivals: load.Ramp{From: 100, To: 500}, Duration: 40 * time.Second, Seed: 3}
	quarters := make([]float64, 4)
	for due := range plan.Starts() {
		quarters[int(due/(10*time.Second))]++
	}
	for i, want := range []float64{1500, 2500, 3500, 4500} {
		if off := math.Abs(quarters[i]-want) / math.Sqrt(want); off > 4 {
			t.Errorf("quarter %d has %v starts, want %v", i, quarters[i], want)
		}
	}
}

func TestPlansAreOrderedAndRepeatable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.Float64Range(0.1, 2000).Draw(t, "rate")
		from := rapid.Float64Range(0.1, 2000).Draw(t, "from")
		steps := rapid.SliceOfN(rapid.Float64Range(0.1, 2000), 1, 5).Draw(t, "steps")
		plan := load.Plan{
			Arrivals: rapid.SampledFrom([]load.Arrivals{
				load.Constant(rate), load.Poisson(rate), load.Ramp{From: from, To: rate}, load.Steps(steps),
			}).Draw(t, "arrivals"),
			Duration: time.Duration(rapid.IntRange(1, 5000).Draw(t, "ms")) * time.Millisecond,
			Seed:     rapid.Uint64().Draw(t, "seed"),
			Cap:      rapid.SampledFrom([]float64{0, 5, 500}).Draw(t, "cap"),
		}
		if err := plan.Validate(); err != nil {
			t.Fatal(err)
		}
		first, second := slices.Collect(plan.Starts()), slices.Collect(plan.Starts())
		if !slices.Equal(first, second) {
			t.Fatal("two drawings of one plan differ")
		}
		if !slices.IsSorted(first) {
			t.Fatal("starts are out of order")
		}
		for i, due := range first {
			if due < 0 || due >= plan.Duration {
				t.Fatalf("start at %v of a plan of %v", due, plan.Duration)
			}
			if plan.Cap > 0 && i > 0 && (due-first[i-1]).Seconds() < 0.999/plan.Cap {
				t.Fatalf("starts %v and %v exceed %v a second", first[i-1], due, plan.Cap)
			}
		}
	})
}

// TestSeedsKeepTheirArrivals holds a seed to the arrivals that it has always had, so
// that a run can be compared with one of an earlier version.
func TestSeedsKeepTheirArrivals(t *testing.T) {
	tests := map[string]struct {
		arrivals load.Arrivals
		most     float64
		starts   int64
		hash     uint64 // of the instants in nanoseconds, a line each
	}{
		"constant":    {load.Constant(7), 0, 140, 0xfd7ffd38463c3e23},
		"poisson":     {load.Poisson(50), 0, 983, 0x1e18da31beb17158},
		"ramp":        {load.Ramp{From: 5, To: 80}, 0, 816, 0x56536e9f820bd265},
		"ramp from 0": {load.Ramp{To: 80}, 0, 769, 0x2ebffe9f6e57144c},
		"ramp down":   {load.Ramp{From: 80, To: 5}, 0, 816, 0x7eb6edd6d390f554},
		"steps":       {load.Steps{5, 10, 40}, 0, 344, 0xda49169c5872df01},
		"capped":      {load.Poisson(50), 40, 799, 0x9fd78b940fb013d},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			plan := load.Plan{Arrivals: test.arrivals, Cap: test.most, Duration: 20 * time.Second, Seed: 42}
			hash := fnv.New64a()
			for due := range plan.Starts() {
				fmt.Fprintln(hash, due.Nanoseconds())
			}
			if n := plan.Count(); n != test.starts || hash.Sum64() != test.hash {
				t.Errorf("%d starts, hash %#x: want %d, %#x", n, hash.Sum64(), test.starts, test.hash)
			}
		})
	}
}

// every is a law of arrivals of one's own: a start per interval.
type every time.Duration

func (e every) Starts(d time.Duration, _ *rand.Rand) iter.Seq[time.Duration] {
	return func(yield func(time.Duration) bool) {
		for due := time.Duration(e); due < d && yield(due); {
			due += time.Duration(e)
		}
	}
}

func (e every) Rates() (first, peak float64) {
	return 1 / time.Duration(e).Seconds(), 1 / time.Duration(e).Seconds()
}
func (e every) Validate() error                { return nil }
func (e every) Describe(plan *loadreport.Plan) { plan.Arrivals = "every" }

func TestArrivalsOfOnesOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := bubbled(1, 10*time.Second)
		o.Plan.Arrivals = every(2 * time.Second)
		l := run(t, t.Context(), &fakeSource{run: sleeping(time.Millisecond)}, o).Load
		if l.Journeys.Succeeded != 4 || l.Plan.Arrivals != "every" || l.Plan.Starts != 4 {
			t.Errorf("%+v of %+v, want the 4 starts before the end", l.Journeys, l.Plan)
		}
	})
}

func TestPlanValidate(t *testing.T) {
	good := load.Plan{Arrivals: load.Constant(10), Duration: time.Minute}
	tests := map[string]struct {
		change func(*load.Plan)
		want   string
	}{
		"good":          {func(*load.Plan) {}, ""},
		"no rate":       {func(p *load.Plan) { p.Arrivals = load.Constant(0) }, "rate 0"},
		"negative rate": {func(p *load.Plan) { p.Arrivals = load.Constant(-1) }, "rate -1"},
		"not a number":  {func(p *load.Plan) { p.Arrivals = load.Constant(math.NaN()) }, "rate NaN"},
		"infinite":      {func(p *load.Plan) { p.Arrivals = load.Constant(math.Inf(1)) }, "rate +Inf"},
		"no duration":   {func(p *load.Plan) { p.Duration = 0 }, "duration 0s"},
		"no arrivals":   {func(p *load.Plan) { p.Arrivals = nil }, "no arrivals"},
		"no steps":      {func(p *load.Plan) { p.Arrivals = load.Steps{} }, "0 steps"},
		"bad step":      {func(p *load.Plan) { p.Arrivals = load.Steps{1, 0} }, "steps: rate 0"},
		"bad start":     {func(p *load.Plan) { p.Arrivals = load.Ramp{From: -2, To: 10} }, "start of the ramp: rate -2"},
		"bad cap":       {func(p *load.Plan) { p.Cap = -1 }, "cap -1"},
		"too many":      {func(p *load.Plan) { p.Arrivals, p.Duration = load.Constant(90_000), 24*time.Hour }, "more than 100000000 starts"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			plan := good
			test.change(&plan)
			err := plan.Validate()
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}
