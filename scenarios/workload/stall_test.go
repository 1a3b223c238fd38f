package workload_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"testing"
	"time"

	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/scenarios/workload"
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

// TestStallOfATarget is TestStallShowsInResponseTimes on a real pool.
func TestStallOfATarget(t *testing.T) {
	if testing.Short() {
		t.Skip("drives for 20 s")
	}
	var gate stall
	made := newTarget(t, gate.proxy(t))
	population := populate(t, made, workload.PopulationSpec{Users: 200})
	gate.at(time.Now().Add(8*time.Second), 1500*time.Millisecond)
	l := drive(t, made, single(t, "refresh"), population, options(40, 20*time.Second)).Load
	if l.Journeys.Started != 800 {
		t.Errorf("%+v, want all 800 planned starts", l.Journeys)
	}
	p99 := time.Duration(l.FindSeries(loadreport.SeriesResponse).P99)
	t.Logf("p99 of the response with a stall of 1.5 s in 20 s: %v", p99)
	if p99 < time.Second {
		t.Errorf("p99 is %v", p99)
	}
}
