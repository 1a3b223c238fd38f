package vectors_test

import (
	"testing"
	"time"

	"github.com/cogbench/cogbench/vectors"
)

// The contract: package srp agrees with every vector, within five seconds.
func TestOwnLibraryAgrees(t *testing.T) {
	start := time.Now()
	result, err := vectors.Check(t.Context(), vectors.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if verdict, why := result.Verdict(); verdict != vectors.Agreed {
		t.Errorf("verdict: %s", why)
	}
	for _, c := range result.Cases {
		if c.Outcome == "fail" {
			t.Errorf("%s: %s: %s", c.ID, c.Cause, c.Message)
		}
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
	t.Logf("%+v in %s", result.Summary, time.Since(start))
}
