package engine_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// TestVerdictsTellTheirRungs has a server refuse one flow, and holds that what was
// judged with the client that lacks it says so, as does what knows of it beforehand.
func TestVerdictsTellTheirRungs(t *testing.T) {
	const want = "client: CreateUserPoolClient without ALLOW_CUSTOM_AUTH"
	refusals := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body strings.Builder
		_ = r.Write(&body)
		switch {
		case strings.Contains(body.String(), "ALLOW_CUSTOM_AUTH"):
			refusals++
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"__type":"InvalidParameterException","message":"no"}`))
		default:
			_, _ = w.Write([]byte(`{"UserPool":{"Id":"us-east-1_1"},"UserPoolClient":{"ClientId":"c"}}`))
		}
	}))
	defer server.Close()
	suite := engine.NewSuite(&spec.Catalogue{Rules: []spec.Rule{{ID: "FAKE-01", Level: spec.Must, Step: "fake"}}})
	suite.Rule("FAKE-01", func(c *engine.Check) {
		c.Client(c.Pool(target.PoolSpec{}), target.ClientSpec{})
	})
	plan := &engine.Plan{Run: []string{"FAKE-01"}, Not: map[string]string{}}
	options := engine.Options{Target: &target.Config{
		Endpoint: server.URL, Credentials: &target.Credentials{AccessKeyID: "a", SecretAccessKey: "b"},
	}}
	for _, reached := range [][]target.Rung{nil, {{Thing: "client", Way: "CreateUserPoolClient", Without: []string{"ALLOW_CUSTOM_AUTH"}}}} {
		refusals, options.Explored = 0, &target.Exploration{Rungs: reached}
		results := suite.Run(t.Context(), plan, options)
		if rungs := results.Rules[0].Rungs; !slices.Equal(rungs, []string{want}) {
			t.Errorf("rungs %q of %+v", rungs, results)
		}
		if known := len(reached) > 0; known != (refusals == 0) {
			t.Errorf("refused %d times, known before: %v", refusals, known)
		}
	}
}

// TestChecksKnowWhatWasExplored holds that a check's target knows what an exploration found.
func TestChecksKnowWhatWasExplored(t *testing.T) {
	suite := engine.NewSuite(&spec.Catalogue{Rules: []spec.Rule{{ID: "FAKE-01", Level: spec.Must, Step: "fake"}}})
	var lacks bool
	suite.Rule("FAKE-01", func(c *engine.Check) { lacks = c.Target().Lacks("ConfirmDevice") })
	explored := &target.Exploration{Lacking: []target.Lack{{Operation: "ConfirmDevice", Status: 501}}}
	options := engine.Options{Target: &target.Config{Endpoint: "http://127.0.0.1:1"}, Explored: explored}
	suite.Run(t.Context(), &engine.Plan{Run: []string{"FAKE-01"}, Not: map[string]string{}}, options)
	if !lacks {
		t.Error("it knows of no operation that is lacking")
	}
}
