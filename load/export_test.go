package load

import (
	"context"
	"time"
)

// Waits are the ways to wake a pacer; done gives up what they hold.
func Waits() (waits map[string]func(context.Context, time.Duration), done func()) {
	exact := newSleeper()
	return map[string]func(context.Context, time.Duration){"the system's": exact.wait, "the runtime's": runtimeSleeper{}.wait}, exact.close
}
