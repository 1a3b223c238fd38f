// Package diagnose finds the causes of an SRP library's wrong values: which of the
// known wrong ways of package suspect give the outputs that the library gave.
//
// It promises that a diagnosis names a cause only if that gives every answer that it
// was compared with, right and wrong ones, or else says for which part it holds. What
// nothing explains is reported as such, never as the nearest guess.
package diagnose

import (
	"context"
	"slices"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/vectors"
)

// Causes looks for a cause of each operation's wrong values, which takes seconds if
// there are any. Operations with the same cause share a diagnosis. If ctx ends, it
// returns what was found until then, and an error.
func Causes(ctx context.Context, answered []vectors.Answered) ([]report.Diagnosis, error) {
	found := []report.Diagnosis{}
	for _, operation := range vectors.Operations() {
		s := symptoms{op: operation.Name}
		for _, answer := range answered {
			if answer.Operation.Name == operation.Name {
				s.add(answer)
			}
		}
		if len(s.failed)+len(s.beyond) == 0 {
			continue
		}
		cause, err := s.diagnose(ctx)
		if err != nil {
			return found, err
		}
		found = merge(found, cause)
	}
	return found, nil
}

// merge adds a diagnosis, or its evidence to that of the same cause.
func merge(found []report.Diagnosis, cause report.Diagnosis) []report.Diagnosis {
	same := func(known report.Diagnosis) bool { return known.ID == cause.ID && known.Summary == cause.Summary }
	if place := slices.IndexFunc(found, same); place >= 0 {
		found[place].Evidence += "; " + cause.Evidence
		return found
	}
	return append(found, cause)
}
