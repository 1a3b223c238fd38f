package diagnose

import (
	"context"
	"errors"
	"math/big"
	"strings"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/target"
)

// errLocked says that a proof was not looked at, because the user is locked out.
var errLocked = errors.New("the user is locked out")

// signInsAtATime is how many sign-ins are in progress at once.
const signInsAtATime = 4

// suspectLeg is the user's or the device's leg at a server that refuses right
// proofs. It signs in as one user after another, below the lock-out.
type suspectLeg struct {
	inquiry *Inquiry
	pool    *target.Pool
	client  *target.Client
	device  bool
	// neutral reaches the device's leg with the password, for a device whose
	// verifier is 1; sendOne sends A = 1 there.
	neutral, sendOne bool
	// lockless is set if failures of this leg do not count for the lock-out.
	lockless bool
	// baseFive sends A = 5^a, leadingZero an A that begins with a zero byte.
	baseFive, leadingZero bool

	helpers    []*suspectLeg
	actor      *scenarios.Actor
	registered *scenarios.Device // the actor's, for the device's leg
	attempts   int               // of the actor
	saltUsers  int               // users that were taken to see another salt
	sent       int               // proofs in all
	confirmed  int               // proofs of the cause that were accepted
}

func zero() *big.Int { return new(big.Int) }
func unit() *big.Int { return big.NewInt(1) }

// registeredX is x of a device, which the client made.
func registeredX(e suspect.Exchange) *big.Int { return suspect.Of().PrivateKey(e) }

// atProof brings a sign-in to the proof: of a user who is not near the lock-out.
func (s *suspectLeg) atProof(ctx context.Context) (scenarios.Leg, error) {
	if s.actor == nil || s.attempts >= attemptsPerUser && !s.lockless {
		if err := s.resetFailures(ctx); err != nil {
			return scenarios.Leg{}, err
		}
	}
	s.attempts++
	l := scenarios.Leg{Device: s.device, Attempt: s.actor.Begin(s.registered)}
	edits, err := s.chooseSRPA(&l)
	if err != nil {
		return scenarios.Leg{}, err
	}
	if !s.device {
		_, err = l.Attempt.Initiate(ctx, edits...)
		return l, err
	}
	client := l.Attempt.NextSRP
	if !s.neutral {
		l.Attempt.NextSRP = nil
	}
	if _, err = l.Attempt.Initiate(ctx); err == nil && !s.neutral {
		_, err = l.Attempt.AnswerPasswordVerifier(ctx)
	}
	if err == nil {
		l.Attempt.NextSRP = client
		_, err = l.Attempt.AnswerDeviceSRPAuth(ctx, edits...)
	}
	return l, err
}

// chooseSRPA draws a, and returns the edits that send its SRP_A.
func (s *suspectLeg) chooseSRPA(l *scenarios.Leg) ([]scenarios.Edit, error) {
	a := shortEphemeral()
	switch {
	case s.sendOne:
		a = unit() // not used
	case s.leadingZero:
		a = scenarios.NewEphemeralLike(beginsWithZeroByte)
	}
	client, err := srp.NewClient(srp.WithEphemeral(a))
	if err != nil {
		return nil, err
	}
	l.Attempt.NextSRP = client
	switch {
	case s.sendOne:
		l.A = unit()
	case s.baseFive:
		l.Ephemeral, l.A = a, suspect.Of(generatorFive()).Public(suspect.Exchange{Ephemeral: a})
	default:
		l.Ephemeral = a
		return nil, nil
	}
	return []scenarios.Edit{scenarios.Set("SRP_A", l.A.Text(16))}, nil
}

// shortEphemeral is a fresh a of 256 bits: many are needed, and none has to be kept.
func shortEphemeral() *big.Int { return scenarios.NewEphemeral(32) }

// beginsWithZeroByte reports whether A has one zero byte in front.
func beginsWithZeroByte(A *big.Int) bool {
	bits, of := A.BitLen(), srp.N().BitLen()
	return bits <= of-8 && bits > of-16
}

func generatorFive() suspect.Choice {
	five, _ := suspect.ParseVariant("generator=five") // its test reads every id
	return five.Choices()[0]
}

// parallelLegs are the legs to sign in on at the same time: s alone if failures lock
// users out, since then every few probes cost a user.
func (s *suspectLeg) parallelLegs(ctx context.Context) []*suspectLeg {
	if s.actor == nil || !s.passwordSucceeds(ctx) {
		return []*suspectLeg{s}
	}
	for len(s.helpers) < signInsAtATime-1 {
		s.helpers = append(s.helpers, &suspectLeg{inquiry: s.inquiry, pool: s.pool, client: s.client, device: s.device, neutral: s.neutral})
	}
	for _, helper := range s.helpers {
		helper.sendOne, helper.lockless = s.sendOne, s.lockless
	}
	return append([]*suspectLeg{s}, s.helpers...)
}

// probes is how many proofs were sent in all.
func (s *suspectLeg) probes() int {
	sent := s.sent
	for _, helper := range s.helpers {
		sent += helper.sent
	}
	return sent
}

// accepts sends a proof. The error is errLocked if it was not looked at; another
// user was then taken.
func (s *suspectLeg) accepts(ctx context.Context, l scenarios.Leg, e suspect.Exchange, proof []byte) (bool, error) {
	s.sent++
	err := l.ProveBy(ctx, e, proof)
	if err != nil && strings.Contains(err.Error(), "attempts exceeded") {
		if err := s.takeUser(ctx); err != nil {
			return false, err
		}
		return false, errLocked
	}
	return err == nil, ctx.Err()
}
