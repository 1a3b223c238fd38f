package load

import (
	"runtime"
	"time"

	"github.com/cogbench/cogbench/internal/kernel"
)

// threadClock measures the processor time of a computation: its goroutine is
// kept on one thread, and the kernel says what that thread used.
type threadClock struct{ from time.Duration }

func startThreadClock() threadClock {
	runtime.LockOSThread()
	return threadClock{kernel.ThreadTime()}
}

// stop returns the processor time since the start; wall is used if the
// kernel has no such clock.
func (c threadClock) stop(wall time.Duration) time.Duration {
	defer runtime.UnlockOSThread()
	if now := kernel.ThreadTime(); c.from > 0 && now > c.from {
		return now - c.from
	}
	return wall
}
