package diagnose

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/srp/suspect"
)

const (
	// neutralShare is the part of the time, in percent, for the questions to the device's
	// leg about arithmetic that the user's leg may not share.
	neutralShare = 70
	// sizeAtOnce is how many wrong values are tried together if no leg can be asked
	// about some of them alone.
	sizeAtOnce = 2
)

// finding is what was found out of a leg.
type finding struct {
	// diagnosis is nil where nothing is wrong, or nothing could be asked.
	diagnosis *report.Diagnosis
	// left are the variants that gave every accepted proof; none if the right proof is
	// accepted, or nothing explains why it is not.
	left []suspect.Variant
	// unfinished is set if the search was cut short.
	unfinished bool
}

// care is how many right proofs are sent to see one refused. Some wrong values show only
// in one exchange out of two or three, or with half of the salts, which are the users'.
type care struct{ users, signIns int }

// hunt looks for the wrong values of a server that refuses the right proof of a leg.
// Without stages it asks about whole ways to compute alone, the likely ones first.
func (s *suspectLeg) hunt(ctx context.Context, c care, staged bool) finding {
	return s.try(ctx, c, staged).explain(ctx)
}

// trial is a leg that was sent right proofs, and what came of them. The zero value is for
// a leg that cannot be tried.
type trial struct {
	leg     *suspectLeg
	staged  bool
	refused bool
	err     error
}

// try sends right proofs; a nil leg is not tried.
func (s *suspectLeg) try(ctx context.Context, c care, staged bool) trial {
	if s == nil {
		return trial{}
	}
	refused, err := s.refusesTheRightProof(ctx, c)
	return trial{s, staged, refused, err}
}

// explain looks for the reason why a right proof was refused, if one was.
func (t trial) explain(ctx context.Context) finding {
	s := t.leg
	if _, absent := errors.AsType[*noExchangeError](t.err); absent {
		return finding{diagnosis: s.withoutExchange(ctx)}
	}
	if !t.refused {
		return finding{}
	}
	left := s.explainLikely(ctx)
	if left == nil && t.staged {
		left = s.explainInStages(ctx)
	}
	if left == nil {
		left = s.explainAtOnce(ctx)
	}
	if left == nil {
		return finding{diagnosis: s.unexplained(), unfinished: s.count.stopped != ""}
	}
	return finding{diagnosis: s.diagnosis(left), left: fewestWrongValues(left)}
}

// withoutExchange says that the server starts no exchange, if it starts none for another
// user either.
func (s *suspectLeg) withoutExchange(ctx context.Context) *report.Diagnosis {
	if err := s.takeUser(ctx); err != nil {
		return nil
	}
	_, err := s.atProof(ctx)
	absent, ok := errors.AsType[*noExchangeError](err)
	if !ok {
		return nil
	}
	return withoutSRP(absent)
}

// refusesTheRightProof reports whether one of several right proofs is refused as a random
// one is, which shows how the server refuses a proof. A server that accepts that one
// refuses nothing. Users are taken side by side; the leg goes on with one of whom a right
// proof was refused.
func (s *suspectLeg) refusesTheRightProof(ctx context.Context, c care) (bool, error) {
	legs := s.besides(min(c.users, signInsAtATime))
	var working sync.WaitGroup
	for _, helper := range legs[1:] {
		working.Go(func() { _ = helper.takeUser(ctx) }) // one who was not had is asked for again
	}
	accepted, err := s.acceptsRandom(ctx)
	working.Wait()
	if accepted || err != nil {
		return false, err
	}
	refused, errs := make([]bool, len(legs)), make([]error, len(legs))
	for i, leg := range legs {
		working.Go(func() { refused[i], errs[i] = leg.refusesRight(ctx, c, i, len(legs)) })
	}
	working.Wait()
	if i := slices.Index(refused, true); i >= 0 {
		s.change(legs[i])
		return true, nil
	}
	return false, cmp.Or(errs...)
}

