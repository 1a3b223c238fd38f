package vectors

import (
	"errors"

	"github.com/cogbench/cogbench/internal/stopwatch"
	"github.com/cogbench/cogbench/vectors/own"
)

// answerOwn answers a request with package srp.
func answerOwn(r Request) Answer {
	watch := stopwatch.Start()
	output, err := own.Compute(r.Op, r.Input)
	took := watch.Elapsed()
	switch {
	case errors.Is(err, own.ErrUnsupported):
		return Answer{ID: r.ID, Error: Unsupported}
	case err != nil:
		return Answer{ID: r.ID, Error: Rejected, Reason: err.Error()}
	}
	return Answer{ID: r.ID, Output: output, NS: max(1, took.Nanoseconds())}
}
