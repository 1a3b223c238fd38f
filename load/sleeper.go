package load

import (
	"context"
	"time"
)

// sleeper wakes the pacer, one wait at a time.
type sleeper interface {
	// wait returns after d, or soon after the context ended. It may return early.
	wait(ctx context.Context, d time.Duration)
	close()
}

// runtimeSleeper is as exact as the runtime's timers: a millisecond while the
// process is idle.
type runtimeSleeper struct{}

func (runtimeSleeper) wait(ctx context.Context, d time.Duration) { pause(ctx, d) }

func (runtimeSleeper) close() {}
