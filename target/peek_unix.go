//go:build unix

package target

import (
	"errors"
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

const canPeek = true

// isQuiet tells whether the other side left an idle connection open and sent
// nothing that nobody asked for.
func isQuiet(c net.Conn) bool {
	socket, ok := c.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return false
	}
	var found error
	err = raw.Read(func(fd uintptr) bool {
		var one [1]byte
		_, _, found = unix.Recvfrom(int(fd), one[:], unix.MSG_PEEK|unix.MSG_DONTWAIT)
		return true
	})
	return err == nil && (errors.Is(found, unix.EAGAIN) || errors.Is(found, unix.EWOULDBLOCK))
}
