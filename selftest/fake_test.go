package selftest_test

import (
	"testing"

	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/selftest"
)

// A rule that passes although its fault fakes it shows nothing, and the entry is not as
// it says.
func TestAFakedRuleMayNotPass(t *testing.T) {
	if testing.Short() {
		t.Skip("starts pools and processes")
	}
	t.Parallel()
	m := selftest.Run(t.Context(), suiteOf(t), selftest.Options{
		Command: itself, Parallel: 1, Rules: []string{"WIRE-25", "WIRE-26", "WIRE-28"},
		Faults: []faults.Fault{named(t, "wrong-content-type", func(f *faults.Fault) { f.Fakes = []string{"WIRE-26"} })},
	})
	row := m.Faults[0]
	if got := rulesOf(row.With(selftest.Acquitted)); got != "WIRE-26" || rulesOf(row.With(selftest.Killed)) != "WIRE-25" {
		t.Errorf("acquitted %q, killed %q", got, rulesOf(row.With(selftest.Killed)))
	}
	if row.Foreseen() || row.Exact() || m.OK() || m.Summary.Acquitted != 1 {
		t.Errorf("foreseen %t, exact %t, ok %t, summary %+v", row.Foreseen(), row.Exact(), m.OK(), m.Summary)
	}
}
