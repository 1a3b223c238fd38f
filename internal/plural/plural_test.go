package plural_test

import (
	"testing"

	"github.com/cogbench/cogbench/internal/plural"
)

func TestCountKnowsItsPlural(t *testing.T) {
	for n, want := range map[int64]string{0: "0 users were", 1: "1 user was", 2: "2 users were"} {
		if got := plural.Count(n, "user") + " " + plural.Pick(n, "was", "were"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
