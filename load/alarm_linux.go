package load

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// kernelAlarm is a timer of the kernel's that the runtime waits for as it does
// for sockets: exact to some 60 µs, and nothing runs meanwhile.
type kernelAlarm struct {
	file *os.File
	raw  syscall.RawConn
	fd   int
}

// newAlarm is the most exact that the system has.
func newAlarm() alarm {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return runtimeAlarm{}
	}
	file := os.NewFile(uintptr(fd), "timer")
	raw, err := file.SyscallConn()
	if err != nil || file.SetReadDeadline(time.Time{}) != nil { // the runtime cannot wait for it
		_ = file.Close()
		return runtimeAlarm{}
	}
	return &kernelAlarm{file, raw, fd}
}

func (a *kernelAlarm) wait(ctx context.Context, d time.Duration) {
	spec := unix.ItimerSpec{Value: unix.NsecToTimespec(int64(max(d, 1)))} // 0 would be never
	if unix.TimerfdSettime(a.fd, 0, &spec, nil) != nil {
		pause(ctx, d)
		return
	}
	// What ends the wait ends all later ones too: the run is over.
	release := context.AfterFunc(ctx, func() { _ = a.file.SetReadDeadline(time.Unix(1, 0)) })
	defer release()
	_ = a.raw.Read(func(fd uintptr) bool {
		var expired [8]byte
		_, err := unix.Read(int(fd), expired[:])
		return !errors.Is(err, unix.EAGAIN)
	})
}

func (a *kernelAlarm) close() { _ = a.file.Close() }
