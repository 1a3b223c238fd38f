package load_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cogbench/cogbench/load"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// stall is a proxy that for a while answers nothing.
type stall struct {
	mu         sync.Mutex
	from, till time.Time
}

func (s *stall) at(from time.Time, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.from, s.till = from, from.Add(d)
}

// left is how long a call that comes now has to wait.
func (s *stall) left() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := time.Now(); now.Before(s.from) || now.After(s.till) {
		return 0
	}
	return time.Until(s.till)
}

func (s *stall) proxy(t *testing.T) func(endpoint string) string {
	t.Helper()
	return func(endpoint string) string {
		pool, err := url.Parse(endpoint)
		if err != nil {
			t.Fatal(err)
		}
		forward := httputil.NewSingleHostReverseProxy(pool)
		forward.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
		forward.Transport = &http.Transport{MaxIdleConnsPerHost: 100}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(s.left())
			forward.ServeHTTP(w, r)
		}))
		t.Cleanup(server.Close)
		return server.URL
	}
}

// closedLoop is the naive load generator: as many users as the rate needs, each
// of whom waits for an answer before the next call, timed from its send. It
// returns the 99th percentile.
func closedLoop(call func(), users int, d time.Duration, perSecond int) time.Duration {
	pause := time.Second * time.Duration(users) / time.Duration(perSecond)
	var mu sync.Mutex
	var took []time.Duration
	var group sync.WaitGroup
	deadline := time.Now().Add(d)
	for range users {
		group.Go(func() {
			for time.Now().Before(deadline) {
				sent := time.Now()
				call()
				mu.Lock()
				took = append(took, time.Since(sent))
				mu.Unlock()
				time.Sleep(time.Until(sent.Add(pause)))
			}
		})
	}
	group.Wait()
	slices.Sort(took)
	return took[len(took)*99/100]
}

// TestStallShowsInResponseTimes holds the figures of an open model against
// those of a closed loop that times from the send.
func TestStallShowsInResponseTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var gate stall
		call := func() {
			time.Sleep(gate.left())
			time.Sleep(4 * time.Millisecond)
		}
		source := &fakeSource{run: func(ctx context.Context, watch *load.Watch) error {
			return watch.Call(ctx, "step", func(context.Context) error { call(); return nil })
		}}
		gate.at(time.Now().Add(8*time.Second), 1500*time.Millisecond)
		l := run(t, t.Context(), source, bubbled(100, 20*time.Second)).Load
		if l.Journeys.Started != 2000 || l.Journeys.Succeeded != 2000 {
			t.Errorf("%+v, want 2000 started and succeeded", l.Journeys)
		}
		response := time.Duration(l.FindSeries(loadreport.SeriesResponse).P99)
		if response < time.Second {
			t.Errorf("p99 of the response is %v after a stall of 1.5 s", response)
		}
		if late := time.Duration(l.ScheduleLag.MaxNs); late > time.Millisecond {
			t.Errorf("the stall moved the plan by %v", late)
		}
		gate.at(time.Now().Add(8*time.Second), 1500*time.Millisecond)
		closed := closedLoop(call, 4, 20*time.Second, 100)
		t.Logf("p99 with a stall of 1.5 s in 20 s: %v from the plan, %v in a closed loop", response, closed)
		if closed > 10*time.Millisecond {
			t.Errorf("the closed loop shows the stall too: %v", closed)
		}
	})
}
