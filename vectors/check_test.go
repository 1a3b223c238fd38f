package vectors_test

import (
	"testing"

	"github.com/cogbench/cogbench/vectors"
)

// The contract: package srp agrees with every vector.
func TestOwnLibraryAgrees(t *testing.T) {
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
	t.Logf("%+v", result.Summary)
}

// How long the check of package srp takes; the aim is below five seconds.
func BenchmarkCheck(b *testing.B) {
	for b.Loop() {
		if _, err := vectors.Check(b.Context(), vectors.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
