package diagnose

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
)

const (
	// confirmations is how many proofs of a cause have to be accepted.
	confirmations = 6
	// partings is how many proofs are sent to part variants.
	partings = 40
	// beginnings is how many sign-ins are begun to find one in which variants part:
	// a zero byte in front comes once in 256.
	beginnings = 300
	// fewBeginnings is the same where a variant is to be told from larger ones alone:
	// some wrong values never show together with others.
	fewBeginnings = 16
	// saltsToPart is how many users are taken for their salts: half have the top
	// bit set.
	saltsToPart = 12
)

// hunt looks for the variant of a server among many, from the smallest on. A
// server says yes or no to one proof; but variants that differ in the bytes of
// some integers alone mostly share their proofs, and are asked about together.
type hunt struct {
	server *suspectServer
	// groups are the variants that share a sketch, in order.
	groups [][]suspect.Variant
}

// newHunt makes the variants that choices of a kind make of the bases.
func (s *suspectServer) newHunt(ctx context.Context, bases []suspect.Variant, size int, kind func(suspect.Choice) bool) (*hunt, error) {
	l, err := s.next(ctx)
	if err != nil {
		return nil, err
	}
	e := s.exchange(l)
	choices := slices.DeleteFunc(suspect.ServerChoices(e), func(c suspect.Choice) bool { return !kind(c) })
	var all []suspect.Variant
	known := map[suspect.Variant]bool{}
	for _, base := range bases {
		for variant := range suspect.Extensions(base, choices, size) {
			if !known[variant] {
				known[variant] = true
				all = append(all, variant)
			}
		}
	}
	slices.SortStableFunc(all, smaller)
	return &hunt{server: s, groups: grouped(all, suspect.NewSketch(e))}, nil
}

func smaller(a, b suspect.Variant) int { return cmp.Compare(a.Size(), b.Size()) }

// grouped puts variants of the same proof together, in the order of their first.
func grouped(variants []suspect.Variant, p *suspect.Prover) [][]suspect.Variant {
	var groups [][]suspect.Variant
	places := map[string]int{}
	for _, variant := range variants {
		proof := string(p.Proof(variant))
		place, known := places[proof]
		if !known {
			place = len(groups)
			places[proof] = place
			groups = append(groups, nil)
		}
		groups[place] = append(groups[place], variant)
	}
	return groups
}

// find is an accepted proof: the group that was asked about, and who shares the
// proof.
type find struct {
	place int
	class []suspect.Variant
}

// run asks about one group after the other, and returns the variants that cannot
// be told from the server, nil where none is left.
func (h *hunt) run(ctx context.Context) []suspect.Variant {
	for {
		found := h.race(ctx)
		if found == nil {
			return nil
		}
		if left := h.server.part(ctx, found.class); left != nil {
			return left
		}
		h.groups[found.place] = without(h.groups[found.place], found.class)
	}
}

// race asks about the groups in order, in several sign-ins at a time, until a proof
// is accepted. What was refused is left out of the groups.
func (h *hunt) race(ctx context.Context) (first *find) {
	var mu sync.Mutex
	next, failed := 0, false
	take := func() (int, bool) {
		mu.Lock()
		defer mu.Unlock()
		for next < len(h.groups) && len(h.groups[next]) == 0 {
			next++
		}
		next++
		return next - 1, next <= len(h.groups) && first == nil && !failed
	}
	var working sync.WaitGroup
	for _, server := range h.server.team(ctx) {
		working.Go(func() {
			for place, more := take(); more; place, more = take() {
				class, err := server.askAll(ctx, &h.groups[place])
				mu.Lock()
				failed = failed || err != nil
				if class != nil && (first == nil || place < first.place) {
					first = &find{place, class}
				}
				mu.Unlock()
			}
		})
	}
	working.Wait()
	return first
}

