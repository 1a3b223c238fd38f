package target_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

// TestCallsStayBelowTheQuota counts how many calls a second get through. The
// quota of one category does not hold others up.
func TestCallsStayBelowTheQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := target.NewGovernor(map[string]float64{"UserAuthentication": 50})
		started := time.Now()
		for range 41 {
			if err := limits(t.Context(), "RespondToAuthChallenge"); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(started); took != time.Second { // 80 % of 50 a second
			t.Errorf("41 calls took %v", took)
		}
		started = time.Now()
		for range 1000 {
			if err := limits(t.Context(), "GetDevice"); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(started); took != 0 {
			t.Errorf("calls of another category took %v", took)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := limits(ctx, "InitiateAuth"); err == nil {
			t.Error("an ended context was waited for")
		}
	})
}

// TestEveryOperationHasACategory holds that a new operation of the model is given
// its quota.
func TestEveryOperationHasACategory(t *testing.T) {
	model, err := spec.Model()
	if err != nil {
		t.Fatal(err)
	}
	for name := range model {
		if target.CategoryOf(name) == "" {
			t.Errorf("%s has none", name)
		}
	}
}
