package load_test

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/cogbench/cogbench/load"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// anyPlan draws a plan of any arrivals.
func anyPlan(t *rapid.T) load.Plan {
	rate := rapid.Float64Range(0.5, 500).Draw(t, "rate")
	from := rapid.Float64Range(0.5, 500).Draw(t, "from")
	steps := rapid.SliceOfN(rapid.Float64Range(0.5, 500), 1, 5).Draw(t, "steps")
	return load.Plan{
		Arrivals: rapid.SampledFrom([]load.Arrivals{
			load.Constant(rate), load.Poisson(rate), load.Ramp{From: from, To: rate}, load.Ramp{To: rate}, load.Steps(steps),
		}).Draw(t, "arrivals"),
		Duration: time.Duration(rapid.IntRange(1, 5000).Draw(t, "ms")) * time.Millisecond,
		Seed:     rapid.Uint64().Draw(t, "seed"),
		Cap:      rapid.SampledFrom([]float64{0, 5, 100}).Draw(t, "cap"),
	}
}

func TestShardsAreThePlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := anyPlan(t)
		whole := slices.Collect(plan.Starts())
		for of := 1; of <= 16; of++ {
			var union []time.Duration
			for index := 1; index <= of; index++ {
				part := plan
				part.Shard = load.Shard{Index: index, Of: of}
				if err := part.Validate(); err != nil {
					t.Fatal(err)
				}
				starts := slices.Collect(part.Starts())
				if want := load.Deal(part.Shard, whole); !slices.Equal(starts, want) {
					t.Fatalf("shard %d of %d starts at %v, want %v", index, of, starts, want)
				}
				if len(starts) != part.Shard.Share(len(whole)) {
					t.Fatalf("shard %d of %d has %d starts of %d", index, of, len(starts), len(whole))
				}
				union = append(union, starts...)
			}
			slices.Sort(union)
			if !slices.Equal(union, whole) {
				t.Fatalf("%d shards start at %v, the plan at %v", of, union, whole)
			}
		}
	})
}

func TestShardsThatAreNone(t *testing.T) {
	for _, s := range []load.Shard{{Index: 1}, {Of: 2}, {Index: 3, Of: 2}, {Index: -1, Of: 2}} {
		plan := load.Plan{Arrivals: load.Constant(10), Duration: time.Minute, Shard: s}
		if err := plan.Validate(); err == nil || !strings.Contains(err.Error(), "there is no shard") {
			t.Errorf("%+v: error %v", s, err)
		}
	}
}

// numbered is a source that keeps which arrivals it was asked for.
type numbered struct {
	fakeSource
	mu      sync.Mutex
	numbers []int64
}

func (n *numbered) Next(arrival int64) (load.Journey, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.numbers = append(n.numbers, arrival)
	return n.fakeSource.Next(arrival)
}

// TestArrivalsKeepTheirNumbers has shards ask for the journeys of the whole plan's
// arrivals, those of the warm-up first.
func TestArrivalsKeepTheirNumbers(t *testing.T) {
	asked := func(t *testing.T, s load.Shard) []int64 {
		source := &numbered{fakeSource: fakeSource{run: sleeping(time.Millisecond)}}
		synctest.Test(t, func(t *testing.T) {
			o := bubbled(10, 3*time.Second)
			o.Warmup, o.Plan.Shard = time.Second, s
			run(t, t.Context(), source, o)
		})
		return source.numbers
	}
	whole := asked(t, load.Shard{})
	if len(whole) != 40 || !slices.IsSortedFunc(whole, cmp.Compare) || whole[0] != 0 || whole[39] != 39 {
		t.Fatalf("the whole asks for %v", whole)
	}
	var union []int64
	for index := 1; index <= 3; index++ {
		union = append(union, asked(t, load.Shard{Index: index, Of: 3})...)
	}
	slices.Sort(union)
	if !slices.Equal(union, whole) {
		t.Errorf("three shards ask for %v, the whole for %v", union, whole)
	}
}

func TestStartAtAnInstant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := bubbled(10, 2*time.Second)
		o.Warmup, o.StartAt = time.Second, time.Now().Add(time.Minute)
		var ahead []string
		o.Live = func(p load.Progress) {
			if p.Waiting {
				ahead = append(ahead, "waiting "+p.Left.String())
			}
			if p.Warming {
				ahead = append(ahead, "warming "+p.Left.String())
			}
		}
		l := run(t, t.Context(), &fakeSource{run: sleeping(time.Millisecond)}, o).Load
		if !l.StartedAt.Equal(o.StartAt) || l.Plan.StartAt == nil || !l.Plan.StartAt.Equal(o.StartAt) || l.LateSeconds != 0 {
			t.Errorf("started at %v, %v late, want %v", l.StartedAt, l.LateSeconds, o.StartAt)
		}
		if l.Journeys.Succeeded != 20 || l.ScheduleLag.MaxNs > int64(time.Millisecond) {
			t.Errorf("%+v, lag %+v", l.Journeys, l.ScheduleLag)
		}
		if want := []string{"waiting 59s", "warming 1s"}; !slices.Equal(ahead, want) {
			t.Errorf("%q, want %q", ahead, want)
		}
	})
}

