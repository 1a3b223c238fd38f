package diagnose

import (
	"context"
	"encoding/base64"
	"fmt"
	"math/big"
	"time"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/target"
)

// wire is a leg of the target.
type wire struct {
	inquiry *Inquiry
	pool    *target.Pool
	client  *target.Client
	device  bool
	// ofOne reaches the device's leg with the password, for a device whose verifier
	// is 1.
	ofOne bool
	// arithmetic is how the target was found to compute what is on the way.
	arithmetic suspect.Arithmetic

	actor      *scenarios.Actor
	registered *scenarios.Device // the actor's, for the device's leg
}

func (w *wire) beside() server {
	if w.pool.Given {
		return nil // there are few users, and they are not ours
	}
	other := *w
	other.actor, other.registered = nil, nil
	return &other
}

func (w *wire) neutral() server {
	return &wire{inquiry: w.inquiry, pool: w.pool, client: w.client, arithmetic: w.arithmetic, device: true, ofOne: true}
}

// begin implements server.
func (w *wire) begin(ctx context.Context, public publicValue) (signIn, error) {
	l := scenarios.Leg{Device: w.device, Attempt: w.actor.Begin(w.registered)}
	client, edits, err := w.choose(&l, public)
	if err != nil {
		return signIn{}, err
	}
	if w.device {
		err = w.toDeviceProof(ctx, l.Attempt, client, edits)
	} else {
		l.Attempt.NextSRP = client
		err = toUserProof(ctx, l.Attempt, edits)
	}
	if err != nil {
		return signIn{}, err
	}
	e := w.exchange(l, public)
	prove := func(ctx context.Context, proof []byte) error {
		err := l.ProveBy(ctx, e, proof)
		w.inquiry.tried(w.actor.User, err == nil)
		return err
	}
	return signIn{exchange: e, prove: prove}, nil
}

// choose draws a for the leg, and returns the client with the edits that send its SRP_A.
func (w *wire) choose(l *scenarios.Leg, public publicValue) (*srp.Client, []scenarios.Edit, error) {
	a := shortEphemeral()
	switch {
	case public.one:
		a = unit() // not used
	case public.leadingZero:
		a = scenarios.NewEphemeralLike(beginsWithZeroByte)
	}
	client, err := srp.NewClient(srp.WithEphemeral(a))
	if err != nil {
		return nil, nil, err
	}
	switch {
	case public.one:
		l.A = unit()
	case public.five:
		l.Ephemeral, l.A = a, suspect.Of(generatorFive()).Public(suspect.Exchange{Ephemeral: a})
	default:
		l.Ephemeral, l.A = a, client.A()
	}
	return client, []scenarios.Edit{scenarios.Set("SRP_A", l.A.Text(16))}, nil
}

// toUserProof begins an exchange by USER_SRP_AUTH.
func toUserProof(ctx context.Context, attempt *scenarios.Attempt, edits []scenarios.Edit) error {
	answer, err := attempt.Initiate(ctx, edits...)
	switch {
	case err != nil && isRefusal(err) && !isLocked(err):
		return &noExchangeError{target.AsError(err).Error()}
	case err != nil:
		return err
	case answer.Challenge == types.ChallengeNameTypePasswordVerifier:
		return nil
	case answer.Result != nil:
		return &noExchangeError{"it answers with tokens"}
	default:
		return &noExchangeError{fmt.Sprintf("it answers with the challenge %q", answer.Challenge)}
	}
}

// toDeviceProof brings a sign-in with the device to DEVICE_PASSWORD_VERIFIER.
func (w *wire) toDeviceProof(ctx context.Context, attempt *scenarios.Attempt, client *srp.Client, edits []scenarios.Edit) error {
	_, err := attempt.Initiate(ctx)
	if err == nil && !w.ofOne {
		_, err = attempt.AnswerPasswordVerifier(ctx)
	}
	if err == nil {
		attempt.NextSRP = client
		_, err = attempt.AnswerDeviceSRPAuth(ctx, edits...)
	}
	return err
}

// exchange is what a proof of the leg is made of, as the search wants it.
func (w *wire) exchange(l scenarios.Leg, public publicValue) suspect.Exchange {
	e := l.SuspectExchange(srp.Timestamp(time.Now()))
	for name, text := range e.Names {
		if text == "" {
			delete(e.Names, name)
		}
	}
	switch {
	case w.ofOne && public.one:
		e.X, e.Premaster = zero(), unit()
	case w.ofOne:
		e.X = zero()
	case w.device:
		e.X = suspect.Of().PrivateKey(e) // the client made it
	}
	if public.one {
		e.Ephemeral = nil
	}
	return e
}

// takeUser implements server.
func (w *wire) takeUser(ctx context.Context) error {
	if w.actor != nil {
		w.actor.User.Release()
		w.actor = nil
	}
	user, err := w.inquiry.user(ctx, w.pool)
	if err != nil {
		return err
	}
	w.actor = &scenarios.Actor{User: user, Client: w.client, Meter: meter{w.inquiry}, Arithmetic: func() suspect.Arithmetic { return w.arithmetic }}
	switch {
	case w.ofOne:
		w.actor = w.byPassword()
		w.registered, err = w.registerNeutralDevice(ctx)
	case w.device:
		w.registered, _, err = w.actor.RememberedDevice(ctx)
	}
	return err
}

// passwordSucceeds implements server.
func (w *wire) passwordSucceeds(ctx context.Context) bool {
	if w.inquiry.spent(w.actor.User) {
		return false
	}
	_, err := w.byPassword().SignIn(ctx, nil)
	if err == nil {
		w.inquiry.tried(w.actor.User, true)
	}
	return err == nil
}

// byPassword is the actor with USER_PASSWORD_AUTH.
func (w *wire) byPassword() *scenarios.Actor {
	actor := *w.actor
	actor.Flow = types.AuthFlowTypeUserPasswordAuth
	return &actor
}

// registerNeutralDevice registers a device with v = 1, that is with x = 0.
func (w *wire) registerNeutralDevice(ctx context.Context) (*scenarios.Device, error) {
	signIn, err := w.actor.SignIn(ctx, nil)
	if err != nil {
		return nil, err
	}
	device, err := w.actor.NewDevice(signIn.Result.NewDeviceMetadata)
	if err != nil {
		return nil, err
	}
	_, err = w.actor.ConfirmDevice(ctx, signIn.AccessToken(), device, func(in *cip.ConfirmDeviceInput) {
		one := base64.StdEncoding.EncodeToString([]byte{1})
		in.DeviceSecretVerifierConfig.PasswordVerifier = &one
	})
	return device, err
}

func zero() *big.Int { return new(big.Int) }
func unit() *big.Int { return big.NewInt(1) }

// shortEphemeral is a fresh a of 256 bits: many are needed, and none has to be kept.
func shortEphemeral() *big.Int { return scenarios.NewEphemeral(32) }

// beginsWithZeroByte reports whether a number of so many bits has one zero byte in front.
func beginsWithZeroByte(bits int) bool {
	of := srp.N().BitLen()
	return bits <= of-8 && bits > of-16
}

func generatorFive() suspect.Choice {
	five, _ := suspect.ParseVariant("generator=five") // its test reads every id
	return five.Choices()[0]
}
