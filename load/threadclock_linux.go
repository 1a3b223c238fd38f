package load

import (
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// threadClock measures the processor time of a computation: its goroutine is
// kept on one thread, and the kernel says what that thread used.
type threadClock struct{ from time.Duration }

func startThreadClock() threadClock {
	runtime.LockOSThread()
	return threadClock{threadTime()}
}

// stop returns the processor time since the start; wall is used if the
// kernel has no such clock.
func (c threadClock) stop(wall time.Duration) time.Duration {
	defer runtime.UnlockOSThread()
	if now := threadTime(); c.from > 0 && now > c.from {
		return now - c.from
	}
	return wall
}

// threadTime is the processor time that the calling thread has used; 0 if the
// kernel does not say.
func threadTime() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}
