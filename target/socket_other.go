//go:build !unix

package target

import (
	"errors"
	"net"
)

const hasSockets = false

type socket struct{ net.Conn }

func newSocket(net.Conn) (*socket, error) { return nil, errors.ErrUnsupported }

func (*socket) isQuiet() bool { return false }
