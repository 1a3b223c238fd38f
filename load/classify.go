package load

import (
	"context"
	"errors"
	"io"
	"net"
	"net/textproto"
	"strings"
	"syscall"
)

// The types of errors that are the driver's own: it ran out of what connections
// take.
const (
	noDescriptors = "no-descriptors"
	noPorts       = "no-ports"
)

// errorClasses are what a run knows of its journeys' errors.
type errorClasses struct {
	classify  func(error) string
	retryable func(error) bool
}

// classes are those of the options, or by default those of the network.
func (o Options) classes() errorClasses {
	c := errorClasses{classify: o.Classify, retryable: o.Retryable}
	if c.classify == nil {
		c.classify = Classify
	}
	if c.retryable == nil {
		c.retryable = func(error) bool { return false }
	}
	return c
}

// Classify names what went wrong with a journey as far as that can be seen without
// knowing its protocol: "canceled", what ClassifyConnection says of an error of
// the network, or "unexpected".
func Classify(err error) string {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return "canceled"
	}
	if kind := ClassifyConnection(err); kind != "" {
		return kind
	}
	return "unexpected"
}

// ClassifyConnection names what went wrong with a connection: "timeout",
// "connection-refused", "connection-reset", "connection-closed", "broken-answer",
// "no-descriptors" and "no-ports" of this machine, or "" if the error says none of
// these. A run whose journeys fail with the last two reports that the driver was the limit.
func ClassifyConnection(err error) string {
	timeout, isNet := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return noDescriptors
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return noPorts
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection-refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "connection-reset"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), strings.Contains(err.Error(), "server closed idle connection"):
		return "connection-closed"
	case isMalformed(err):
		return "broken-answer"
	case isNet && timeout.Timeout():
		return "timeout"
	}
	return ""
}

// isMalformed reports whether the head of an HTTP answer was cut or is not one.
func isMalformed(err error) bool {
	_, cut := errors.AsType[textproto.ProtocolError](err)
	return cut || strings.Contains(err.Error(), "malformed HTTP")
}
