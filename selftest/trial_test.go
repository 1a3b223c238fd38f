package selftest_test

import (
	"strings"
	"testing"

	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/selftest"
)

// A server that refuses Sessions of the length that it issues breaks every sign-in,
// which neither fault does alone.
func TestFaultsThatExcludeOneAnotherShareNoPool(t *testing.T) {
	t.Parallel()
	apart := 0
	for _, trial := range selftest.Weaker(suiteOf(t).Catalogue(), faults.All(), true) {
		for _, fault := range faults.All() {
			for _, other := range fault.Apart {
				apart++
				if strings.Contains(trial.Summary+",", " "+fault.Name+",") && strings.Contains(trial.Summary+",", " "+other+",") {
					t.Errorf("%s has both %s and %s", trial.Name, fault.Name, other)
				}
			}
		}
	}
	if apart == 0 {
		t.Error("no fault is kept apart from another")
	}
}
