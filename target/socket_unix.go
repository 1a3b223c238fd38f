//go:build unix

package target

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"

	"github.com/cogbench/cogbench/internal/kernel"
)

// hasSockets tells whether newSocket works on this system.
const hasSockets = true

// socket is a TCP connection read and written by one goroutine at a time, past
// Go's scheduler (package kernel); it waits as any connection of Go's does.
type socket struct {
	net.Conn
	raw syscall.RawConn

	// What the attempt under way is about, and how it went: here, because a
	// function literal for each call would be an allocation for each.
	buffer  []byte
	one     [1]byte // to peek into
	n       int
	err     error
	attempt struct{ read, write, peek func(fd uintptr) (done bool) }
}

func newSocket(c net.Conn) (*socket, error) {
	file, ok := c.(syscall.Conn)
	if !ok {
		return nil, errors.ErrUnsupported
	}
	raw, err := file.SyscallConn()
	if err != nil {
		return nil, err
	}
	s := &socket{Conn: c, raw: raw}
	s.attempt.read = s.unlessItWaits(kernel.Read)
	s.attempt.write = s.unlessItWaits(kernel.Write)
	s.attempt.peek = func(fd uintptr) bool {
		s.n, s.err = kernel.Peek(fd, s.buffer)
		return true
	}
	return s, nil
}

// unlessItWaits makes an attempt of a call: not done when there is nothing to
// read yet, or no room to write.
func (s *socket) unlessItWaits(call func(fd uintptr, p []byte) (int, error)) func(uintptr) bool {
	return func(fd uintptr) bool {
		s.n, s.err = call(fd, s.buffer)
		return !errors.Is(s.err, syscall.EAGAIN)
	}
}

func (s *socket) Read(p []byte) (int, error) {
	s.buffer = p
	if err := s.raw.Read(s.attempt.read); err != nil {
		return 0, s.opError("read", err)
	}
	if s.err != nil {
		return 0, s.opError("read", os.NewSyscallError("read", s.err))
	}
	if s.n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return s.n, nil
}

func (s *socket) Write(p []byte) (written int, err error) {
	for written < len(p) {
		s.buffer = p[written:]
		if err := s.raw.Write(s.attempt.write); err != nil {
			return written, s.opError("write", err)
		}
		if s.err != nil {
			return written, s.opError("write", os.NewSyscallError("write", s.err))
		}
		written += s.n
	}
	return written, nil
}

// isQuiet tells whether the other side left an idle connection open and sent
// nothing that nobody asked for.
func (s *socket) isQuiet() bool {
	s.buffer = s.one[:]
	return s.raw.Read(s.attempt.peek) == nil && errors.Is(s.err, syscall.EAGAIN)
}

// opError is the error as the connection's own methods would return it.
func (s *socket) opError(op string, err error) error {
	if waiting, ok := errors.AsType[*net.OpError](err); ok {
		err = waiting.Err
	}
	return &net.OpError{Op: op, Net: s.LocalAddr().Network(), Source: s.LocalAddr(), Addr: s.RemoteAddr(), Err: err}
}
