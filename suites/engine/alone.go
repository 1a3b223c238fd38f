package engine

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"
)

// grace is how long a check whose time is over may take to end.
const grace = time.Second

// errOutOfTime is why the context of a check ended that took too long.
var errOutOfTime = errors.New("the check took too long")

// Alone runs the check of a rule in this process without a runner of tests. A
// check that panics, or goes on after its time, is a skip. It is interrupted where
// ctx ended before the check came to anything.
func (s *Session) Alone(ctx context.Context, id string) Checked {
	limit := s.timeLimit(id)
	within, cancel := context.WithTimeoutCause(ctx, limit, errOutOfTime)
	defer cancel()
	c := s.Begin(within, id)
	end := c.alone(within, limit)
	if ctx.Err() != nil && end.State == Skipped {
		end.State = Interrupted
	}
	return c.Record().Of(c.Rule(), end)
}

// alone runs the check and says how it ended, at the latest a moment after its
// time: a check that hangs is left behind.
func (c *Check) alone(ctx context.Context, limit time.Duration) End {
	begun := time.Now()
	t := &standIn{}
	over := make(chan struct{})
	go func() {
		defer close(over)
		defer t.recover()
		c.Run(t)
	}()
	patience := time.NewTimer(limit + grace)
	defer patience.Stop()
	end := End{State: TimedOut}
	select {
	case <-over:
		end = t.end
		if end.State != Panicked && errors.Is(context.Cause(ctx), errOutOfTime) {
			end = End{State: TimedOut}
		}
	case <-patience.C:
	case <-ended(ctx, over):
		end = End{State: Interrupted}
	}
	end.Seconds = time.Since(begun).Seconds()
	return end
}

// ended is closed a moment after ctx ended for another reason than the check's own
// time, unless the check is over before.
func ended(ctx context.Context, over <-chan struct{}) <-chan struct{} {
	late := make(chan struct{})
	go func() {
		select {
		case <-over:
			return
		case <-ctx.Done():
		}
		if errors.Is(context.Cause(ctx), errOutOfTime) {
			return
		}
		select {
		case <-over:
		case <-time.After(grace):
			close(late)
		}
	}()
	return late
}

// standIn is the runner of a check that has no other.
type standIn struct{ end End }

// Helper implements T.
func (*standIn) Helper() {}

// Log implements T: the record has it.
func (*standIn) Log(...any) {}

// Attr implements T: the record has it.
func (*standIn) Attr(string, string) {}

// Fatal implements T.
func (t *standIn) Fatal(args ...any) {
	t.end = End{State: Failed, Message: fmt.Sprint(args...)}
	runtime.Goexit()
}

// Skip implements T.
func (t *standIn) Skip(...any) {
	t.end = End{State: Skipped}
	runtime.Goexit()
}

// recover takes a panic for the check's defect.
func (t *standIn) recover() {
	if p := recover(); p != nil {
		t.end = End{State: Panicked, Message: fmt.Sprint(p), Stack: string(debug.Stack())}
	}
}
