package scenarios

import (
	"context"
	"fmt"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/target"
)

// Actor is a user at one app client. It keeps nothing between calls, so that
// several attempts of one actor may run at once.
type Actor struct {
	User   *target.User
	Client *target.Client
	// Flow starts a sign-in; USER_SRP_AUTH if empty.
	Flow types.AuthFlowType
	// Admin sends sign-ins through AdminInitiateAuth and
	// AdminRespondToAuthChallenge.
	Admin bool
	// Meter runs the calls and the arithmetic of every step; nil runs them
	// plainly.
	Meter Meter
	// SRP are options of the client's side of every exchange.
	SRP []srp.Option
	// Arithmetic is how the target was found to compute the exchanges, for a walk that
	// is not about the computation; nil for the protocol's own way. It is asked when
	// something is computed.
	Arithmetic func() suspect.Arithmetic
	// Plain draws numbers that need no sign byte and have their full length: A, and the
	// salts and verifiers of devices. A target that is wrong about others then walks the
	// same way every time, and is wrong where those are spoken of. Of the numbers that it
	// cannot draw alone, a proof that is refused tells the short ones (*ShortNumberError).
	Plain bool
	// OneA sends the A of the user's leg in the device's leg too, which spares
	// the client half of the powers of g. The service takes it (SRP-14).
	OneA bool
	// Direct sends the public calls of sign-ins without the SDK's layers
	// (target.Direct), as a load does, which would else measure itself.
	Direct bool
	// Challenged is told of every challenge that an attempt comes to; nil for nobody.
	Challenged func(*Attempt, types.ChallengeNameType)
	// Refused is told of every answer to a challenge that the target refuses, of which the
	// attempt has Sent; nil for nobody.
	Refused func(*Attempt)
}

// Meter runs what a step consists of, so that it can measure it and repeat a
// call. A step is named as in reports, such as "device_password_verifier".
type Meter interface {
	// Call runs one call of the service, whose context may carry what it is to be
	// measured by (target.WithTiming).
	Call(ctx context.Context, step string, call func(context.Context) error) error
	// Compute runs the arithmetic that the step needs before its call.
	Compute(step string, arithmetic func() error) error
}

// ProtocolError is an answer that the protocol cannot go on from.
type ProtocolError struct {
	Step   string
	Reason string
}

func (e *ProtocolError) Error() string { return e.Step + ": " + e.Reason }

// broken is the error of a step that ended before anything was sent.
func broken(step, reason string, details ...any) error {
	return &ProtocolError{Step: step, Reason: fmt.Sprintf(reason, details...)}
}

func (a *Actor) api() *cip.Client { return a.Client.Pool.Target().API() }

// signInAPI has the public operations of sign-ins.
type signInAPI interface {
	InitiateAuth(context.Context, *cip.InitiateAuthInput, ...func(*cip.Options)) (*cip.InitiateAuthOutput, error)
	RespondToAuthChallenge(context.Context, *cip.RespondToAuthChallengeInput, ...func(*cip.Options)) (*cip.RespondToAuthChallengeOutput, error)
}

func (a *Actor) signIns() signInAPI {
	if a.Direct {
		return a.Client.Pool.Target().Direct()
	}
	return a.api()
}

func (a *Actor) poolID() string { return a.Client.Pool.ID }

func (a *Actor) flow() types.AuthFlowType {
	if a.Flow == "" {
		return types.AuthFlowTypeUserSrpAuth
	}
	return a.Flow
}

// leg is the variant in which the actor computes one leg.
func (a *Actor) leg(device bool) suspect.Variant {
	if a.Arithmetic == nil {
		return suspect.Variant{}
	}
	return a.Arithmetic().Leg(device)
}

// SecretHash is the SECRET_HASH for a USERNAME, "" for a public client.
func (a *Actor) SecretHash(username string) string {
	if a.Client.Secret == "" {
		return ""
	}
	return srp.SecretHash(username, a.Client.ID, a.Client.Secret)
}

// step runs one call under its name.
func (a *Actor) step(ctx context.Context, name string, call func(context.Context) error) error {
	if a.Meter == nil {
		return call(ctx)
	}
	return a.Meter.Call(ctx, name, call)
}

// Compute runs the arithmetic of a step. Its error is a *ProtocolError: what the
// target sent cannot be computed with.
func (a *Actor) Compute(step string, arithmetic func() error) error {
	work := func() error {
		if err := arithmetic(); err != nil {
			return broken(step, "%v", err)
		}
		return nil
	}
	if a.Meter == nil {
		return work()
	}
	return a.Meter.Compute(step, work)
}
