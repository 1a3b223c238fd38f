package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"
	"syscall"

	"github.com/aws/smithy-go"

	"github.com/cogbench/cogbench/target"
)

// The types of errors that are the driver's own: it ran out of what connections
// take.
const (
	noDescriptors = "no-descriptors"
	noPorts       = "no-ports"
)

// maxTypeName bounds an error's name, which the target chooses.
const maxTypeName = 64

// Classify names what went wrong with a journey, for the counts of a report:
// the service's exception, "http-429" of an answer without one, "timeout",
// "connection-refused", "connection-reset", "connection-closed", "unreachable",
// "broken-answer", "no-descriptors" and "no-ports" of this machine, "canceled",
// "unsent", or "unexpected" for an answer that the journey could not go on from. A
// name has no space, so that a threshold can speak of it.
func Classify(err error) string {
	if !isCall(err) {
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			return "canceled"
		}
		return "unexpected"
	}
	e := target.AsError(err)
	switch e.Kind {
	case target.TimedOut:
		return "timeout"
	case target.Canceled:
		return "canceled"
	case target.Unreachable:
		return classifyConnection(err)
	case target.Malformed:
		return "broken-answer"
	case target.Unsent:
		return "unsent"
	}
	if e.Name != "" {
		return typeName(e.Name)
	}
	return fmt.Sprintf("http-%d", e.Status)
}

// isCall tells whether the error is of a call, not of what the journey made of
// its answer.
func isCall(err error) bool {
	if _, ok := errors.AsType[*target.Error](err); ok {
		return true
	}
	_, ok := errors.AsType[*smithy.OperationError](err)
	return ok
}

func classifyConnection(err error) string {
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
	return "unreachable"
}

// isMalformed tells whether the head of an answer was cut or is none.
func isMalformed(err error) bool {
	_, cut := errors.AsType[textproto.ProtocolError](err)
	return cut || strings.Contains(err.Error(), "malformed HTTP")
}

// typeName keeps what an exception's name may consist of.
func typeName(name string) string {
	clean := strings.Map(func(r rune) rune {
		if r == '.' || r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, name)
	if clean == "" {
		return "unnamed"
	}
	return clean[:min(len(clean), maxTypeName)]
}

// retryable tells whether the same call may succeed a moment later: the target
// asked for less, failed inside, or the connection did.
func retryable(err error) bool {
	if !isCall(err) {
		return false
	}
	switch target.AsError(err).Kind {
	case target.Throttled, target.ServerError, target.Unreachable, target.TimedOut, target.Malformed:
		return true
	}
	return false
}
