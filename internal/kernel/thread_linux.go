package kernel

import (
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// ThreadTime is the processor time that the calling thread has used; 0 if the
// kernel does not tell.
func ThreadTime() time.Duration {
	var t unix.Timespec
	_, _, errno := syscall.RawSyscall(unix.SYS_CLOCK_GETTIME, unix.CLOCK_THREAD_CPUTIME_ID, uintptr(unsafe.Pointer(&t)), 0) //nolint:gosec // where the kernel writes to
	if errno != 0 {
		return 0
	}
	return time.Duration(t.Nano())
}
