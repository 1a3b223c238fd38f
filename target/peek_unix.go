//go:build unix

package target

import (
	"errors"
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// canPeek tells whether isQuiet works on this system.
const canPeek = true

// isQuiet tells whether an idle connection is still open, with nothing to read: what
// comes between two calls is the end, or an answer to no question.
func isQuiet(conn net.Conn) bool {
	if inner, ok := conn.(interface{ NetConn() net.Conn }); ok { // a TLS connection
		conn = inner.NetConn()
	}
	file, ok := conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := file.SyscallConn()
	if err != nil {
		return false
	}
	quiet := false
	err = raw.Control(func(fd uintptr) {
		var one [1]byte
		_, _, err := unix.Recvfrom(int(fd), one[:], unix.MSG_PEEK|unix.MSG_DONTWAIT)
		quiet = errors.Is(err, unix.EAGAIN)
	})
	return err == nil && quiet
}
