//go:build !linux

package load

import "time"

// fineSleep is as exact as the runtime's timers.
func fineSleep(d time.Duration) { time.Sleep(d) }
