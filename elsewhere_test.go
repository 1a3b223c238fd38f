package cogbench_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/variations"
	"github.com/cogbench/cogbench/report"
)

// withKeySet has the endpoint answer in this way where a key set is asked for.
func withKeySet(answer http.HandlerFunc) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/.well-known/jwks.json") {
				answer(w, r)
				return
			}
			h.ServeHTTP(w, r)
		})
	}
}

// TestIssuerElsewhere holds that signatures are not judged where the keys are on another
// host, and that all else of tokens is. A key set at the endpoint has to have the keys.
func TestIssuerElsewhere(t *testing.T) {
	for name, c := range map[string]struct {
		around func(http.Handler) http.Handler
		want   report.Outcome
	}{
		"a key set at the endpoint": {nil, report.Pass},
		"none at the endpoint":      {withKeySet(http.NotFound), report.Skip},
		"one without the keys":      {withKeySet(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"keys":[]}`)) }), report.Fail},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options := refpool.Options{Around: c.around}
			elsewhere, err := variations.Named("issuer-elsewhere")
			must(t, err)
			elsewhere.Install(&options)
			server, err := embeddedpool.Start(options, "")
			must(t, err)
			t.Cleanup(func() { _ = server.Close() })
			config := server.Config(t.Name())
			found := conforming(t, &config, "TOK")
			if got := outcomeOf(found, "TOK-04"); got != c.want {
				t.Errorf("TOK-04: %s, want %s", got, c.want)
			}
			others := slices.DeleteFunc(found.Rules, func(r report.Rule) bool { return r.ID == "TOK-04" })
			for _, rule := range others {
				if rule.Outcome == report.Fail {
					t.Errorf("%s: %s", rule.ID, rule.Message)
				}
			}
		})
	}
}
