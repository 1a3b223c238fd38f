package target

import (
	"context"
	"time"
)

// Timing receives when a call was sent and how long it took to the last byte.
type Timing struct {
	Started   time.Time
	RoundTrip time.Duration
}

type timingKey struct{}

// WithTiming has the next call under the context fill t in. The last call wins.
func WithTiming(ctx context.Context, t *Timing) context.Context {
	return context.WithValue(ctx, timingKey{}, t)
}

func timingOf(ctx context.Context) *Timing {
	t, _ := ctx.Value(timingKey{}).(*Timing)
	return t
}
