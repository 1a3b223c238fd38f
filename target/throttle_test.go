package target_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cogbench/cogbench/target"
)

// throttling answers the first calls with one answer and later ones with success.
func throttling(t *testing.T, first int64, answer http.HandlerFunc) (url string, calls *atomic.Int64) {
	t.Helper()
	calls = &atomic.Int64{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) <= first {
			answer(w, r)
			return
		}
		_, _ = w.Write([]byte(`{"Username":"u","UserAttributes":[]}`))
	}))
	t.Cleanup(server.Close)
	return server.URL, calls
}

func answering(status int, name, message, retryAfter string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.WriteHeader(status)
		if name != "" {
			_, _ = w.Write([]byte(`{"__type":"` + name + `","message":"` + message + `"}`))
		}
	}
}

// TestThrottlingIsObeyed has calls refused for coming too soon, in every form, and
// holds that they wait and are made again, and that other refusals are not.
func TestThrottlingIsObeyed(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		first  int64
		calls  int64
		least  time.Duration
		kind   target.Kind // "" if it succeeds in the end
	}{
		"429":                          {answering(429, "", "", ""), 2, 3, 300 * time.Millisecond, ""},
		"429 with Retry-After":         {answering(429, "", "", "3"), 1, 2, 3 * time.Second, ""},
		"503 with Retry-After":         {answering(503, "", "", "1"), 1, 2, time.Second, ""},
		"TooManyRequests":              {answering(400, "TooManyRequestsException", "Rate exceeded", ""), 3, 4, 700 * time.Millisecond, ""},
		"Throttling":                   {answering(400, "Throttling", "", ""), 1, 2, 100 * time.Millisecond, ""},
		"SlowDown":                     {answering(503, "SlowDown", "", ""), 1, 2, 100 * time.Millisecond, ""},
		"for ever":                     {answering(400, "ThrottlingException", "", ""), 1 << 40, 7, 6 * time.Second, target.Throttled},
		"for longer than a call waits": {answering(429, "", "", "3600"), 1, 1, 0, target.Throttled},
		"attempts":                     {answering(400, "LimitExceededException", "Attempt limit exceeded, please try after some time.", ""), 1, 1, 0, target.Throttled},
		"attempts as a 429":            {answering(429, "NotAuthorizedException", "Password attempts exceeded", ""), 1, 1, 0, target.Throttled},
		"503":                          {answering(503, "", "", ""), 1, 2, 100 * time.Millisecond, ""},
		"500 that says so":             {answering(500, "InternalErrorException", "Rate exceeded", ""), 1, 2, 100 * time.Millisecond, ""},
		"500 now and then":             {answering(500, "InternalErrorException", "oops", ""), 2, 3, 20 * time.Millisecond, ""},
		"500 without a name":           {answering(500, "", "", ""), 1, 1, 0, target.ServerError},
		"500 of what is lacking":       {answering(500, "InternalErrorException", "not implemented", ""), 1, 1, 0, target.Unsupported},
		"LimitExceeded of a rate":      {answering(400, "LimitExceededException", "Rate exceeded", ""), 1, 2, 100 * time.Millisecond, ""},
		"snake case":                   {answering(400, "too_many_requests", "", ""), 1, 2, 100 * time.Millisecond, ""},
		"502":                          {answering(502, "", "", ""), 1, 1, 0, target.ServerError},
		"refusal":                      {answering(400, "NotAuthorizedException", "no", ""), 1, 1, 0, target.Refused},
	} {
		t.Run(name, func(t *testing.T) {
			url, calls := throttling(t, c.first, c.answer)
			synctest.Test(t, func(t *testing.T) {
				started := time.Now()
				err := getUser(t.Context(), newBubbledTarget(t, url))
				took := time.Since(started)
				if took < c.least || took > 45*time.Second {
					t.Errorf("took %v", took)
				}
				if c.kind == "" != (err == nil) || err != nil && target.AsError(err).Kind != c.kind {
					t.Errorf("error %v, want %q", err, c.kind)
				}
			})
			if got := calls.Load(); c.kind == target.Throttled && c.calls > 1 && got < c.calls || (c.kind == "" || c.calls == 1) && got != c.calls {
				t.Errorf("%d calls, want %d", got, c.calls)
			}
		})
	}
}

func TestFailuresAreToldInTheEnd(t *testing.T) {
	url, calls := throttling(t, 1<<40, answering(500, "InternalErrorException", "oops", ""))
	err := getUser(t.Context(), newTarget(t, url))
	if e := target.AsError(err); e == nil || e.Kind != target.ServerError || calls.Load() != 3 {
		t.Errorf("%v after %d calls", err, calls.Load())
	}
}

// TestThrottlingIsAnAnswer holds that a check of throttling, and what is measured, see
// the first answer; and that an ended context ends the wait.
func TestThrottlingIsAnAnswer(t *testing.T) {
	var timing target.Timing
	for name, ctx := range map[string]func(context.Context) context.Context{
		"unrepeated": target.WithoutRepeat,
		"measured":   func(ctx context.Context) context.Context { return target.WithTiming(ctx, &timing) },
	} {
		url, calls := throttling(t, 1, answering(429, "", "", ""))
		err := getUser(ctx(t.Context()), newTarget(t, url))
		if target.AsError(err) == nil || target.AsError(err).Kind != target.Throttled || calls.Load() != 1 {
			t.Errorf("%s: %v after %d calls", name, err, calls.Load())
		}
	}
	url, _ := throttling(t, 1<<40, answering(429, "", "", "15"))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := getUser(ctx, newTarget(t, url)); err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestBears(t *testing.T) {
	t.Parallel()
	for throttled, want := range map[int64]bool{0: true, 3: false} {
		url, calls := throttling(t, throttled, answering(http.StatusBadRequest, "TooManyRequestsException", "Rate exceeded", ""))
		on, err := target.New(t.Context(), target.Config{Endpoint: url}, target.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got, took := on.Bears(t.Context(), 8); got != want || calls.Load() != 8 || took <= 0 {
			t.Errorf("%d of 8 calls throttled: Bears says %v after %d calls in %v, want %v after 8", throttled, got, calls.Load(), took, want)
		}
	}
}
