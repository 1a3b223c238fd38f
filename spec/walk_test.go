package spec_test

import (
	"slices"
	"testing"

	"github.com/cogbench/cogbench/spec"
)

// Every step of the picture has an area with rules, and no area two steps.
func TestWalkLeadsThroughTheAreas(t *testing.T) {
	catalogue, err := spec.Load()
	if err != nil {
		t.Fatal(err)
	}
	walk, err := spec.Walk()
	if err != nil {
		t.Fatal(err)
	}
	if len(walk) == 0 {
		t.Fatal("no step")
	}
	seen := map[string]bool{}
	for _, arrow := range walk {
		if !slices.ContainsFunc(catalogue.Areas, func(a spec.Area) bool { return a.ID == arrow.Area }) || arrow.Text == "" || seen[arrow.Area] {
			t.Errorf("%+v: an area that does not exist or was there before, or no text", arrow)
		}
		seen[arrow.Area] = true
	}
}
