package engine

import (
	"fmt"
	"runtime/debug"

	"github.com/cogbench/cogbench/report"
)

// ending ends a case, or a check outside any case, by way of a panic: an
// assertion that fails must not let the code after it run.
type ending struct {
	outcome          report.Outcome
	message          string
	expected, actual string
	because          []string
	unanswered       bool  // the target gave no answer at all
	err              error // of the call that it is about; nil for none
}

// failed is the ending of a case in which the target did not do what the rule says.
func failed(expected, actual string) *ending {
	return &ending{
		outcome: report.Fail, expected: expected, actual: actual,
		message: fmt.Sprintf("expected %s, got %s", expected, actual),
	}
}

// skipped is the ending of a case that cannot be judged; because is why.
func skipped(message, because string, unanswered bool) *ending {
	return &ending{outcome: report.Skip, message: message, because: []string{because}, unanswered: unanswered}
}

// caught turns a recovered value into the ending that was thrown, nil for none.
// Any other panic is a defect and goes on as it was.
func caught(recovered any) *ending {
	switch e := recovered.(type) {
	case nil:
		return nil
	case *ending:
		return e
	default:
		panic(e)
	}
}

// about adds the error that an ending is about, on its way.
func about(err error) {
	if e := caught(recover()); e != nil {
		e.err = err
		panic(e)
	}
}

// Error implements error.
func (e *ending) Error() string { return e.String() }

// Unwrap returns the error that the ending is about.
func (e *ending) Unwrap() error { return e.err }

// String implements [fmt.Stringer], for an ending that nothing catches.
func (e *ending) String() string { return fmt.Sprintf("%s: %s", e.outcome, e.message) }

// asCase is the ending as the result of a named case.
func (e *ending) asCase(name string) report.Case {
	return report.Case{
		Name: name, Outcome: e.outcome, Message: e.message,
		Expected: e.expected, Actual: e.actual, Because: e.because,
	}
}

// sidePanic is a panic of a body that ran beside others: it is thrown again on the
// check's own goroutine, where the runner can catch it.
type sidePanic struct {
	value any
	stack []byte
}

// sidePanicOf is a recovered value with the stack that it came from, nil for none.
func sidePanicOf(recovered any) *sidePanic {
	if recovered == nil {
		return nil
	}
	return &sidePanic{recovered, debug.Stack()}
}

// String implements [fmt.Stringer].
func (p *sidePanic) String() string { return fmt.Sprintf("%v\n%s", p.value, p.stack) }
