package diagnose

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/target"
)

const (
	// rightTries is how many right proofs are sent to see one refused, each of
	// another user: some wrong values show in one exchange of two or three only,
	// or with half of the salts.
	rightTries = 8
	// neutralTime is how long the device's leg may be asked about arithmetic that
	// the user's leg may not share.
	neutralTime = 50 * time.Second
	// directSize is how many wrong values are tried together where no leg can be
	// asked about a part of them.
	directSize = 2
)

// refusedProof looks for the wrong values of a server that refuses the right
// proof of a leg; nil where it does not, or where it cannot be asked.
func (q *Inquiry) refusedProof(ctx context.Context, device bool) *report.Diagnosis {
	pool, err := q.suspectPool(ctx)
	if err != nil {
		return nil
	}
	client, err := pool.Client(ctx, target.ClientSpec{})
	if err != nil {
		return nil
	}
	s := &suspectServer{inquiry: q, pool: pool, client: client, device: device}
	if !s.refusesTheRightProof(ctx) {
		return nil
	}
	left := s.explainApart(ctx)
	if left == nil {
		left = s.explainWhole(ctx)
	}
	if left == nil {
		return s.unexplained()
	}
	return s.diagnosis(left)
}

// suspectPool is a pool whose users have other names too, which a server may have
// taken by mistake; where the target makes no such pool, one without.
func (q *Inquiry) suspectPool(ctx context.Context) (*target.Pool, error) {
	pool, err := q.fixtures.Pool(ctx, target.PoolSpec{Tracking: target.Always, Aliases: []types.AliasAttributeType{types.AliasAttributeTypeEmail}})
	if err == nil {
		return pool, nil
	}
	return q.fixtures.Pool(ctx, target.PoolSpec{Tracking: target.Always})
}

func (s *suspectServer) refusesTheRightProof(ctx context.Context) bool {
	defer func() { s.zeroFirst = false }()
	for try := range rightTries {
		s.zeroFirst = try%2 == 1
		if err := s.fresh(ctx); err != nil {
			return false
		}
		l, err := s.next(ctx)
		if err != nil {
			return false
		}
		e := l.SuspectExchange(srp.Timestamp(time.Now()))
		accepted, err := s.accepts(ctx, l, e, suspect.Of().Proof(e))
		if err == nil && !accepted {
			return true
		}
	}
	return false
}

// explainApart finds wrong values a part at a time. A device may be registered
// with v = 1, of which the server knows no secret and no group: with A = 1 as well
// S is 1 whatever k, g and x are, and only what follows from S has to be tried
// together. Then k and g with another A; then, in the user's leg, x and the names.
// It is nil where the target does not go along, or where the legs do not share
// their arithmetic.
func (s *suspectServer) explainApart(ctx context.Context) []suspect.Variant {
	within, cancel := context.WithTimeout(ctx, neutralTime)
	defer cancel()
	neutral := &suspectServer{inquiry: s.inquiry, pool: s.pool, client: s.client, device: true, neutral: true, one: true}
	if err := neutral.learnLockout(within); err != nil {
		return nil
	}
	late := func(c suspect.Choice) bool { return !early(c) && (s.device || !ofIdentity(c)) }
	left := neutral.find(within, []suspect.Variant{suspect.Of()}, late)
	neutral.one = false
	if left != nil {
		left = neutral.find(within, left, early)
	}
	s.sent += neutral.probes()
	if left == nil || s.device {
		s.confirmed = neutral.confirmed
		return left
	}
	return s.find(ctx, left, ofIdentity)
}

// explainWhole tries all wrong values of the leg together.
func (s *suspectServer) explainWhole(ctx context.Context) []suspect.Variant {
	h, err := s.newHunt(ctx, []suspect.Variant{suspect.Of()}, directSize, func(suspect.Choice) bool { return true })
	if err != nil {
		return nil
	}
	return h.run(ctx)
}

// early choices are those of B, and so of S.
func early(c suspect.Choice) bool {
	return c.Axis == suspect.Generator || c.Axis == suspect.Multiplier || c.Axis == suspect.MultiplierOrder
}

// ofIdentity are the choices of who proves, and with what secret.
func ofIdentity(c suspect.Choice) bool {
	switch c.Axis {
	case suspect.Salt, suspect.InnerHash, suspect.PrivateKey:
		return true
	default:
		return c.Axis.IsGroup() || c.Axis.IsName()
	}
}

// find extends some variants by choices of a kind, and returns those that the
// server goes on accepting, nil for none.
func (s *suspectServer) find(ctx context.Context, bases []suspect.Variant, kind func(suspect.Choice) bool) []suspect.Variant {
	h, err := s.newHunt(ctx, bases, suspect.MaxSize, kind)
	if err != nil {
		return nil
	}
	return h.run(ctx)
}

// diagnosis words the variants that gave all accepted proofs.
func (s *suspectServer) diagnosis(left []suspect.Variant) *report.Diagnosis {
	left = smallest(left)
	cause := suspect.Diagnosis{Explained: true, Variants: left}
	if left[0].Size() == 0 {
		return &report.Diagnosis{
			ID: "intermittent-proof", Summary: "the server refuses the right proof at times, and nothing known that was tried explains it", Rules: proofRules(),
			Evidence: fmt.Sprintf("on the %s it refused a right proof, and accepted %d others", s.name(), s.confirmed),
		}
	}
	return &report.Diagnosis{
		ID: left[0].String(), Summary: "the server refuses the right proof: " + cause.Sentence(), Rules: cause.Rules(),
		Evidence: fmt.Sprintf("on the %s it refused the right proof, and accepted %d of %d proofs made in this wrong way, found after %d probes",
			s.name(), s.confirmed, s.confirmed, s.probes()-s.confirmed),
	}
}

func (s *suspectServer) unexplained() *report.Diagnosis {
	return &report.Diagnosis{
		ID: "unexplained-proof", Summary: "the server refuses the right proof, and nothing known that was tried explains it", Rules: proofRules(),
		Evidence: fmt.Sprintf("on the %s it refused the right proof, and all of %d proofs made in known wrong ways", s.name(), s.probes()),
	}
}

func proofRules() []string {
	return []string{"SRP-01", "SRP-02", "SRP-03", "SRP-04", "SRP-05", "SRP-06", "SRP-07", "SRP-08"}
}

func (s *suspectServer) name() string {
	if s.device {
		return "device leg"
	}
	return "user leg"
}
