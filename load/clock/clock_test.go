package clock_test

import (
	"context"
	"errors"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/cogbench/cogbench/load/clock"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// server answers with a time that is ahead of this machine's.
type server struct {
	ahead  time.Duration
	there  func(call int) time.Duration // what a request takes
	back   time.Duration                // what an answer takes
	called int
	date   func(time.Time) string // nil: as HTTP has it
}

func (s *server) RoundTrip(request *http.Request) (*http.Response, error) {
	s.called++
	time.Sleep(s.there(s.called))
	told := time.Now().Add(s.ahead).UTC().Format(http.TimeFormat)
	if s.date != nil {
		told = s.date(time.Now())
	}
	time.Sleep(s.back)
	return &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{"Date": {told}}, Body: http.NoBody, Request: request}, nil
}

func TestOffsetIsWithinItsUncertainty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ahead := time.Duration(rapid.Int64Range(-int64(time.Hour), int64(time.Hour)).Draw(rt, "ahead"))
		there := time.Duration(rapid.Int64Range(0, int64(200*time.Millisecond)).Draw(rt, "there"))
		jitter := time.Duration(rapid.Int64Range(0, int64(100*time.Millisecond)).Draw(rt, "jitter"))
		back := time.Duration(rapid.Int64Range(0, int64(200*time.Millisecond)).Draw(rt, "back"))
		begin := time.Duration(rapid.Int64Range(0, int64(time.Second)).Draw(rt, "begin"))
		var told *loadreport.Clock
		var took time.Duration
		s := &server{ahead: ahead, back: back, there: func(call int) time.Duration { return there + jitter*time.Duration(call%3) }}
		synctest.Test(t, func(t *testing.T) {
			time.Sleep(begin)
			began := time.Now()
			told = clock.Compare(t.Context(), s, "http://reference/")
			took = time.Since(began)
		})
		if told.Error != "" {
			rt.Fatal(told.Error)
		}
		if off := math.Abs(told.OffsetSeconds - ahead.Seconds()); off > told.UncertaintySeconds+1e-9 {
			rt.Fatalf("%v ahead: measured %v ± %v", ahead.Seconds(), told.OffsetSeconds, told.UncertaintySeconds)
		}
		if slowest := (there + 2*jitter + back).Seconds(); told.UncertaintySeconds > 0.01+slowest {
			rt.Fatalf("uncertain by %v, with round trips of %v", told.UncertaintySeconds, slowest)
		}
		if took > 15*time.Second || s.called > 9 {
			rt.Fatalf("%d calls in %v", s.called, took)
		}
	})
}

func TestWhatCannotBeCompared(t *testing.T) {
	instant := func(int) time.Duration { return 0 }
	calls := 0
	tests := map[string]struct {
		transport http.RoundTripper
		want      string
	}{
		"no date":   {&server{there: instant, date: func(time.Time) string { return "" }}, "no Date header"},
		"not HTTP":  {&server{there: instant, date: func(now time.Time) string { return now.String() }}, "no Date header"},
		"a cache":   {&server{there: instant, date: func(time.Time) string { return "Mon, 30 Nov 2026 12:00:00 GMT" }}, "contradict"},
		"no server": {http.NewFileTransport(http.Dir(".")), "no Date header"},
		"two clocks": {&server{there: instant, date: func(now time.Time) string {
			calls++
			return now.Add(time.Duration(calls) * time.Minute).UTC().Format(http.TimeFormat)
		}}, "contradict"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				told := clock.Compare(t.Context(), test.transport, "http://user:secret@reference/?key=secret")
				if !strings.Contains(told.Error, test.want) || told.OffsetSeconds != 0 || told.UncertaintySeconds != 0 {
					t.Errorf("%+v, want %q", told, test.want)
				}
				if told.Reference != "http://reference/" {
					t.Errorf("reference %q", told.Reference)
				}
			})
		})
	}
}

func TestComparisonEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("enough of it"))
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	if told := clock.Compare(ctx, http.DefaultTransport, server.URL); told.Error == "" {
		t.Errorf("%+v", told)
	}
}

// TestAgainstAnHTTPServer asks a server of this machine, whose clock is the same.
func TestAgainstAnHTTPServer(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	told := clock.Compare(t.Context(), http.DefaultTransport, server.URL)
	if told.Error != "" || math.Abs(told.OffsetSeconds) > told.UncertaintySeconds || told.UncertaintySeconds > 0.5 {
		t.Errorf("%+v", told)
	}
}
