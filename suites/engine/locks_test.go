package engine_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// TestLocksSeeThrottling holds that a check of a lock has the first refusal for its
// answer, and that any other has its call made again.
func TestLocksSeeThrottling(t *testing.T) {
	for name, test := range map[string]struct {
		options []engine.Option
		calls   int64
	}{
		"a lock": {[]engine.Option{engine.Locks()}, 1},
		"other":  {nil, 2},
	} {
		t.Run(name, func(t *testing.T) {
			var calls atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost && calls.Add(1) == 1 {
					w.WriteHeader(http.StatusTooManyRequests)
				}
			}))
			defer server.Close()
			suite := engine.NewSuite(&spec.Catalogue{Rules: []spec.Rule{{ID: "FAKE-01", Level: spec.Must, Step: "fake"}}})
			suite.Rule("FAKE-01", func(c *engine.Check) {
				_, _ = c.Target().Raw(c.Context(), target.RawCall{Operation: "GetUser"})
			}, test.options...)
			on, err := target.New(t.Context(), target.Config{Endpoint: server.URL}, target.Options{Getenv: func(string) string { return "" }})
			if err != nil {
				t.Fatal(err)
			}
			session := suite.NewSession(t.Context(), on, engine.SessionOptions{})
			session.Alone(t.Context(), "FAKE-01")
			if calls.Load() != test.calls {
				t.Errorf("%d calls, want %d", calls.Load(), test.calls)
			}
		})
	}
}