// TestLateStart comes when 3.45 s of the plan are over: what was due by then is
// abandoned in the second that it was due in, and the rest keeps its time.
func TestLateStart(t *testing.T) {
	directory := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		o := bubbled(10, 6*time.Second)
		o.Warmup, o.StartAt, o.Directory = time.Second, time.Now().Add(-3450*time.Millisecond), directory
		l := run(t, t.Context(), &fakeSource{run: sleeping(time.Millisecond)}, o).Load
		checkBooks(t, &l)
		if l.LateSeconds != 3.45 || !l.StartedAt.Equal(o.StartAt) {
			t.Errorf("%v late, started at %v", l.LateSeconds, l.StartedAt)
		}
		if j := l.Journeys; j.Started != 60 || j.NotStarted != 35 || j.Succeeded != 25 {
			t.Errorf("%+v, want 35 of 60 missed", j)
		}
		if l.ScheduleLag.MaxNs > int64(time.Millisecond) {
			t.Errorf("starts were moved: lag %+v", l.ScheduleLag)
		}
		if missed := l.Missed(); len(missed) != 1 || !strings.Contains(missed[0], "35 of 60 journeys were abandoned") {
			t.Errorf("missed %q", missed)
		}
	})
	moments, err := loadreport.ReadTimeline(directory + "/" + loadreport.IntervalLogFile)
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range moments[:6] {
		// An arrival at a second's very end may count in the next.
		if m.Offset != float64(i) || m.Started < 9 || m.Started > 11 {
			t.Errorf("second %d: %+v, want 10 arrivals", i, m)
		}
	}
}

func TestLateInTheWarmUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := bubbled(10, time.Second)
		o.Warmup, o.StartAt = 2*time.Second, time.Now().Add(550*time.Millisecond)
		source := &numbered{fakeSource: fakeSource{run: sleeping(time.Millisecond)}}
		l := run(t, t.Context(), source, o).Load
		if l.LateSeconds != 0 || l.Journeys.Succeeded != 10 {
			t.Errorf("%v late, %+v", l.LateSeconds, l.Journeys)
		}
		if first := source.numbers[0]; first < 13 || first > 15 {
			t.Errorf("the first arrival is number %d: the warm-up was moved", first)
		}
	})
}

func TestInterruptedBeforeTheInstant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		o := bubbled(10, time.Second)
		o.Warmup, o.StartAt = 2*time.Second, time.Now().Add(time.Hour)
		began := time.Now()
		l := run(t, ctx, &fakeSource{run: sleeping(time.Millisecond)}, o).Load
		if !l.Interrupted || l.Journeys != (loadreport.Journeys{}) || time.Since(began) > 2*time.Minute {
			t.Errorf("interrupted %v after %v, %+v", l.Interrupted, time.Since(began), l.Journeys)
		}
	})
}

func TestStartsThatCannotBe(t *testing.T) {
	o := options(10, time.Second)
	for want, at := range map[string]time.Time{"ended at": time.Now().Add(-time.Minute), "within 24h": time.Now().Add(48 * time.Hour)} {
		o.StartAt = at
		if err := o.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want %q", at, err, want)
		}
	}
}

// TestPlanHash is the same for the shards of a run and for no other.
func TestPlanHash(t *testing.T) {
	hash := func(change func(*load.Options)) (hash string) {
		synctest.Test(t, func(t *testing.T) {
			o := bubbled(10, time.Second)
			o.Plan.Shard, o.StartAt, o.Thresholds = load.Shard{Index: 1, Of: 2}, time.Now().Add(time.Second), parse(t, "rate(failed) < 1%")
			o.Heading.Users = 10
			o.Heading.Visits = []loadreport.Visit{{Name: "v", Weight: 1, ThinkSeconds: []float64{1, 2}}}
			change(&o)
			l := run(t, t.Context(), &fakeSource{run: sleeping(time.Millisecond)}, o).Load
			if l.Plan.Hash != l.PlanHash() || len(l.Plan.Hash) != 64 {
				t.Errorf("hash %q, want %q", l.Plan.Hash, l.PlanHash())
			}
			hash = l.Plan.Hash
		})
		return hash
	}
	want := hash(func(*load.Options) {})
	if other := hash(func(o *load.Options) { o.Plan.Shard.Index = 2 }); other != want {
		t.Error("the other shard has another hash")
	}
	for name, change := range map[string]func(*load.Options){
		"seed":      func(o *load.Options) { o.Plan.Seed++ },
		"rate":      func(o *load.Options) { o.Plan.Arrivals = load.Constant(11) },
		"arrivals":  func(o *load.Options) { o.Plan.Arrivals = load.Poisson(10) },
		"duration":  func(o *load.Options) { o.Plan.Duration++ },
		"cap":       func(o *load.Options) { o.Plan.Cap = 5 },
		"warm-up":   func(o *load.Options) { o.Warmup = time.Millisecond },
		"instant":   func(o *load.Options) { o.StartAt = o.StartAt.Add(time.Second) },
		"retries":   func(o *load.Options) { o.Retries = 1 },
		"scenario":  func(o *load.Options) { o.Heading.Scenario = "other" },
		"visits":    func(o *load.Options) { o.Heading.Visits[0].ThinkSeconds[1] = 3 },
		"users":     func(o *load.Options) { o.Heading.Users = 11 },
		"one A":     func(o *load.Options) { o.Heading.OneA = true },
		"condition": func(o *load.Options) { o.Thresholds = parse(t, "rate(failed) < 2%") },
	} {
		if hash(change) == want {
			t.Errorf("another %s has the same hash", name)
		}
	}
}
