//go:build !linux

package load

import "time"

func newSleeper() sleeper { return runtimeSleeper{} }

// threadClock stands for processor time by wall time, which is more when the
// machine is busy.
type threadClock struct{}

func startThreadClock() threadClock { return threadClock{} }

func (threadClock) stop(wall time.Duration) time.Duration { return wall }
