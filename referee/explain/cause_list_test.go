package explain_test

import (
	"testing"

	"github.com/cogbench/cogbench/referee/explain"
	"github.com/cogbench/cogbench/spec"
)

// Who lists the causes finds each once, with rules that exist.
func TestCausesAreListed(t *testing.T) {
	catalogue, err := spec.LoadClient()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, cause := range explain.Causes() {
		if seen[cause.ID] || cause.Summary == "" {
			t.Errorf("%q is listed twice, or says nothing", cause.ID)
		}
		seen[cause.ID] = true
		for _, id := range cause.Rules {
			if !catalogue.Has(id) {
				t.Errorf("%s breaks %s, which there is not", cause.ID, id)
			}
		}
	}
	if !seen["device-key-missing-in-mfa-response"] {
		t.Errorf("%d causes, without the best known", len(seen))
	}
}
