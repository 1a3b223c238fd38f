package load_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cogbench/cogbench/load"
	loadreport "github.com/cogbench/cogbench/report/load"
)

var (
	errThrottled = errors.New("throttled")
	errRefused   = errors.New("refused")
)

func isThrottled(err error) bool { return errors.Is(err, errThrottled) }

func TestRetries(t *testing.T) {
	tests := map[string]struct {
		failures, retries int
		err               error
		calls             int64
		succeeds          bool
	}{
		"none asked for": {1, 0, errThrottled, 1, false},
		"enough":         {2, 3, errThrottled, 3, true},
		"too few":        {5, 3, errThrottled, 4, false},
		"of no use":      {1, 3, errRefused, 1, false},
		"not of a call":  {1, 3, errors.New("no device"), 1, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				source := &fakeSource{run: func(ctx context.Context, watch *load.Stopwatch) error {
					n := 0
					return watch.Call(ctx, "step", func(context.Context) error {
						n++
						time.Sleep(time.Millisecond)
						if n <= test.failures {
							return test.err
						}
						return nil
					})
				}}
				o := bubbled(1, time.Second)
				o.Retries, o.Retryable = test.retries, isThrottled
				l := run(t, t.Context(), source, o).Load
				step := l.FindSeries("step.rtt")
				if step.Count != test.calls || l.Journeys.Retries != test.calls-1 || (l.Journeys.Succeeded == 1) != test.succeeds {
					t.Errorf("%+v, %d calls, %d of them failed", l.Journeys, step.Count, step.Failed)
				}
				// The pauses are at most 100, 200 and 400 ms.
				if longest := l.FindSeries(loadreport.SeriesResponse).Max; longest > int64(710*time.Millisecond) {
					t.Errorf("took %v", time.Duration(longest))
				}
				if failed := min(test.calls, int64(test.failures)); step.Failed != failed {
					t.Errorf("%d failed calls are counted, want %d", step.Failed, failed)
				}
			})
		})
	}
}

func TestFiguresOfAJourney(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &fakeSource{run: func(ctx context.Context, watch *load.Stopwatch) error {
			for range 2 {
				_ = watch.Compute("step", func() error { time.Sleep(20 * time.Millisecond); return nil })
				_ = watch.Call(ctx, "step", wait(100*time.Millisecond))
				watch.Think(ctx, time.Second)
			}
			return nil
		}}
		l := run(t, t.Context(), source, bubbled(5, time.Second)).Load
		for name, want := range map[string]time.Duration{
			"step.rtt": 100 * time.Millisecond, "step.srp": 20 * time.Millisecond, loadreport.SeriesRTT: 200 * time.Millisecond,
			loadreport.SeriesSRP: 40 * time.Millisecond, loadreport.SeriesThink: 2 * time.Second,
			// Think times are no one's waiting.
			loadreport.SeriesService: 240 * time.Millisecond, loadreport.SeriesResponse: 240 * time.Millisecond,
		} {
			s := l.FindSeries(name)
			if s == nil || (time.Duration(s.P50)-want).Abs() > want/500 {
				t.Errorf("%s is %+v, want %v", name, s, want)
			}
		}
	})
}

func TestNoStopwatchRunsPlainly(t *testing.T) {
	var watch *load.Stopwatch
	failure := errors.New("as it is")
	if err := watch.Call(t.Context(), "x", func(context.Context) error { return failure }); err != failure { //nolint:errorlint // the very same
		t.Error(err)
	}
	if err := watch.Compute("x", func() error { return failure }); err != failure { //nolint:errorlint // the very same
		t.Error(err)
	}
}

// TestBooksNameTheStepThatEndedTheJourney has a step fail and pass when repeated,
// and the next be answered with what cannot be gone on from.
func TestBooksNameTheStepThatEndedTheJourney(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &fakeSource{run: func(ctx context.Context, watch *load.Stopwatch) error {
			calls := 0
			err := watch.Call(ctx, "first", func(context.Context) error {
				if calls++; calls == 1 {
					return errThrottled
				}
				return nil
			})
			if err == nil {
				err = watch.Call(ctx, "second", wait(time.Millisecond))
			}
			return errors.Join(err, errors.New("no end"))
		}}
		o := bubbled(5, time.Second)
		o.Retries, o.Retryable = 1, isThrottled
		l := run(t, t.Context(), source, o).Load
		if want := []loadreport.Failure{{Step: "second", Type: "unexpected", Count: 5}}; !slices.Equal(l.Errors, want) {
			t.Errorf("%+v, want %+v", l.Errors, want)
		}
	})
}

func TestClassify(t *testing.T) {
	tests := map[string]struct {
		err  error
		want string
	}{
		"canceled":       {context.Canceled, "canceled"},
		"deadline":       {context.DeadlineExceeded, "canceled"},
		"no descriptors": {os.NewSyscallError("socket", syscall.EMFILE), "no-descriptors"},
		"no ports":       {os.NewSyscallError("connect", syscall.EADDRNOTAVAIL), "no-ports"},
		"refused":        {os.NewSyscallError("connect", syscall.ECONNREFUSED), "connection-refused"},
		"anything else":  {errors.New("?"), "unexpected"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := load.Classify(test.err); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// TestErrorsAreClassifiedAsTheSourceSays has the run's own names for errors.
func TestErrorsAreClassifiedAsTheSourceSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &fakeSource{run: func(ctx context.Context, watch *load.Stopwatch) error {
			return watch.Call(ctx, "step", func(context.Context) error { return errRefused })
		}}
		o := bubbled(5, time.Second)
		o.Classify = func(err error) string { return "it-was-" + err.Error() }
		l := run(t, t.Context(), source, o).Load
		if want := []loadreport.Failure{{Step: "step", Type: "it-was-refused", Count: 5}}; !slices.Equal(l.Errors, want) {
			t.Errorf("%+v, want %+v", l.Errors, want)
		}
	})
}

// TestCallsThatKnowWhatTheyTook are measured by what they say.
func TestCallsThatKnowWhatTheyTook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &fakeSource{run: func(ctx context.Context, watch *load.Stopwatch) error {
			return watch.CallTimed(ctx, "step", func(ctx context.Context) (time.Duration, error) {
				return 40 * time.Millisecond, wait(100 * time.Millisecond)(ctx)
			})
		}}
		l := run(t, t.Context(), source, bubbled(5, time.Second)).Load
		for name, want := range map[string]time.Duration{"step.rtt": 40 * time.Millisecond, loadreport.SeriesService: 100 * time.Millisecond} {
			if s := l.FindSeries(name); (time.Duration(s.P50) - want).Abs() > want/500 {
				t.Errorf("%s is %+v, want %v", name, s, want)
			}
		}
	})
}
