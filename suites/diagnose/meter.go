package diagnose

import (
	"context"
	"fmt"
)

// meter counts the calls of sign-ins, and makes none beyond the inquiry's bound.
type meter struct{ inquiry *Inquiry }

// spentError says that a bound of the inquiry is reached.
type spentError struct{ what string }

func (e *spentError) Error() string { return e.what + " are used up" }

// Call implements scenarios.Meter.
func (m meter) Call(ctx context.Context, _ string, call func(context.Context) error) error {
	q := m.inquiry
	q.mu.Lock()
	spent := q.calls == inquiryCalls
	if !spent {
		q.calls++
	}
	q.mu.Unlock()
	if spent {
		return &spentError{fmt.Sprintf("its %d calls", inquiryCalls)}
	}
	return call(ctx)
}

// Compute implements scenarios.Meter.
func (meter) Compute(_ string, arithmetic func() error) error { return arithmetic() }
