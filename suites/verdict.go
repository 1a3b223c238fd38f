package suites

import (
	"fmt"

	"github.com/cogbench/cogbench/report"
)

// verdict ends a case, or a check outside any case, by way of a panic: an
// assertion that fails must not let the code after it run.
type verdict struct {
	outcome          report.Outcome
	message          string
	expected, actual string
	because          []string
	unanswered       bool // the target gave no answer at all
}

// caught turns a recovered value into the verdict that was thrown. Any other
// panic is a defect and goes on as it was.
func caught(recovered any) (*verdict, bool) {
	switch v := recovered.(type) {
	case nil:
		return nil, false
	case *verdict:
		return v, true
	default:
		panic(v)
	}
}

// String implements [fmt.Stringer], for a verdict thrown where nothing catches it.
func (v *verdict) String() string { return fmt.Sprintf("%s: %s", v.outcome, v.message) }

// asCase is the verdict as the result of a named case.
func (v *verdict) asCase(name string) report.Case {
	return report.Case{
		Name: name, Outcome: v.outcome, Message: v.message,
		Expected: v.expected, Actual: v.actual,
	}
}
