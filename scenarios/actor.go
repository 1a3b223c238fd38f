package scenarios

import (
	"context"
	"fmt"
	"time"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/srp"
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
	// Observe receives every step as it ends; nil does not measure.
	Observe func(Observation)
}

// Observation is one step that ended.
type Observation struct {
	// Step is the step's name in reports, such as "device_password_verifier".
	Step string
	// RTT runs from the first byte sent to the last received, 0 if nothing was
	// sent. SRP is the arithmetic before it, 0 where there is none.
	RTT, SRP time.Duration
	Err      error
}

// ProtocolError is an answer that the protocol cannot go on from.
type ProtocolError struct {
	Step   string
	Reason string
}

func (e *ProtocolError) Error() string { return e.Step + ": " + e.Reason }

func (a *Actor) api() *cip.Client { return a.Client.Pool.Target().API() }

func (a *Actor) poolID() string { return a.Client.Pool.ID }

func (a *Actor) flow() types.AuthFlowType {
	if a.Flow == "" {
		return types.AuthFlowTypeUserSrpAuth
	}
	return a.Flow
}

// SecretHash is the SECRET_HASH for a USERNAME, "" for a public client.
func (a *Actor) SecretHash(username string) string {
	if a.Client.Secret == "" {
		return ""
	}
	return srp.SecretHash(username, a.Client.ID, a.Client.Secret)
}

// step runs one call and reports it.
func (a *Actor) step(ctx context.Context, name string, arithmetic time.Duration, call func(context.Context) error) error {
	if a.Observe == nil {
		return call(ctx)
	}
	var timing target.Timing
	err := call(target.WithTiming(ctx, &timing))
	a.Observe(Observation{Step: name, RTT: timing.RoundTrip, SRP: arithmetic, Err: err})
	return err
}

// broken reports a step that ended before anything was sent.
func (a *Actor) broken(step string, arithmetic time.Duration, reason string, details ...any) error {
	err := &ProtocolError{Step: step, Reason: fmt.Sprintf(reason, details...)}
	if a.Observe != nil {
		a.Observe(Observation{Step: step, SRP: arithmetic, Err: err})
	}
	return err
}
