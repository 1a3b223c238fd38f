package diagnose

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/target"
)

const (
	// rightTries is how many right proofs are sent to see one refused, each by
	// another user: some wrong values show only in one exchange out of two or three,
	// or with half of the salts.
	rightTries = 8
	// neutralTime bounds the questions to the device's leg about arithmetic that the
	// user's leg may not share.
	neutralTime = 50 * time.Second
	// sizeAtOnce is how many wrong values are tried together if no leg can be asked
	// about some of them alone.
	sizeAtOnce = 2
)

// refusedProof looks for the wrong values of a server that refuses the right
// proof of a leg. It is nil if the server accepts it, or cannot be asked.
func (q *Inquiry) refusedProof(ctx context.Context, device bool) *report.Diagnosis {
	pool, err := q.suspectPool(ctx)
	if err != nil {
		return nil
	}
	client, err := pool.Client(ctx, target.ClientSpec{})
	if err != nil {
		return nil
	}
	s := &suspectLeg{inquiry: q, pool: pool, client: client, device: device}
	if !s.refusesTheRightProof(ctx) {
		return nil
	}
	left := s.explainInStages(ctx)
	if left == nil {
		left = s.explainAtOnce(ctx)
	}
	if left == nil {
		return s.unexplained()
	}
	return s.diagnosis(left)
}

// suspectPool is a pool whose users have an alias too, which a server may have taken
// for their name by mistake; one without aliases if the target makes no such pool.
func (q *Inquiry) suspectPool(ctx context.Context) (*target.Pool, error) {
	pool, err := q.fixtures.Pool(ctx, target.PoolSpec{Tracking: target.Always, Aliases: []types.AliasAttributeType{types.AliasAttributeTypeEmail}})
	if err == nil {
		return pool, nil
	}
	return q.fixtures.Pool(ctx, target.PoolSpec{Tracking: target.Always})
}

// refusesTheRightProof reports whether one of several right proofs is refused.
func (s *suspectLeg) refusesTheRightProof(ctx context.Context) bool {
	defer func() { s.leadingZero = false }()
	for try := range rightTries {
		s.leadingZero = try%2 == 1
		if err := s.takeUser(ctx); err != nil {
			return false
		}
		l, err := s.atProof(ctx)
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

// explainInStages finds wrong values in stages. A device can be registered with
// v = 1, which depends on no secret and no group: with A = 1 as well, S is 1 whatever
// k, g and x are, and only what follows from S has to be tried together. Then come k
// and g with another A; then, in the user's leg, x and the names. It is nil if the
// target refuses such a device, or its legs do not share their arithmetic.
func (s *suspectLeg) explainInStages(ctx context.Context) []suspect.Variant {
	within, cancel := context.WithTimeout(ctx, neutralTime)
	defer cancel()
	neutral := &suspectLeg{inquiry: s.inquiry, pool: s.pool, client: s.client, device: true, neutral: true, sendOne: true}
	if err := neutral.learnLockout(within); err != nil {
		return nil
	}
	afterPremaster := func(c suspect.Choice) bool { return !ofServerPublic(c) && (s.device || !ofIdentity(c)) }
	left := neutral.extend(within, []suspect.Variant{suspect.Of()}, afterPremaster)
	neutral.sendOne = false
	if left != nil {
		left = neutral.extend(within, left, ofServerPublic)
	}
	s.sent += neutral.probes()
	if left == nil || s.device {
		s.confirmed = neutral.confirmed
		return left
	}
	return s.extend(ctx, left, ofIdentity)
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

// extend is extendBy with as many wrong values as a variant can have.
func (s *suspectLeg) extend(ctx context.Context, bases []suspect.Variant, kind func(suspect.Choice) bool) []suspect.Variant {
	return s.extendBy(ctx, bases, suspect.MaxSize, kind)
}

// extendBy extends variants by choices of a kind, up to size wrong values, and
// returns those whose proofs the server keeps accepting; nil for none.
func (s *suspectLeg) extendBy(ctx context.Context, bases []suspect.Variant, size int, kind func(suspect.Choice) bool) []suspect.Variant {
	search, err := s.newSearch(ctx, bases, size, kind)
	if err != nil {
		return nil
	}
	return search.run(ctx)
}
