package diagnose

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/cogbench/cogbench/srp/suspect"
)

// search looks for a server's variant among many, smallest first. A server says yes
// or no to one proof; but variants that differ only in the bytes of some integers
// mostly share their proofs, and are asked about together.
type search struct {
	leg *suspectLeg
	// groups are the variants that share a sketch, in order.
	groups [][]suspect.Variant
}

// newSearch prepares to ask about variants in their order; the exchange is one of the
// leg's.
func (s *suspectLeg) newSearch(e suspect.Exchange, variants []suspect.Variant) *search {
	return &search{leg: s, groups: grouped(variants, suspect.NewSketch(e))}
}

func smaller(a, b suspect.Variant) int { return cmp.Compare(a.Size(), b.Size()) }

// grouped puts variants with the same proof together, in the order of the first of
// each group.
func grouped(variants []suspect.Variant, p *suspect.Prover) [][]suspect.Variant {
	var groups [][]suspect.Variant
	indices := map[string]int{}
	for _, variant := range variants {
		proof := string(p.Proof(variant))
		index, known := indices[proof]
		if !known {
			index = len(groups)
			indices[proof] = index
			groups = append(groups, nil)
		}
		groups[index] = append(groups[index], variant)
	}
	return groups
}

// match is an accepted proof: the index of the group that was asked about, and the
// variants of it that share the proof.
type match struct {
	index int
	class []suspect.Variant
}

// run asks about one group after the other, and returns the variants that cannot
// be told from the server's, nil if none is left.
func (s *search) run(ctx context.Context) []suspect.Variant {
	known := s.size()
	for {
		found, err := s.askInParallel(ctx)
		if found == nil {
			return s.ended(ctx, known, err)
		}
		left, err := s.leg.narrow(ctx, found.class)
		if left != nil {
			return left
		}
		if err != nil {
			return s.ended(ctx, known, err)
		}
		s.groups[found.index] = without(s.groups[found.index], found.class)
	}
}

// ended notes how many of the known variants were ruled out, and why no more were.
func (s *search) ended(ctx context.Context, known int, err error) []suspect.Variant {
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	s.leg.count.searched(known, known-s.size(), err)
	return nil
}

// size is how many variants are not ruled out.
func (s *search) size() int {
	sum := 0
	for _, group := range s.groups {
		sum += len(group)
	}
	return sum
}

// askInParallel asks about the groups in order, in several sign-ins at a time, until
// a proof is accepted. Refused variants are removed from the groups. The error says why
// some were not asked about.
func (s *search) askInParallel(ctx context.Context) (first *match, failed error) {
	var mu sync.Mutex
	next := 0
	take := func() (int, bool) {
		mu.Lock()
		defer mu.Unlock()
		for next < len(s.groups) && len(s.groups[next]) == 0 {
			next++
		}
		next++
		return next - 1, next <= len(s.groups) && first == nil && failed == nil
	}
	var working sync.WaitGroup
	for _, leg := range s.leg.parallelLegs(ctx) {
		working.Go(func() {
			for index, more := take(); more; index, more = take() {
				class, err := leg.askAll(ctx, &s.groups[index])
				mu.Lock()
				if failed == nil {
					failed = err
				}
				if class != nil && (first == nil || index < first.index) {
					first = &match{index, class}
				}
				mu.Unlock()
			}
		})
	}
	working.Wait()
	return first, failed
}

// askAll asks about a group until a proof is accepted, and removes from it what is
// refused.
func (s *suspectLeg) askAll(ctx context.Context, group *[]suspect.Variant) (class []suspect.Variant, err error) {
	for len(*group) > 0 {
		class, accepted, err := s.ask(ctx, *group)
		if err != nil {
			return nil, err
		}
		if accepted {
			return class, nil
		}
		*group = without(*group, class)
	}
	return nil, nil
}

func without(group, class []suspect.Variant) []suspect.Variant {
	return slices.DeleteFunc(slices.Clone(group), func(w suspect.Variant) bool { return slices.Contains(class, w) })
}

// ask sends the proof that most of a group share, and returns the variants that
// share it.
func (s *suspectLeg) ask(ctx context.Context, group []suspect.Variant) (class []suspect.Variant, accepted bool, err error) {
	s.public.five = hasWrongGenerator(group[0])
	for {
		in, err := s.atProof(ctx)
		if err != nil {
			return nil, false, err
		}
		p := suspect.NewProver(in.exchange)
		classes := grouped(group, p)
		class = slices.MaxFunc(classes, func(a, b []suspect.Variant) int { return cmp.Compare(len(a), len(b)) })
		accepted, err = s.accepts(ctx, in, p.Proof(class[0]))
		if errors.Is(err, errLocked) {
			continue
		}
		if accepted {
			class = withParts(class, p)
		}
		return class, accepted, err
	}
}

// withParts are variants of one proof, and those of some of their wrong values that share
// it: the others did not show, and may not be there.
func withParts(class []suspect.Variant, p *suspect.Prover) []suspect.Variant {
	proof, all := string(p.Proof(class[0])), slices.Clone(class)
	for _, variant := range class {
		for _, part := range variant.Parts() {
			if !slices.Contains(all, part) && string(p.Proof(part)) == proof {
				all = append(all, part)
			}
		}
	}
	return all
}
