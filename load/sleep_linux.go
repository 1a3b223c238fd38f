package load

import (
	"time"

	"golang.org/x/sys/unix"
)

// fineSleep has the kernel wake this thread. The runtime's timers are as coarse
// as a millisecond while the process is idle; this is exact to some 60 µs.
func fineSleep(d time.Duration) {
	t := unix.NsecToTimespec(int64(d))
	_ = unix.Nanosleep(&t, nil) // woken early by a signal, the caller sleeps again
}
