package workload

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/smithy-go"

	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/target"
)

// maxTypeName bounds an error's name, which the target chooses.
const maxTypeName = 64

// Classify names what went wrong with a journey, for the counts of a report:
// the service's exception, "http-429" of an answer without one, "timeout",
// "unreachable", what load.ClassifyConnection says of the connection,
// "broken-answer", "canceled", "unsent", or "unexpected" for an answer that the
// journey could not go on from. A name has no space, so that a threshold can
// speak of it.
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
		if kind := load.ClassifyConnection(err); kind != "" {
			return kind
		}
		return "unreachable"
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

// Retryable reports whether the same call may succeed a moment later: the target
// asked for less, failed inside, or the connection did.
func Retryable(err error) bool {
	if !isCall(err) {
		return false
	}
	switch target.AsError(err).Kind {
	case target.Throttled, target.ServerError, target.Unreachable, target.TimedOut, target.Malformed:
		return true
	}
	return false
}

// isCall reports whether the error is of a call, not of what the journey made of
// its answer.
func isCall(err error) bool {
	if _, ok := errors.AsType[*target.Error](err); ok {
		return true
	}
	_, ok := errors.AsType[*smithy.OperationError](err)
	return ok
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
