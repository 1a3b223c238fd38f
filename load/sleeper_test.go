package load_test

import (
	"context"
	"testing"
	"time"

	"github.com/cogbench/cogbench/load"
)

func TestSleeperWakesNoSoonerAndStopsWithItsContext(t *testing.T) {
	waits, done := load.Waits()
	defer done()
	for name, wait := range waits {
		t.Run(name, func(t *testing.T) {
			for _, d := range []time.Duration{1, time.Microsecond, 3 * time.Millisecond, 20 * time.Millisecond} {
				began := time.Now()
				wait(t.Context(), d)
				if took := time.Since(began); took < d || took > d+time.Minute {
					t.Errorf("waited %v for %v", took, d)
				}
			}
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(10*time.Millisecond, cancel)
			began := time.Now()
			wait(ctx, time.Hour)
			if ctx.Err() == nil {
				t.Error("the wait of an hour ended before its context")
			}
			wait(ctx, time.Hour) // whoever asks again is not made to wait
			if took := time.Since(began); took > time.Minute {
				t.Errorf("the context ended after 10 ms, the wait after %v", took)
			}
		})
	}
}
