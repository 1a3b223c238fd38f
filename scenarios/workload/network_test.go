package workload_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"github.com/cogbench/cogbench/scenarios/workload"
	"github.com/cogbench/cogbench/target"
)

// network puts a faulty network in front of an endpoint.
func network(t *testing.T, proxy **toxiproxy.Proxy) func(endpoint string) string {
	t.Helper()
	zerolog.SetGlobalLevel(zerolog.Disabled) // some toxics log past the server's logger
	return func(endpoint string) string {
		server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
		p := toxiproxy.NewProxy(server, "pool", "127.0.0.1:0", strings.TrimPrefix(endpoint, "http://"))
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Stop)
		*proxy = p
		return "http://" + p.Listen
	}
}

func TestFaultsInTheNetworkAreAccountedFor(t *testing.T) {
	tests := map[string]struct {
		toxic string
		types []string // that failures may have; none: all succeed
		slow  time.Duration
	}{
		"latency and jitter": {`{"type":"latency","attributes":{"latency":40,"jitter":15}}`, nil, 20 * time.Millisecond},
		"little bandwidth":   {`{"type":"bandwidth","attributes":{"rate":100}}`, nil, 0},
		"slices":             {`{"type":"slicer","attributes":{"average_size":64,"size_variation":16,"delay":20}}`, nil, 0},
		"slow close":         {`{"type":"slow_close","attributes":{"delay":200}}`, nil, 0},
		"resets":             {`{"type":"reset_peer","attributes":{"timeout":0}}`, []string{"connection-reset", "connection-closed"}, 0},
		"cut bodies":         {`{"type":"limit_data","attributes":{"bytes":3000}}`, []string{"broken-answer", "connection-closed", "connection-reset"}, 0},
		"silence":            {`{"type":"timeout","attributes":{"timeout":0}}`, []string{"timeout"}, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // one waits for timeouts
			var proxy *toxiproxy.Proxy
			timeout := patience
			if slices.Contains(test.types, "timeout") {
				timeout = target.DefaultTimeout // which the users are made within as well
			}
			made := newTargetWithin(t, timeout, network(t, &proxy))
			population := populate(t, made, workload.PopulationSpec{Users: 20})
			if _, err := proxy.Toxics.AddToxicJson(strings.NewReader(test.toxic)); err != nil {
				t.Fatal(err)
			}
			l := drive(t, made, single(t, "remembered-signin"), population, options(20, time.Second)).Load
			proxy.Toxics.ResetToxics(t.Context())
			if l.Journeys.Started != 20 || l.Journeys.Abandoned != 0 {
				t.Errorf("%+v", l.Journeys)
			}
			if (l.Journeys.Failed > 0) != (len(test.types) > 0) {
				t.Errorf("%d failed: %+v", l.Journeys.Failed, l.Errors)
			}
			for _, e := range l.Errors {
				if !slices.Contains(test.types, e.Type) {
					t.Errorf("%d journeys failed at %s with %q", e.Count, e.Step, e.Type)
				}
			}
			if p50 := time.Duration(l.FindSeries("initiate_auth.rtt").P50); p50 < test.slow {
				t.Errorf("round trips of %v", p50)
			}
			if l.Journeys.Retries != 0 {
				t.Errorf("%d retries that nobody asked for", l.Journeys.Retries)
			}
		})
	}
}

// throttle refuses every third call in the place of the pool and counts what it
// refused, unless the count is negative.
func throttle(t *testing.T, count *atomic.Int64, refuse func(http.ResponseWriter)) func(endpoint string) string {
	t.Helper()
	return func(endpoint string) string {
		pool, err := url.Parse(endpoint)
		if err != nil {
			t.Fatal(err)
		}
		proxy := httputil.NewSingleHostReverseProxy(pool)
		var calls atomic.Int64
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if count.Load() >= 0 && calls.Add(1)%3 == 0 {
				count.Add(1)
				refuse(w)
				return
			}
			proxy.ServeHTTP(w, r)
		}))
		t.Cleanup(server.Close)
		return server.URL
	}
}

func TestThrottlingIsClassifiedAndRetriedWhereAsked(t *testing.T) {
	refusals := map[string]func(http.ResponseWriter){
		"TooManyRequestsException": func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "application/x-amz-json-1.1")
			w.WriteHeader(http.StatusBadRequest) // as the service does
			_, _ = w.Write([]byte(`{"__type":"TooManyRequestsException","message":"Rate exceeded"}`))
		},
		"http-429": func(w http.ResponseWriter) {
			http.Error(w, "slow down", http.StatusTooManyRequests) // as a proxy does
		},
	}
	for kind, refuse := range refusals {
		for _, retries := range []int{0, 8} {
			t.Run(kind+map[bool]string{true: " retried", false: ""}[retries > 0], func(t *testing.T) {
				var throttled atomic.Int64
				throttled.Store(-1) // not while the users are made
				made := newTarget(t, throttle(t, &throttled, refuse))
				population := populate(t, made, workload.PopulationSpec{Users: 20})
				throttled.Store(0)
				o := options(20, time.Second)
				o.Retries = retries
				l := drive(t, made, single(t, "remembered-signin"), population, o).Load
				n := throttled.Load()
				throttled.Store(-1)

				var failedCalls int64
				for _, s := range l.Series {
					if s.Kind == "rtt" {
						failedCalls += s.Failed
					}
				}
				if n == 0 || failedCalls != n {
					t.Errorf("%d calls were refused, %d are counted", n, failedCalls)
				}
				if retries > 0 {
					if l.Journeys.Retries != n || l.Journeys.Succeeded != 20 {
						t.Errorf("%d refused: %+v, %+v", n, l.Journeys, l.Errors)
					}
					return
				}
				if l.Journeys.Failed != n || l.Journeys.Retries != 0 {
					t.Errorf("%d refused: %+v", n, l.Journeys)
				}
				for _, e := range l.Errors {
					if e.Type != kind {
						t.Errorf("%+v", e)
					}
				}
			})
		}
	}
}
