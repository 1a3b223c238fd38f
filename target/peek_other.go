//go:build !unix

package target

import "net"

const canPeek = false

func isQuiet(net.Conn) bool { return false }
