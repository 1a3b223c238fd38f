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

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/cogbench/cogbench/load"
	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

var (
	errThrottled = &target.Error{Kind: target.Throttled, Name: "TooManyRequestsException", Status: 400}
	errRefused   = &target.Error{Kind: target.Refused, Name: "NotAuthorizedException", Status: 400}
)

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
				source := &fakeSource{run: func(ctx context.Context, watch *load.Watch) error {
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
				o.Retries = test.retries
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
		source := &fakeSource{run: func(ctx context.Context, watch *load.Watch) error {
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

func TestNoWatchRunsPlainly(t *testing.T) {
	var watch *load.Watch
	failure := errors.New("as it is")
	if err := watch.Call(t.Context(), "x", func(context.Context) error { return failure }); err != failure { //nolint:errorlint // the very same
		t.Error(err)
	}
	if err := watch.Compute("x", func() error { return failure }); err != failure { //nolint:errorlint // the very same
		t.Error(err)
	}
}

func TestClassify(t *testing.T) {
	operation := func(err error) error { return &smithy.OperationError{OperationName: "InitiateAuth", Err: err} }
	tests := map[string]struct {
		err  error
		want string
	}{
		"exception":       {errRefused, "NotAuthorizedException"},
		"without a name":  {&target.Error{Kind: target.Throttled, Status: 429}, "http-429"},
		"an odd name":     {&target.Error{Kind: target.Refused, Name: "Bad Name<script>", Status: 400}, "BadNamescript"},
		"no letters":      {&target.Error{Kind: target.Refused, Name: "<>", Status: 400}, "unnamed"},
		"timeout":         {&target.Error{Kind: target.TimedOut}, "timeout"},
		"broken":          {&target.Error{Kind: target.Malformed}, "broken-answer"},
		"unreachable":     {operation(&smithyhttp.RequestSendError{Err: errors.New("?")}), "unreachable"},
		"canceled call":   {operation(context.Canceled), "canceled"},
		"no descriptors":  {operation(&smithyhttp.RequestSendError{Err: os.NewSyscallError("socket", syscall.EMFILE)}), "no-descriptors"},
		"no ports":        {operation(&smithyhttp.RequestSendError{Err: os.NewSyscallError("connect", syscall.EADDRNOTAVAIL)}), "no-ports"},
		"canceled":        {context.Canceled, "canceled"},
		"not expected":    {&scenarios.ProtocolError{Step: "sign-in", Reason: "no tokens"}, "unexpected"},
		"unknown trouble": {errors.New("?"), "unexpected"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := load.Classify(test.err); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// TestBooksNameTheStepThatEndedTheJourney has a step fail and pass when repeated,
// and the next be answered with what cannot be gone on from.
func TestBooksNameTheStepThatEndedTheJourney(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := &fakeSource{run: func(ctx context.Context, watch *load.Watch) error {
			calls := 0
			err := watch.Call(ctx, "first", func(context.Context) error {
				if calls++; calls == 1 {
					return &target.Error{Kind: target.Throttled, Status: 429}
				}
				return nil
			})
			if err == nil {
				err = watch.Call(ctx, "second", wait(time.Millisecond))
			}
			return errors.Join(err, &scenarios.ProtocolError{Step: "sign-in", Reason: "no end"})
		}}
		o := bubbled(5, time.Second)
		o.Retries = 1
		l := run(t, t.Context(), source, o).Load
		if want := []loadreport.Failure{{Step: "second", Type: "unexpected", Count: 5}}; !slices.Equal(l.Errors, want) {
			t.Errorf("%+v, want %+v", l.Errors, want)
		}
	})
}