// refusesRight sends right proofs of every step-th user, beginning with the first-th, of
// whom the leg has one already if it has any.
func (s *suspectLeg) refusesRight(ctx context.Context, c care, first, step int) (bool, error) {
	defer func() { s.public.leadingZero = false }()
	for user := first; user < c.users; user += step {
		if user > first {
			if err := s.takeUser(ctx); err != nil {
				return false, err
			}
		}
		for try := range c.signIns {
			s.public.leadingZero = (user+try)%2 == 1
			if accepted, err := s.acceptsRight(ctx); !accepted || err != nil {
				return !accepted && err == nil, err
			}
			s.attempts-- // that was no failure
		}
	}
	return false, nil
}

// acceptsRight sends the right proof.
func (s *suspectLeg) acceptsRight(ctx context.Context) (bool, error) {
	for range obstacles {
		in, err := s.atProof(ctx)
		if err != nil {
			return false, err
		}
		accepted, err := s.accepts(ctx, in, suspect.Of().Proof(in.exchange))
		if !errors.Is(err, errLocked) {
			return accepted, err
		}
	}
	return false, errLocked
}

// explainLikely asks about the ways in which published servers compute, and with them
// about those of one mistake more that cannot be told from them at first sight.
func (s *suspectLeg) explainLikely(ctx context.Context) []suspect.Variant {
	in, err := s.atProof(ctx)
	if err != nil {
		s.count.searched(0, 0, err)
		return nil
	}
	s.attempts-- // nothing was answered
	likely := append([]suspect.Variant{suspect.Of()}, suspect.Likely(in.exchange)...)
	choices := suspect.ServerChoices(in.exchange)
	all, known := slices.Clone(likely), map[suspect.Variant]bool{}
	for _, variant := range likely {
		known[variant] = true
	}
	for _, variant := range likely {
		for extended := range suspect.Extensions(variant, choices, variant.Size()+1) {
			if !known[extended] {
				known[extended] = true
				all = append(all, extended)
			}
		}
	}
	search := s.newSearch(in.exchange, all)
	search.groups = slices.DeleteFunc(search.groups, func(group []suspect.Variant) bool { return !slices.Contains(likely, group[0]) })
	return search.run(ctx)
}

// explainInStages finds wrong values in stages. A device can be registered with
// v = 1, which depends on no secret and no group: with A = 1 as well, S is 1 whatever
// k, g and x are, and only what follows from S has to be tried together. Then come k
// and g with another A; then, in the user's leg, x and the names. It is nil if the
// target refuses such a device, or its legs do not share their arithmetic.
func (s *suspectLeg) explainInStages(ctx context.Context) []suspect.Variant {
	within, cancel := share(ctx, neutralShare)
	defer cancel()
	neutral := newLeg(s.server.neutral(), true)
	neutral.public.one = true
	if err := neutral.learnLockout(within); err != nil {
		return nil
	}
	afterPremaster := func(c suspect.Choice) bool { return !ofServerPublic(c) && (s.device || !ofIdentity(c)) }
	left := neutral.extend(within, []suspect.Variant{suspect.Of()}, afterPremaster)
	neutral.public.one = false
	if left != nil {
		left = neutral.extend(within, left, ofServerPublic)
	}
	s.count.add(neutral.count)
	switch {
	case left == nil:
		s.confirmed = neutral.confirmed
		return nil
	case s.device:
		return s.tellApart(ctx, neutral, left)
	}
	return s.extend(ctx, left, ofIdentity)
}

// tellApart asks with a usual device about all variants that are the same as those left
// with one of v = 1, which does not show u where the key is derived without it. Those stand
// that still do.
func (s *suspectLeg) tellApart(ctx context.Context, neutral *suspectLeg, left []suspect.Variant) []suspect.Variant {
	if same := neutral.alike(ctx, left); len(same) > 1 {
		if in, err := s.atProof(ctx); err == nil {
			s.attempts-- // nothing was answered
			if told := s.newSearch(in.exchange, same).run(ctx); told != nil {
				return told
			}
		}
	}
	s.confirmed = neutral.confirmed
	return left
}

