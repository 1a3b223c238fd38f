package load_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/cogbench/cogbench/load"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// checkBooks fails unless every arrival that fell due is accounted for.
func checkBooks(t interface {
	Helper()
	Errorf(string, ...any)
}, l *loadreport.Report,
) {
	t.Helper()
	j := l.Journeys
	if j.Started != j.Succeeded+j.Failed+j.Abandoned || j.Abandoned != j.NotStarted+j.CutOff+j.InFlight {
		t.Errorf("the books do not balance: %+v", j)
	}
	var failures int64
	for _, e := range l.Errors {
		failures += e.Count
	}
	if failures != j.Failed {
		t.Errorf("%d failed, but the errors add up to %d", j.Failed, failures)
	}
	if response := l.FindSeries(loadreport.SeriesResponse); response.Count > j.Succeeded+j.Failed+j.CutOff || response.Count < j.Succeeded+j.Failed {
		t.Errorf("%d response times of %+v", response.Count, j)
	}
}

func run(t *testing.T, ctx context.Context, source load.Source, o load.Options) *load.Result {
	t.Helper()
	result, err := load.Run(ctx, source, o)
	if err != nil {
		t.Fatal(err)
	}
	checkBooks(t, &result.Load)
	return result
}

func TestBooksBalanceWhateverJourneysDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// A bubble has no deadline, which rapid would ask a *testing.T for.
		rapid.Check(struct{ testing.TB }{t}, checkAnyRun)
	})
}

// checkAnyRun drives journeys of any length, some failing, with few places and
// users, and interrupts some of the runs.
func checkAnyRun(t *rapid.T) {
	took := rapid.SliceOfN(rapid.IntRange(0, 3000), 1, 10).Draw(t, "ms")
	failing := rapid.Int64Range(1, 5).Draw(t, "failing")
	interrupt := time.Duration(rapid.IntRange(1, 6000).Draw(t, "interrupt")) * time.Millisecond
	o := bubbled(rapid.Float64Range(1, 200).Draw(t, "rate"), 5*time.Second)
	o.MaxInFlight, o.Drain = rapid.IntRange(1, 30).Draw(t, "places"), time.Second

	source := &fakeSource{users: make(chan struct{}, rapid.IntRange(1, 30).Draw(t, "users"))}
	var n atomic.Int64
	source.run = func(ctx context.Context, watch *load.Stopwatch) error {
		mine := n.Add(1)
		if err := watch.Call(ctx, "step", wait(time.Duration(took[mine%int64(len(took))])*time.Millisecond)); err != nil {
			return err
		}
		if mine%failing == 0 {
			return errors.New("as asked")
		}
		return nil
	}
	ctx, cancel := context.WithTimeout(t.Context(), interrupt)
	defer cancel()
	began := time.Now()
	result, err := load.Run(ctx, source, o)
	if err != nil {
		t.Fatal(err)
	}
	checkBooks(t, &result.Load)
	driven := min(interrupt, o.Plan.Duration)
	// An interrupt is seen up to 8 ms later.
	least, most := dueBy(o.Plan, driven)-1, dueBy(o.Plan, driven+9*time.Millisecond)
	if started := result.Load.Journeys.Started; started < least || started > most {
		t.Errorf("%d started, %d to %d fell due", started, least, most)
	}
	if took := time.Since(began); took > driven+5*time.Second {
		t.Errorf("took %v to end a run of %v", took, driven)
	}
}

// dueBy counts the arrivals up to an instant of the plan.
func dueBy(p load.Plan, instant time.Duration) (n int64) {
	for due := range p.Starts() {
		if due <= instant {
			n++
		}
	}
	return n
}

func TestAbandonedAreCountedAndExplained(t *testing.T) {
	tests := map[string]struct {
		change func(*load.Options, *fakeSource)
		sign   string
	}{
		"places": {func(o *load.Options, _ *fakeSource) { o.MaxInFlight = 2 }, "all 2 in-flight slots"},
		"users":  {func(_ *load.Options, s *fakeSource) { s.users = make(chan struct{}, 2) }, "users idle"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				source := &fakeSource{run: sleeping(time.Second)}
				o := bubbled(10, 3*time.Second)
				test.change(&o, source)
				l := run(t, t.Context(), source, o).Load
				if j := l.Journeys; j.Started != 30 || j.Succeeded != 6 || j.NotStarted != 24 {
					t.Errorf("%+v, want 30 started, 6 of them really", j)
				}
				if signs := strings.Join(l.Driver.Limited, "\n"); !strings.Contains(signs, test.sign) {
					t.Errorf("limits %q do not name %q", signs, test.sign)
				}
				if len(l.Missed()) == 0 {
					t.Error("abandoned journeys do not fail the run")
				}
				l.Plan.AllowAbandoned = true
				if missed := l.Missed(); len(missed) > 0 {
					t.Errorf("allowed, and yet %q", missed)
				}
			})
		})
	}
}

func TestInterruptEndsSoonWithAWholeReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(2450*time.Millisecond, cancel)
		began := time.Now()
		l := run(t, ctx, &fakeSource{run: sleeping(time.Hour)}, bubbled(10, time.Minute)).Load
		if took := time.Since(began); took > 7450*time.Millisecond {
			t.Errorf("ended %v after the interrupt", took-2450*time.Millisecond)
		}
		if !l.Interrupted || !l.Complete {
			t.Errorf("interrupted %v, complete %v", l.Interrupted, l.Complete)
		}
		if j := l.Journeys; j.Started != 25 || j.CutOff != 25 {
			t.Errorf("%+v, want 25 started and cut off", j)
		}
	})
}

// hesitant is a source that once takes its time, as a generator does whose
// process was suspended.
type hesitant struct {
	fakeSource
	at, takes time.Duration
	began     time.Time
}

func (h *hesitant) Next(arrival int64) (load.Journey, bool) {
	if since := time.Since(h.began); h.takes > 0 && since >= h.at {
		time.Sleep(h.takes)
		h.takes = 0
	}
	return h.fakeSource.Next(arrival)
}

func TestStallOfTheGeneratorShows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &hesitant{fakeSource: fakeSource{run: sleeping(5 * time.Millisecond)}, at: time.Second, takes: time.Second, began: time.Now()}
		l := run(t, t.Context(), source, bubbled(20, 3*time.Second)).Load
		if l.Journeys.Started != 60 || l.Journeys.Succeeded != 60 {
			t.Errorf("%+v, want all 60 planned starts", l.Journeys)
		}
		if response, service := l.FindSeries(loadreport.SeriesResponse).Max, l.FindSeries(loadreport.SeriesService).Max; response < 1e9 || service > 6e6 {
			t.Errorf("the longest response took %v, the longest service %v", time.Duration(response), time.Duration(service))
		}
		if l.ScheduleLag.MaxNs < 999e6 || !strings.Contains(strings.Join(l.Driver.Limited, " "), "starts were late") {
			t.Errorf("lag %+v, limits %q", l.ScheduleLag, l.Driver.Limited)
		}
	})
}

func TestArrivalsThatFellDueDuringAnInterruptAreAbandoned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(1900*time.Millisecond, cancel)
		source := &hesitant{fakeSource: fakeSource{run: sleeping(5 * time.Millisecond)}, at: time.Second, takes: time.Second, began: time.Now()}
		l := run(t, ctx, source, bubbled(20, time.Minute)).Load
		if j := l.Journeys; j.Started != 41 || j.Succeeded != 21 || j.NotStarted != 20 {
			t.Errorf("%+v, want 41 started in 2 s, those of the second abandoned", j)
		}
	})
}

func TestJourneysThatIgnoreTheirContextAreLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &fakeSource{run: func(context.Context, *load.Stopwatch) error {
			time.Sleep(time.Minute)
			return nil
		}}
		o := bubbled(10, time.Second)
		o.Drain = time.Second
		if j := run(t, t.Context(), source, o).Load.Journeys; j.Started != 10 || j.CutOff != 10 {
			t.Errorf("%+v, want all 10 cut off", j)
		}
		time.Sleep(time.Minute) // a bubble ends with its last goroutine
	})
}

func TestWarmupIsDrivenAndNotMeasured(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &fakeSource{run: sleeping(10 * time.Millisecond)}
		o := bubbled(10, 2*time.Second)
		o.Warmup = 3 * time.Second
		l := run(t, t.Context(), source, o).Load
		if l.Journeys.Started != 20 || source.taken.Load() != 50 {
			t.Errorf("%d measured of %d driven, want 20 of 50", l.Journeys.Started, source.taken.Load())
		}
		if n := l.FindSeries("step.rtt").Count; n != 20 {
			t.Errorf("%d steps measured, want 20", n)
		}
	})
}

func TestAbortOnEndsTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &fakeSource{run: func(context.Context, *load.Stopwatch) error { return errors.New("down") }}
		o := bubbled(10, time.Minute)
		o.AbortOn = parse(t, "rate(failed) > 50%")
		began := time.Now()
		l := run(t, t.Context(), source, o).Load
		if l.Aborted != "rate(failed) > 50%" {
			t.Errorf("aborted on %q", l.Aborted)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("aborted after %v", took)
		}
		if len(l.Missed()) == 0 {
			t.Error("an aborted run passes")
		}
	})
}

func TestRatesAndDurations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := run(t, t.Context(), &fakeSource{run: sleeping(100 * time.Millisecond)}, bubbled(50, 10*time.Second)).Load
		if l.Rate.Planned != 50 || l.Rate.Started < 49.9 || l.Rate.Started > 50.1 || l.Rate.Completed < 49 {
			t.Errorf("rates %+v, want 50", l.Rate)
		}
		if l.DurationSeconds < 9.99 || l.DurationSeconds > 10.01 {
			t.Errorf("lasted %v s, want 10", l.DurationSeconds)
		}
	})
}

func TestOptionsValidate(t *testing.T) {
	tests := map[string]struct {
		change func(*load.Options)
		want   string
	}{
		"good":             {func(*load.Options) {}, ""},
		"plan":             {func(o *load.Options) { o.Plan.Arrivals = load.Constant(0) }, "rate 0"},
		"no arrivals":      {func(o *load.Options) { o.Plan.Arrivals = nil }, "no arrivals"},
		"no place":         {func(o *load.Options) { o.MaxInFlight = 0 }, "0 journeys in flight"},
		"warm-up":          {func(o *load.Options) { o.Warmup = -1 }, "warm-up"},
		"retries":          {func(o *load.Options) { o.Retries = -1 }, "negative"},
		"unknown series":   {func(o *load.Options) { o.Thresholds = parse(t, "p99(stepp.rtt) < 1s") }, `no series "stepp.rtt"`},
		"unknown to abort": {func(o *load.Options) { o.AbortOn = parse(t, "p99(x.rtt) < 1s") }, `no series "x.rtt"`},
		"nothing to start": {func(o *load.Options) { o.Plan = load.Plan{Arrivals: load.Poisson(0.0001), Duration: time.Second} }, "no journey would start"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			o := options(10, time.Second)
			test.change(&o)
			err := o.Validate()
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

func parse(t *testing.T, texts ...string) []load.Threshold {
	t.Helper()
	var list []load.Threshold
	for _, text := range texts {
		threshold, err := load.ParseThreshold(text)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, threshold)
	}
	return list
}

// TestInterruptWhileDraining comes when all was started and journeys hang.
func TestInterruptWhileDraining(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		o := bubbled(5, time.Second)
		o.Drain = time.Minute
		l := run(t, ctx, &fakeSource{run: sleeping(time.Hour)}, o).Load
		if took := time.Since(began); took > 3*time.Second+5*time.Second {
			t.Errorf("it ended %v after the interrupt", took-3*time.Second)
		}
		if !l.Interrupted || l.Journeys.CutOff != 5 {
			t.Errorf("interrupted %v, %+v", l.Interrupted, l.Journeys)
		}
	})
}

// TestGeneratorOutOfDescriptors says so once, whatever the steps that found none.
func TestGeneratorOutOfDescriptors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &fakeSource{}
		source.run = func(ctx context.Context, watch *load.Stopwatch) error {
			step, err := "first", syscall.EMFILE
			if source.taken.Load()%2 == 0 {
				step, err = "second", syscall.EADDRNOTAVAIL
			}
			return watch.Call(ctx, step, func(context.Context) error {
				return os.NewSyscallError("connect", err)
			})
		}
		l := run(t, t.Context(), source, bubbled(10, time.Second)).Load
		if want := []string{"10 journeys found no file descriptor or port left on this machine"}; !slices.Equal(l.Driver.Limited, want) {
			t.Errorf("%q, want %q", l.Driver.Limited, want)
		}
	})
}

func TestRunsOfAnEndedContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	l := run(t, ctx, &fakeSource{run: sleeping(time.Millisecond)}, options(10, time.Second)).Load
	if !l.Interrupted || l.Journeys.Succeeded != 0 {
		t.Errorf("%+v", l.Journeys)
	}
}
