//go:build unix

package load

import (
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// processUsage is the processor time of this process, and the most memory in
// bytes that it had at once.
func processUsage() (cpu time.Duration, maxRSS int64) {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
		return 0, 0
	}
	maxRSS = int64(u.Maxrss)
	if runtime.GOOS != "darwin" && runtime.GOOS != "ios" {
		maxRSS *= 1024 // all others count kibibytes
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), maxRSS
}
