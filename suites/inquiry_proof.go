package suites

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"math/big"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/target"
)

const (
	// rightTries is how many right proofs are sent to see one refused: some
	// wrong values show in one exchange of two or three only.
	rightTries = 6
	// differenceTries is how many sign-ins are begun to find one in which a wrong
	// value shows.
	differenceTries = 3
	// confirmations is how many accepted proofs a cause has to give.
	confirmations = 6
	// probeSize is how many wrong values are tried together.
	probeSize = 2
)

// suspectServer is one leg of sign-ins at a server that refuses right proofs.
type suspectServer struct {
	inquiry *Inquiry
	pool    *target.Pool
	client  *target.Client
	device  bool

	actor    *scenarios.Actor
	known    *scenarios.Device
	attempts int // of the actor
	sent     int // probes in all
	five     bool
	choose   func() *big.Int // draws a
}

// refusedProof looks for the wrong values of a server that refuses the right
// proof of a leg; nil where it does not, or where it cannot be asked.
func (q *Inquiry) refusedProof(ctx context.Context, device bool) *report.Diagnosis {
	pool, err := q.fixtures.Pool(ctx, target.PoolSpec{Tracking: target.Always})
	if err != nil {
		return nil
	}
	client, err := pool.Client(ctx, target.ClientSpec{})
	if err != nil {
		return nil
	}
	s := &suspectServer{inquiry: q, pool: pool, client: client, device: device, choose: draw}
	for range rightTries {
		l, err := s.next(ctx)
		if err != nil {
			return nil
		}
		e := l.exchange(srp.Timestamp(time.Now()))
		if !s.accepts(ctx, l, e, suspect.Of().Proof(e)) {
			return s.explain(ctx)
		}
	}
	return nil
}

// explain tries the known variants, each in a sign-in of its own: those of one
// wrong value first, with either A, since generator=five sends another.
func (s *suspectServer) explain(ctx context.Context) *report.Diagnosis {
	for size := 1; size <= probeSize; size++ {
		for _, five := range []bool{false, true} {
			s.five = five
			d, err := s.explainWith(ctx, size)
			if d != nil {
				return d
			}
			if err != nil {
				return s.unexplained()
			}
		}
	}
	return s.unexplained()
}

// explainWith tries the variants of a size until one is accepted and can be told
// from the others. The error says that no more can be sent.
func (s *suspectServer) explainWith(ctx context.Context, size int) (*report.Diagnosis, error) {
	first, err := s.next(ctx)
	if err != nil {
		return nil, err
	}
	for variant := range suspect.Servers(first.exchange(srp.Timestamp(time.Now())), size) {
		if variant.Size() < size {
			continue
		}
		accepted, err := s.probe(ctx, variant)
		if err != nil {
			return nil, err
		}
		if accepted == nil {
			continue
		}
		if evidence := s.narrow(ctx, size, *accepted); evidence != nil {
			return s.diagnosis(ctx, variant, evidence), nil
		}
	}
	return nil, nil
}

// probe sends the proof of a variant in a sign-in where it is not the right one,
// and returns it as evidence if it was accepted. The error says that no more can
// be sent.
func (s *suspectServer) probe(ctx context.Context, variant suspect.Variant) (*suspect.Evidence, error) {
	for range differenceTries {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		l, err := s.next(ctx)
		if err != nil {
			return nil, err
		}
		e := l.exchange(srp.Timestamp(time.Now()))
		proof := variant.Proof(e)
		if bytes.Equal(proof, suspect.Of().Proof(e)) {
			continue
		}
		if s.accepts(ctx, l, e, proof) {
			return &suspect.Evidence{Exchange: e, Kind: suspect.OfProof, Value: proof}, nil
		}
		return nil, nil
	}
	return nil, nil
}

// narrow keeps of the variants that gave an accepted proof those that go on
// giving accepted ones: in each further sign-in it sends the proof that parts
// them best, with an A whose first byte is zero, since that parts most. It
// returns all accepted proofs, nil where no variant is left.
func (s *suspectServer) narrow(ctx context.Context, size int, first suspect.Evidence) []suspect.Evidence {
	left := map[suspect.Variant]bool{}
	for variant, proof := range suspect.Servers(first.Exchange, size) {
		if bytes.Equal(proof, first.Value) {
			left[variant] = true
		}
	}
	s.choose = drawLike(forms()["leading zero byte"])
	defer func() { s.choose = draw }()
	evidence := []suspect.Evidence{first}
	for len(left) > 0 && len(evidence) < confirmations {
		l, err := s.next(ctx)
		if err != nil || ctx.Err() != nil {
			return nil
		}
		e := l.exchange(srp.Timestamp(time.Now()))
		proof, shared := bestParting(e, size, left)
		accepted := s.accepts(ctx, l, e, proof)
		for variant := range left {
			if shared[variant] != accepted {
				delete(left, variant)
			}
		}
		if accepted {
			evidence = append(evidence, suspect.Evidence{Exchange: e, Kind: suspect.OfProof, Value: proof})
		}
	}
	if len(left) == 0 {
		return nil
	}
	return evidence
}

