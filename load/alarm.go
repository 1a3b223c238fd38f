package load

import (
	"context"
	"time"
)

// alarm wakes the pacer, one wait at a time.
type alarm interface {
	// wait returns after d, or soon after the context ended.
	wait(ctx context.Context, d time.Duration)
	close()
}

// runtimeAlarm is as exact as the runtime's timers: a millisecond while the
// process is idle.
type runtimeAlarm struct{}

func (runtimeAlarm) wait(ctx context.Context, d time.Duration) { pause(ctx, d) }

func (runtimeAlarm) close() {}
