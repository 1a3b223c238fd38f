package suites

import (
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
	// confirmations is how many accepted proofs a cause has to give.
	confirmations = 5
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
	s := &suspectServer{inquiry: q, pool: pool, client: client, device: device}
	for range rightTries {
		l, err := s.next(ctx)
		if err != nil {
			return nil
		}
		if !s.accepts(ctx, l, suspect.Of()) {
			return s.explain(ctx)
		}
	}
	return nil
}

// explain tries the known variants until one is accepted and keeps being so.
func (s *suspectServer) explain(ctx context.Context) *report.Diagnosis {
	for _, five := range []bool{false, true} { // generator=five sends another A
		s.five = five
		first, err := s.next(ctx)
		if err != nil {
			break
		}
		for variant := range suspect.Probes(first.exchange(srp.Timestamp(time.Now())), probeSize) {
			l, err := s.next(ctx)
			if err != nil || ctx.Err() != nil {
				return s.unexplained()
			}
			if evidence, same := s.confirm(ctx, l, variant); same {
				return s.diagnosis(ctx, variant, evidence)
			}
		}
	}
	return s.unexplained()
}

// confirm collects proofs of the variant that the server accepts.
func (s *suspectServer) confirm(ctx context.Context, l leg, variant suspect.Variant) ([]suspect.Evidence, bool) {
	var evidence []suspect.Evidence
	for {
		e := l.exchange(srp.Timestamp(time.Now()))
		if !s.acceptsIn(ctx, l, e, variant) {
			return nil, false
		}
		evidence = append(evidence, suspect.Evidence{Exchange: e, Kind: suspect.OfProof, Value: variant.Proof(e)})
		if len(evidence) == confirmations {
			return evidence, true
		}
		var err error
		if l, err = s.next(ctx); err != nil {
			return nil, false
		}
	}
}

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
	a := draw()
	client, err := srp.NewClient(srp.WithEphemeral(a))
	if err != nil {
		return leg{}, err
	}
	attempt := s.actor.Begin(s.known)
	if !s.device {
		attempt.NextSRP = client
		_, err = attempt.Initiate(ctx, s.edit(a)...)
		return leg{attempt: attempt, a: a}, err
	}
	if _, err = attempt.Initiate(ctx); err == nil {
		if _, err = attempt.AnswerPasswordVerifier(ctx); err == nil {
			attempt.NextSRP = client
			_, err = attempt.AnswerDeviceSRPAuth(ctx, s.edit(a)...)
		}
	}
	return leg{device: true, attempt: attempt, a: a}, err
}

// edit sends A = 5^a where that is tried.
func (s *suspectServer) edit(a *big.Int) []scenarios.Edit {
	if !s.five {
		return nil
	}
	five, err := suspect.ParseVariant("generator=five")
	if err != nil {
		return nil
	}
	return []scenarios.Edit{scenarios.Set("SRP_A", five.Public(suspect.Exchange{Ephemeral: a}).Text(16))}
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

func (s *suspectServer) accepts(ctx context.Context, l leg, variant suspect.Variant) bool {
	return s.acceptsIn(ctx, l, l.exchange(srp.Timestamp(time.Now())), variant)
}

// acceptsIn sends the proof of a variant.
func (s *suspectServer) acceptsIn(ctx context.Context, l leg, e suspect.Exchange, variant suspect.Variant) bool {
	s.sent++
	edits := []scenarios.Edit{
		scenarios.Set(signatureKey, base64.StdEncoding.EncodeToString(variant.Proof(e))),
		scenarios.Set("TIMESTAMP", e.Timestamp),
	}
	return l.send(ctx, edits...) == nil
}