// askAll asks about a group until a proof is accepted, and leaves out of it what
// is refused.
func (s *suspectServer) askAll(ctx context.Context, group *[]suspect.Variant) (class []suspect.Variant, err error) {
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

// ask sends the proof that most of a group share, and tells who shares it.
func (s *suspectServer) ask(ctx context.Context, group []suspect.Variant) (class []suspect.Variant, accepted bool, err error) {
	s.five = withFive(group[0])
	for {
		l, err := s.next(ctx)
		if err != nil {
			return nil, false, err
		}
		e := s.exchange(l)
		p := suspect.NewProver(e)
		classes := grouped(group, p)
		class = slices.MaxFunc(classes, func(a, b []suspect.Variant) int { return cmp.Compare(len(a), len(b)) })
		accepted, err = s.accepts(ctx, l, e, p.Proof(class[0]))
		if errors.Is(err, errLocked) {
			continue
		}
		return class, accepted, err
	}
}

func withFive(w suspect.Variant) bool {
	return slices.ContainsFunc(w.Choices(), func(c suspect.Choice) bool { return c.Axis == suspect.Generator })
}

// part keeps of the variants that gave an accepted proof those that go on giving
// accepted ones. It looks for sign-ins in which they differ; what differs in none
// of many cannot be told apart.
func (s *suspectServer) part(ctx context.Context, left []suspect.Variant) []suspect.Variant {
	s.five = withFive(left[0])
	s.confirmed, s.others = 1, 0
	tries := beginnings
	for range partings {
		if len(smallest(left)) == 1 {
			tries = min(tries, fewBeginnings)
		}
		if s.salted(left) {
			s.others++
			if err := s.fresh(ctx); err != nil {
				return nil
			}
		}
		l, e, classes, err := s.telling(ctx, left, tries)
		if err != nil {
			return nil
		}
		if len(classes) == 1 {
			tries = 1 // it was looked for, and is not to be found
		}
		class := slices.MinFunc(classes, func(a, b []suspect.Variant) int {
			return cmp.Compare(distance(len(a), len(left)), distance(len(b), len(left)))
		})
		accepted, err := s.accepts(ctx, l, e, suspect.NewProver(e).Proof(class[0]))
		switch {
		case errors.Is(err, errLocked):
			continue
		case err != nil:
			return nil
		case accepted:
			left = class
			s.confirmed++
		default:
			left = without(left, class)
		}
		if len(left) == 0 {
			return nil
		}
		if s.confirmed >= confirmations && len(classes) == 1 && !s.salted(left) {
			break
		}
	}
	return left
}

// smallest are the variants of the fewest wrong values.
func smallest(variants []suspect.Variant) []suspect.Variant {
	least := slices.MinFunc(variants, smaller).Size()
	return slices.DeleteFunc(slices.Clone(variants), func(w suspect.Variant) bool { return w.Size() > least })
}

// salted tells whether another user, who has another salt, may part variants.
func (s *suspectServer) salted(variants []suspect.Variant) bool {
	if s.device || s.others == saltsToPart {
		return false
	}
	of := func(w suspect.Variant) string { // the way of the salt
		for _, c := range w.Choices() {
			if c.Axis == suspect.Salt || c.Axis == suspect.Padding {
				return c.ID()
			}
		}
		return ""
	}
	first := of(variants[0])
	return slices.ContainsFunc(variants, func(w suspect.Variant) bool { return of(w) != first })
}

// telling begins sign-ins until some variants differ in one, at most so many.
func (s *suspectServer) telling(ctx context.Context, left []suspect.Variant, tries int) (l scenarios.Leg, e suspect.Exchange, classes [][]suspect.Variant, err error) {
	if len(left) == 1 {
		tries = 1
	}
	s.zeroFirst = true
	defer func() { s.zeroFirst = false }()
	for range tries {
		if l, err = s.next(ctx); err != nil {
			return l, e, nil, err
		}
		e = s.exchange(l)
		if classes = grouped(left, suspect.NewProver(e)); len(classes) > 1 {
			break
		}
		s.attempts-- // nothing was answered, and nothing failed
	}
	return l, e, classes, ctx.Err()
}

// distance is how far twice a part is from the whole.
func distance(part, whole int) int { return max(2*part-whole, whole-2*part) }

// exchange is the leg as it is searched.
func (s *suspectServer) exchange(l scenarios.Leg) suspect.Exchange {
	e := l.SuspectExchange(srp.Timestamp(time.Now()))
	for name, text := range e.Names {
		if text == "" {
			delete(e.Names, name)
		}
	}
	switch {
	case s.neutral && s.one:
		e.X, e.Premaster = zero(), unit()
	case s.neutral:
		e.X = zero()
	case s.device:
		e.X = registeredX(e)
	}
	return e
}
