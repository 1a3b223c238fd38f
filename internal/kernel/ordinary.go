//go:build unix && (!linux || race)

// As any program calls: for systems where a bare call is not to be made, and for
// the race detector, which learns from the syscall package what order data sent
// between two goroutines puts them in.

package kernel

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// Read is read(2): n is 0 at the end. The error is a syscall.Errno.
func Read(fd uintptr, p []byte) (n int, err error) {
	return again(func() (int, error) { return syscall.Read(int(fd), p) })
}

// Write is write(2), which may write a part of p. The error is a syscall.Errno.
func Write(fd uintptr, p []byte) (n int, err error) {
	return again(func() (int, error) { return syscall.Write(int(fd), p) })
}

// Peek is recv(2) of what is left to be read. The error is a syscall.Errno.
func Peek(fd uintptr, p []byte) (n int, err error) {
	return again(func() (int, error) {
		n, _, err := unix.Recvfrom(int(fd), p, unix.MSG_PEEK|unix.MSG_DONTWAIT)
		return n, err
	})
}

// again calls until no signal interrupts.
func again(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if err != unix.EINTR { //nolint:errorlint // a bare number
			return max(n, 0), err
		}
	}
}