// bestParting is the proof that is given by the number of some variants nearest
// to half of them, and which those are.
func bestParting(e suspect.Exchange, size int, among map[suspect.Variant]bool) ([]byte, map[suspect.Variant]bool) {
	groups := map[string]map[suspect.Variant]bool{}
	for variant, proof := range suspect.Servers(e, size) {
		if !among[variant] {
			continue
		}
		key := string(proof)
		if groups[key] == nil {
			groups[key] = map[suspect.Variant]bool{}
		}
		groups[key][variant] = true
	}
	best := ""
	for key, group := range sorted(groups) {
		if best == "" || distance(len(group), len(among)) < distance(len(groups[best]), len(among)) {
			best = key
		}
	}
	return []byte(best), groups[best]
}

// distance is how far twice a part is from the whole.
func distance(part, whole int) int { return max(2*part-whole, whole-2*part) }

// diagnosis words the variants that give all accepted proofs.
func (s *suspectServer) diagnosis(ctx context.Context, variant suspect.Variant, evidence []suspect.Evidence) *report.Diagnosis {
	cause, err := suspect.Explain(ctx, variant.Size(), evidence...)
	if err != nil || !cause.Explained {
		cause = suspect.Diagnosis{Explained: true, Variants: []suspect.Variant{variant}}
	}
	return &report.Diagnosis{
		ID: cause.Variants[0].String(), Summary: "the server refuses the right proof: " + cause.Sentence(), Rules: cause.Rules(),
		Evidence: fmt.Sprintf("on the %s it refused the right proof, and accepted %d of %d proofs made in this wrong way, found after %d probes",
			s.name(), len(evidence), len(evidence), s.sent-len(evidence)),
	}
}

func (s *suspectServer) unexplained() *report.Diagnosis {
	return &report.Diagnosis{
		ID: "unexplained-proof", Summary: "the server refuses the right proof, and nothing known that was tried explains it",
		Rules: []string{"SRP-01", "SRP-02", "SRP-03", "SRP-04", "SRP-05", "SRP-06", "SRP-07", "SRP-08"},
		Evidence: fmt.Sprintf("on the %s it refused the right proof, and all of %d proofs made in known wrong ways, of up to %d wrong values together",
			s.name(), s.sent, probeSize),
	}
}

func (s *suspectServer) name() string {
	if s.device {
		return "device leg"
	}
	return "user leg"
}

// next brings a sign-in to the proof: of a user who is not near the lock-out.
func (s *suspectServer) next(ctx context.Context) (leg, error) {
	if s.actor == nil || s.attempts == attemptsAUser {
		if err := s.renew(ctx); err != nil {
			return leg{}, err
		}
	}
	s.attempts++
	a := s.choose()
	client, err := srp.NewClient(srp.WithEphemeral(a))
	if err != nil {
		return leg{}, err
	}
	attempt := s.actor.Begin(s.known)
	if !s.device {
		attempt.NextSRP = client
		_, err = attempt.Initiate(ctx, s.edit(a)...)
		return leg{attempt: attempt, a: a, A: s.otherA(a)}, err
	}
	if _, err = attempt.Initiate(ctx); err == nil {
		if _, err = attempt.AnswerPasswordVerifier(ctx); err == nil {
			attempt.NextSRP = client
			_, err = attempt.AnswerDeviceSRPAuth(ctx, s.edit(a)...)
		}
	}
	return leg{device: true, attempt: attempt, a: a, A: s.otherA(a)}, err
}

// otherA is 5^a where that is tried, else nil.
func (s *suspectServer) otherA(a *big.Int) *big.Int {
	five, err := suspect.ParseVariant("generator=five")
	if !s.five || err != nil {
		return nil
	}
	return five.Public(suspect.Exchange{Ephemeral: a})
}

// edit sends otherA in place of A.
func (s *suspectServer) edit(a *big.Int) []scenarios.Edit {
	if other := s.otherA(a); other != nil {
		return []scenarios.Edit{scenarios.Set("SRP_A", other.Text(16))}
	}
	return nil
}

// renew takes a fresh user, or the same after its failures are forgotten where
// the target's clock can be moved.
func (s *suspectServer) renew(ctx context.Context) error {
	s.attempts = 0
	if clock := s.pool.Target().Clock(); s.actor != nil && clock.Offered(ctx) {
		return clock.Advance(ctx, s.pool.ID, lockForgotten)
	}
	user, err := s.inquiry.user(ctx, s.pool)
	if err != nil {
		return err
	}
	s.actor = &scenarios.Actor{User: user, Client: s.client}
	if s.device {
		s.known, _, err = s.actor.RememberedDevice(ctx)
	}
	return err
}

// lockForgotten is past the longest lock.
const lockForgotten = 16 * time.Minute

// accepts sends a proof.
func (s *suspectServer) accepts(ctx context.Context, l leg, e suspect.Exchange, proof []byte) bool {
	s.sent++
	return l.send(ctx,
		scenarios.Set(signatureKey, base64.StdEncoding.EncodeToString(proof)),
		scenarios.Set("TIMESTAMP", e.Timestamp)) == nil
}
