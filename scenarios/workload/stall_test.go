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
	mu    sync.Mutex
	calls int // till it begins
	lasts time.Duration
	till  time.Time
}

// after has the stall begin with a call to come.
func (s *stall) after(calls int, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls, s.lasts = calls, d
}

// left is how long a call that comes now has to wait.
func (s *stall) left() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.calls--; s.calls == 0 {
		s.till = time.Now().Add(s.lasts)
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

// TestStallOfATarget is TestStallShowsInResponseTimes of the load on a real pool. A
// journey planned within the first half second of the stall, as a tenth of all are,
// ends a second late or more whatever the speed of the machine, and each user serves
// one: whoever is slow holds nobody up.
func TestStallOfATarget(t *testing.T) {
	var gate stall
	made := newTarget(t, gate.proxy(t))
	population := populate(t, made, workload.PopulationSpec{Users: 200})
	gate.after(80, 1500*time.Millisecond)
	l := drive(t, made, single(t, "refresh"), population, options(40, 5*time.Second)).Load
	if l.Journeys.Started != 200 || l.Journeys.Succeeded != 200 {
		t.Errorf("%+v, want all 200 planned starts", l.Journeys)
	}
	p99 := time.Duration(l.FindSeries(loadreport.SeriesResponse).P99)
	t.Logf("p99 of the response with a stall of 1.5 s in 5 s: %v", p99)
	if p99 < time.Second {
		t.Errorf("p99 is %v", p99)
	}
}
