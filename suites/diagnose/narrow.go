package diagnose

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/cogbench/cogbench/srp/suspect"
)

const (
	// confirmations is how many proofs of a cause have to be accepted.
	confirmations = 6
	// leastConfirmations is how many are enough if no more can be sent.
	leastConfirmations = 2
	// narrowingProofs is how many proofs are sent to tell variants apart.
	narrowingProofs = 40
	// distinguishingTries is how many sign-ins are begun to find one in which
	// variants differ: a leading zero byte comes once in 256.
	distinguishingTries = 300
	// fewDistinguishingTries is the same if a variant only has to be told from larger
	// ones: some wrong values never show together with others.
	fewDistinguishingTries = 16
	// usersForSalts is how many users are taken for their salts: half have the top
	// bit set.
	usersForSalts = 12
)

// narrow keeps, of the variants that gave an accepted proof, those whose further
// proofs are accepted too. It looks for sign-ins in which they differ; variants that
// differ in none of many cannot be told apart. The error says why it was not carried
// through.
func (s *suspectLeg) narrow(ctx context.Context, left []suspect.Variant) ([]suspect.Variant, error) {
	s.public.five = hasWrongGenerator(left[0])
	s.confirmed, s.saltUsers = 1, 0
	tries := distinguishingTries
	for range narrowingProofs {
		if len(fewestWrongValues(left)) == 1 {
			tries = min(tries, fewDistinguishingTries)
		}
		if s.saltMayDistinguish(left) {
			s.saltUsers++
			if err := s.takeUser(ctx); err != nil {
				return s.confirmedEnough(left), err
			}
		}
		in, classes, err := s.distinguishingSignIn(ctx, left, tries)
		if err != nil {
			return s.confirmedEnough(left), err
		}
		if len(classes) == 1 {
			tries = 1 // one was looked for, and not found
		}
		class := slices.MinFunc(classes, func(a, b []suspect.Variant) int {
			return cmp.Compare(distanceFromHalf(len(a), len(left)), distanceFromHalf(len(b), len(left)))
		})
		accepted, err := s.accepts(ctx, in, suspect.NewProver(in.exchange).Proof(class[0]))
		switch {
		case errors.Is(err, errLocked):
			continue
		case err != nil:
			return s.confirmedEnough(left), err
		case accepted:
			left = class
			s.confirmed++
		default:
			left = without(left, class)
		}
		if len(left) == 0 {
			return nil, nil
		}
		if s.confirmed >= confirmations && len(classes) == 1 && !s.saltMayDistinguish(left) {
			break
		}
	}
	return left, nil
}

// confirmedEnough are the variants if several of their proofs were accepted, which no
// chance explains, though more could not be sent.
func (s *suspectLeg) confirmedEnough(left []suspect.Variant) []suspect.Variant {
	if s.confirmed < leastConfirmations {
		return nil
	}
	return left
}

// fewestWrongValues are the variants of the fewest wrong values.
func fewestWrongValues(variants []suspect.Variant) []suspect.Variant {
	least := slices.MinFunc(variants, smaller).Size()
	return slices.DeleteFunc(slices.Clone(variants), func(w suspect.Variant) bool { return w.Size() > least })
}

// saltMayDistinguish reports whether another user, with another salt, may tell
// variants apart.
func (s *suspectLeg) saltMayDistinguish(variants []suspect.Variant) bool {
	if s.device || s.saltUsers == usersForSalts {
		return false
	}
	saltOf := func(w suspect.Variant) string { // how it treats the salt
		for _, c := range w.Choices() {
			if c.Axis == suspect.Salt || c.Axis == suspect.Padding {
				return c.ID()
			}
		}
		return ""
	}
	first := saltOf(variants[0])
	return slices.ContainsFunc(variants, func(w suspect.Variant) bool { return saltOf(w) != first })
}

// distinguishingSignIn begins at most the given number of sign-ins, until variants
// differ in one: it returns the last, and the variants grouped by their proofs.
func (s *suspectLeg) distinguishingSignIn(ctx context.Context, left []suspect.Variant, tries int) (in signIn, classes [][]suspect.Variant, err error) {
	if len(left) == 1 {
		tries = 1
	}
	s.public.leadingZero = true
	defer func() { s.public.leadingZero = false }()
	for range tries {
		if in, err = s.atProof(ctx); err != nil {
			return in, nil, err
		}
		if classes = grouped(left, suspect.NewProver(in.exchange)); len(classes) > 1 {
			break
		}
		s.attempts-- // nothing was answered, and nothing failed
	}
	return in, classes, context.Cause(ctx)
}

// distanceFromHalf is twice how far a part is from half of the whole.
func distanceFromHalf(part, whole int) int { return max(2*part-whole, whole-2*part) }
