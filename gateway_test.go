package cogbench_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/report"
)

// hiccups has a proxy before the server, which does not reach it with each fifth call that an
// administrator makes of devices: the preflight makes none.
func hiccups(h http.Handler) http.Handler {
	var calls atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		operation := r.Header.Get("X-Amz-Target")
		if strings.Contains(operation, ".Admin") && strings.Contains(operation, "Device") && calls.Add(1)%5 == 0 {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusBadGateway)
			_, _ = w.Write([]byte("<h1>502 Bad Gateway</h1>"))
			return
		}
		h.ServeHTTP(w, r)
	})
}

// TestProxiesAreNotJudged holds that what a proxy answers in place of the server fails no
// rule.
func TestProxiesAreNotJudged(t *testing.T) {
	server, err := embeddedpool.Start(refpool.Options{Around: hiccups}, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	config := server.Config(t.Name())
	for _, rule := range conforming(t, &config, "WIRE-17", "WIRE-19", "WIRE-21", "WIRE-26").Rules {
		if rule.Outcome == report.Fail {
			t.Errorf("%s: %s", rule.ID, rule.Message)
		}
	}
}