// alike are the variants of as few wrong values as those left that give the same proof in
// an exchange of the leg, the smaller ones first; none if it comes to no exchange.
func (s *suspectLeg) alike(ctx context.Context, left []suspect.Variant) []suspect.Variant {
	in, err := s.atProof(ctx)
	if err != nil {
		return nil
	}
	s.attempts-- // nothing was answered
	p, fewest := suspect.NewProver(in.exchange), fewestWrongValues(left)[0]
	proof := p.Proof(fewest)
	var same []suspect.Variant
	for variant := range suspect.Extensions(suspect.Of(), suspect.ServerChoices(in.exchange), fewest.Size()) {
		if bytes.Equal(p.Proof(variant), proof) {
			same = append(same, variant)
		}
	}
	return same
}

// share is a context that ends after a part of the time that is left, in percent.
func share(ctx context.Context, percent int64) (context.Context, context.CancelFunc) {
	deadline, limited := ctx.Deadline()
	if !limited {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Duration(time.Until(deadline).Nanoseconds()*percent/100))
}

// explainAtOnce tries all wrong values of the leg together.
func (s *suspectLeg) explainAtOnce(ctx context.Context) []suspect.Variant {
	return s.extendBy(ctx, []suspect.Variant{suspect.Of()}, sizeAtOnce, func(suspect.Choice) bool { return true })
}

// ofServerPublic are the choices of B, and so of S.
func ofServerPublic(c suspect.Choice) bool {
	return c.Axis == suspect.Generator || c.Axis == suspect.Multiplier || c.Axis == suspect.MultiplierOrder
}

// ofIdentity are the choices of the name and the secret that are proved.
func ofIdentity(c suspect.Choice) bool {
	switch c.Axis {
	case suspect.Salt, suspect.InnerHash, suspect.PrivateKey:
		return true
	default:
		return c.Axis.IsGroup() || c.Axis.IsName()
	}
}

// likelier orders variants by size, and those of a size by the places of their choices
// in the list, which begins with the likely ones: a pair of two likely mistakes comes
// before one of a likely and an unheard-of one.
func likelier(choices []suspect.Choice) func(a, b suspect.Variant) int {
	places := map[string]int{}
	for place, choice := range choices {
		places[choice.ID()] = place
	}
	sums := map[suspect.Variant]int{}
	sum := func(w suspect.Variant) int {
		known, found := sums[w]
		if !found {
			for _, choice := range w.Choices() {
				known += places[choice.ID()]
			}
			sums[w] = known
		}
		return known
	}
	return func(a, b suspect.Variant) int { return cmp.Or(smaller(a, b), cmp.Compare(sum(a), sum(b))) }
}

// extend is extendBy with as many wrong values as a variant can have.
func (s *suspectLeg) extend(ctx context.Context, bases []suspect.Variant, kind func(suspect.Choice) bool) []suspect.Variant {
	return s.extendBy(ctx, bases, suspect.MaxSize, kind)
}

// extendBy extends variants by choices of a kind, up to size wrong values, and
// returns those whose proofs the server keeps accepting; nil for none.
func (s *suspectLeg) extendBy(ctx context.Context, bases []suspect.Variant, size int, kind func(suspect.Choice) bool) []suspect.Variant {
	in, err := s.atProof(ctx)
	if err != nil {
		s.count.searched(0, 0, err)
		return nil
	}
	s.attempts-- // nothing was answered
	choices := slices.DeleteFunc(suspect.ServerChoices(in.exchange), func(c suspect.Choice) bool { return !kind(c) })
	var all []suspect.Variant
	known := map[suspect.Variant]bool{}
	for _, base := range bases {
		for variant := range suspect.Extensions(base, choices, max(size, base.Size())) {
			if !known[variant] {
				known[variant] = true
				all = append(all, variant)
			}
		}
	}
	slices.SortStableFunc(all, likelier(choices))
	return s.newSearch(in.exchange, all).run(ctx)
}
