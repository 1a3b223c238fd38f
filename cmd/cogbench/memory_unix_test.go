//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// maxMemory is the most memory that a process that ended has had, in bytes; 0 if the
// system does not say.
func maxMemory(ended *os.ProcessState) int64 {
	usage, ok := ended.SysUsage().(*syscall.Rusage)
	switch {
	case !ok:
		return 0
	case runtime.GOOS == "darwin" || runtime.GOOS == "ios":
		return int64(usage.Maxrss) //nolint:unconvert // in bytes; int32 on some machines
	default:
		return int64(usage.Maxrss) << 10 //nolint:unconvert // in KiB; int32 on some machines
	}
}
