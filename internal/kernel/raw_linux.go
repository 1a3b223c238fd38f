//go:build !race

package kernel

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Read is read(2): n is 0 at the end. The error is a syscall.Errno.
func Read(fd uintptr, p []byte) (n int, err error) {
	return transfer(unix.SYS_READ, fd, p, 0)
}

// Write is write(2), which may write a part of p. The error is a syscall.Errno.
func Write(fd uintptr, p []byte) (n int, err error) {
	return transfer(unix.SYS_WRITE, fd, p, 0)
}

// Peek is recv(2) of what is left to be read. The error is a syscall.Errno.
func Peek(fd uintptr, p []byte) (n int, err error) {
	return transfer(unix.SYS_RECVFROM, fd, p, unix.MSG_PEEK|unix.MSG_DONTWAIT)
}

func transfer(call, fd uintptr, p []byte, flags uintptr) (int, error) {
	for {
		n, _, errno := syscall.RawSyscall6(call, fd, uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)), flags, 0, 0) //nolint:gosec // the bytes that the kernel is told of
		switch errno {
		case 0:
			return int(n), nil
		case unix.EINTR:
		default:
			return 0, errno
		}
	}
}
