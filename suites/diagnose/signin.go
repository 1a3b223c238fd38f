package diagnose

import (
	"context"
	"encoding/base64"
	"errors"
	"math/big"
	"strings"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/target"
)

// errLocked says that a proof was not looked at, for the user is locked out.
var errLocked = errors.New("the user is locked out")

// signInsAtATime is how many sign-ins are on their way at once.
const signInsAtATime = 4

// suspectServer is one leg of sign-ins at a server that refuses right proofs.
type suspectServer struct {
	inquiry *Inquiry
	pool    *target.Pool
	client  *target.Client
	device  bool
	// neutral reaches the device's leg with the password, for a device whose
	// verifier is 1; one sends A = 1 there.
	neutral, one bool
	// lockless is set where failures of this leg do not count for the lock-out.
	lockless bool
	// five sends A = 5^a, zeroFirst an A that begins with a zero byte.
	five, zeroFirst bool

	helpers   []*suspectServer
	actor     *scenarios.Actor
	known     *scenarios.Device
	attempts  int // of the actor
	others    int // users that were taken to see another salt
	sent      int // proofs in all
	confirmed int // proofs of the cause that were accepted
}

func zero() *big.Int { return new(big.Int) }
func unit() *big.Int { return big.NewInt(1) }

// registeredX is x of a device, which the client made.
func registeredX(e suspect.Exchange) *big.Int { return suspect.Of().PrivateKey(e) }

// next brings a sign-in to the proof: of a user who is not near the lock-out.
func (s *suspectServer) next(ctx context.Context) (scenarios.Leg, error) {
	if s.actor == nil || s.attempts >= attemptsAUser && !s.lockless {
		if err := s.renew(ctx); err != nil {
			return scenarios.Leg{}, err
		}
	}
	s.attempts++
	l := scenarios.Leg{Device: s.device, Attempt: s.actor.Begin(s.known)}
	edits, err := s.choose(&l)
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

// choose draws a and says what is to be sent as SRP_A.
func (s *suspectServer) choose(l *scenarios.Leg) ([]scenarios.Edit, error) {
	a := drawShort()
	switch {
	case s.one:
		a = unit() // not used
	case s.zeroFirst:
		a = scenarios.NewEphemeralLike(beginsWithZeroByte)
	}
	client, err := srp.NewClient(srp.WithEphemeral(a))
	if err != nil {
		return nil, err
	}
	l.Attempt.NextSRP = client
	switch {
	case s.one:
		l.A = unit()
	case s.five:
		l.Ephemeral, l.A = a, suspect.Of(generatorFive()).Public(suspect.Exchange{Ephemeral: a})
	default:
		l.Ephemeral = a
		return nil, nil
	}
	return []scenarios.Edit{scenarios.Set("SRP_A", l.A.Text(16))}, nil
}

// drawShort is a fresh a of 256 bits: many are needed, and none has to be kept.
func drawShort() *big.Int { return scenarios.NewEphemeral(32) }

// beginsWithZeroByte reports whether A has one zero byte in front.
func beginsWithZeroByte(A *big.Int) bool {
	bits, of := A.BitLen(), srp.N().BitLen()
	return bits <= of-8 && bits > of-16
}

func generatorFive() suspect.Choice {
	five, _ := suspect.ParseVariant("generator=five") // its test reads every id
	return five.Choices()[0]
}

// renew makes sure that no failure counts any more: a sign-in with the password
// succeeds, or there is a fresh user.
func (s *suspectServer) renew(ctx context.Context) error {
	if s.actor == nil || !s.forgiven(ctx) {
		return s.fresh(ctx)
	}
	s.attempts = 0
	return nil
}

// forgiven signs in with the password, which ends the count of failures.
func (s *suspectServer) forgiven(ctx context.Context) bool {
	_, err := s.byPassword().SignIn(ctx, nil)
	return err == nil
}

// learnLockout fails more often than users may who are to be locked out, and looks
// whether the password still leads on. The failures of a device need not count.
func (s *suspectServer) learnLockout(ctx context.Context) error {
	s.lockless = true
	for range 2 * attemptsAUser {
		l, err := s.next(ctx)
		if err != nil {
			return err
		}
		e := s.exchange(l)
		if _, err := s.accepts(ctx, l, e, drawShort().Bytes()); err != nil && !errors.Is(err, errLocked) {
			return err
		}
	}
	if s.lockless = s.attempts == 2*attemptsAUser && s.forgiven(ctx); !s.lockless {
		return s.fresh(ctx)
	}
	return nil
}

// team are the servers' sign-ins that are made at a time: one where each four
// probes take another user.
func (s *suspectServer) team(ctx context.Context) []*suspectServer {
	if s.actor == nil || !s.forgiven(ctx) {
		return []*suspectServer{s}
	}
	for len(s.helpers) < signInsAtATime-1 {
		s.helpers = append(s.helpers, &suspectServer{inquiry: s.inquiry, pool: s.pool, client: s.client, device: s.device, neutral: s.neutral})
	}
	for _, helper := range s.helpers {
		helper.one, helper.lockless = s.one, s.lockless
	}
	return append([]*suspectServer{s}, s.helpers...)
}

// probes is how many proofs were sent in all.
func (s *suspectServer) probes() int {
	sent := s.sent
	for _, helper := range s.helpers {
		sent += helper.sent
	}
	return sent
}

// byPassword is the actor with USER_PASSWORD_AUTH.
func (s *suspectServer) byPassword() *scenarios.Actor {
	actor := *s.actor
	actor.Flow = types.AuthFlowTypeUserPasswordAuth
	return &actor
}

// fresh takes another user.
func (s *suspectServer) fresh(ctx context.Context) error {
	user, err := s.inquiry.user(ctx, s.pool)
	if err != nil {
		return err
	}
	s.attempts = 0
	s.actor = &scenarios.Actor{User: user, Client: s.client}
	switch {
	case s.neutral:
		s.actor = s.byPassword()
		s.known, err = s.neutralDevice(ctx)
	case s.device:
		s.known, _, err = s.actor.RememberedDevice(ctx)
	}
	return err
}

// neutralDevice registers a device with v = 1, that is with x = 0.
func (s *suspectServer) neutralDevice(ctx context.Context) (*scenarios.Device, error) {
	signIn, err := s.actor.SignIn(ctx, nil)
	if err != nil {
		return nil, err
	}
	device, err := s.actor.NewDevice(signIn.Result.NewDeviceMetadata)
	if err != nil {
		return nil, err
	}
	_, err = s.actor.ConfirmDevice(ctx, signIn.AccessToken(), device, func(in *cip.ConfirmDeviceInput) {
		one := base64.StdEncoding.EncodeToString([]byte{1})
		in.DeviceSecretVerifierConfig.PasswordVerifier = &one
	})
	return device, err
}

// accepts sends a proof. The error is errLocked where it was not looked at, after
// which there is a fresh user.
func (s *suspectServer) accepts(ctx context.Context, l scenarios.Leg, e suspect.Exchange, proof []byte) (bool, error) {
	s.sent++
	err := l.ProveBy(ctx, e, proof)
	if err != nil && strings.Contains(err.Error(), "attempts exceeded") {
		if err := s.fresh(ctx); err != nil {
			return false, err
		}
		return false, errLocked
	}
	return err == nil, ctx.Err()
}
