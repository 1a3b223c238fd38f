package vectors

import (
	"errors"
	"time"

	"github.com/cogbench/cogbench/vectors/own"
)

// answerOwn answers a request with package srp.
func answerOwn(r Request) Answer {
	start := time.Now()
	output, err := own.Compute(r.Op, r.Input)
	took := time.Since(start)
	switch {
	case errors.Is(err, own.ErrUnsupported):
		return Answer{ID: r.ID, Error: Unsupported}
	case err != nil:
		return Answer{ID: r.ID, Error: Rejected, Reason: err.Error()}
	}
	return Answer{ID: r.ID, Output: output, NS: max(1, took.Nanoseconds())}
}
