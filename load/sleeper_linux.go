package load

import (
	"context"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// kernelSleeper is a timer of the kernel's that the runtime waits for as it does
// for sockets: exact to some 60 µs, and nothing runs meanwhile.
type kernelSleeper struct {
	file *os.File
	raw  syscall.RawConn
	fd   int
}

// newSleeper is the most exact that the system has.
func newSleeper() sleeper {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return runtimeSleeper{}
	}
	file := os.NewFile(uintptr(fd), "timer")
	raw, err := file.SyscallConn()
	if err != nil || file.SetReadDeadline(time.Time{}) != nil { // the runtime cannot wait for it
		_ = file.Close()
		return runtimeSleeper{}
	}
	return &kernelSleeper{file, raw, fd}
}

func (s *kernelSleeper) wait(ctx context.Context, d time.Duration) {
	spec := unix.ItimerSpec{Value: unix.NsecToTimespec(int64(max(d, 1)))} // 0 would be never
	// What ends the wait ends all later ones too: the run is over.
	release := context.AfterFunc(ctx, func() { _ = s.file.SetReadDeadline(time.Unix(1, 0)) })
	defer release()
	var armed bool
	var failed error
	// The runtime calls again when the timer went off. It is set within the first
	// call, after which nothing that happens is missed; setting it anew takes back
	// what it has to be read, so that reading it is not needed.
	_ = s.raw.Read(func(uintptr) bool {
		if armed {
			return true
		}
		armed = true
		failed = unix.TimerfdSettime(s.fd, 0, &spec, nil)
		return failed != nil
	})
	if failed != nil {
		pause(ctx, d)
	}
}

func (s *kernelSleeper) close() { _ = s.file.Close() }
