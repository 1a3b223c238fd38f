package scenarios

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
)

// The parameters that carry a proof.
const (
	SignatureKey   = "PASSWORD_CLAIM_SIGNATURE"
	SecretBlockKey = "PASSWORD_CLAIM_SECRET_BLOCK"
	TimestampKey   = "TIMESTAMP"
)

// Leg is one of the two SRP exchanges of a sign-in, the user's or the device's,
// at the point where its proof is due.
type Leg struct {
	// Device is true for the device's exchange.
	Device  bool
	Attempt *Attempt
	// Ephemeral is a, the client's secret exponent.
	Ephemeral *big.Int
	// A is SRP_A as it was sent; nil if that was g^a mod N.
	A *big.Int
}

// ErrDeviceNotAsked is the error of a sign-in that ended with tokens before
// DEVICE_SRP_AUTH.
var ErrDeviceNotAsked = errors.New("the device was not asked for")

// UserLeg starts a sign-in without a device by USER_SRP_AUTH, with A = g^a.
func UserLeg(ctx context.Context, actor *Actor, a *big.Int) (Leg, error) {
	client, err := srp.NewClient(srp.WithEphemeral(a))
	if err != nil {
		return Leg{}, err
	}
	attempt := actor.Begin(nil)
	attempt.NextSRP = client
	if _, err := attempt.Initiate(ctx); err != nil {
		return Leg{}, err
	}
	return Leg{Attempt: attempt, Ephemeral: a}, nil
}

// DeviceLeg brings a sign-in with the device to DEVICE_PASSWORD_VERIFIER, with
// A = g^a there. Its error is ErrDeviceNotAsked if the target does not get that far.
func DeviceLeg(ctx context.Context, actor *Actor, device *Device, a *big.Int) (Leg, error) {
	client, err := srp.NewClient(srp.WithEphemeral(a))
	if err != nil {
		return Leg{}, err
	}
	attempt, err := actor.AtDeviceChallenge(ctx, device)
	if err != nil {
		return Leg{}, err
	}
	attempt.NextSRP = client
	if _, err := attempt.AnswerDeviceSRPAuth(ctx); err != nil {
		return Leg{}, fmt.Errorf("DEVICE_SRP_AUTH: %w", err)
	}
	return Leg{Device: true, Attempt: attempt, Ephemeral: a}, nil
}

// AtDeviceChallenge signs in with the device up to DEVICE_SRP_AUTH. Its error is
// ErrDeviceNotAsked if the tokens come before.
func (a *Actor) AtDeviceChallenge(ctx context.Context, device *Device) (*Attempt, error) {
	attempt := a.Begin(device)
	if _, err := attempt.Initiate(ctx); err != nil {
		return nil, fmt.Errorf("InitiateAuth with the device: %w", err)
	}
	for range maxChallenges {
		switch {
		case attempt.Last.Challenge == types.ChallengeNameTypeDeviceSrpAuth:
			return attempt, nil
		case attempt.Last.Result != nil:
			return nil, ErrDeviceNotAsked
		}
		if _, err := attempt.Answer(ctx); err != nil {
			return nil, fmt.Errorf("the first factor: %w", err)
		}
	}
	return nil, broken("sign-in", "the target never stopped asking challenges")
}

// Prove answers with the right proof, as the edits change it.
func (l Leg) Prove(ctx context.Context, edits ...Edit) error {
	var err error
	if l.Device {
		_, err = l.Attempt.AnswerDevicePasswordVerifier(ctx, edits...)
	} else {
		_, err = l.Attempt.AnswerPasswordVerifier(ctx, edits...)
	}
	return err
}

// ProveAs answers with the proof of a client of the variant. Nothing is sent, and
// differs is false, if that is the right proof.
func (l Leg) ProveAs(ctx context.Context, variant suspect.Variant) (differs bool, err error) {
	e := l.SuspectExchange(srp.Timestamp(time.Now()))
	proofs := l.proofsOf(e, variant, suspect.Of())
	if bytes.Equal(proofs[0], proofs[1]) {
		return false, nil
	}
	return true, l.ProveBy(ctx, e, proofs[0])
}

// ProveBy answers with a proof that was made for the exchange: 32 bytes, with its
// SECRET_BLOCK and TIMESTAMP.
func (l Leg) ProveBy(ctx context.Context, e suspect.Exchange, proof []byte) error {
	challenge, parameters := types.ChallengeNameTypePasswordVerifier, map[string]string{
		SecretBlockKey: e.SecretBlock,
		SignatureKey:   base64.StdEncoding.EncodeToString(proof),
		TimestampKey:   e.Timestamp,
	}
	if l.Device {
		challenge = types.ChallengeNameTypeDevicePasswordVerifier
	}
	if l.Attempt.Device != nil {
		parameters["DEVICE_KEY"] = l.Attempt.Device.Key
	}
	_, err := l.Attempt.Respond(ctx, challenge, parameters)
	return err
}

// WithTimestamp is the leg, to be proved with the text given as TIMESTAMP.
func (l Leg) WithTimestamp(timestamp string) Leg {
	l.Attempt.Timestamp = func() string { return timestamp }
	return l
}

// SuspectExchange is the leg as package suspect computes with it, proved at the
// timestamp.
func (l Leg) SuspectExchange(timestamp string) suspect.Exchange {
	actor, parameters := l.Attempt.Actor, l.Attempt.Last.Parameters
	e := suspect.Exchange{
		Ephemeral: l.ephemeral(), A: l.SentA(), B: parameters["SRP_B"], Salt: parameters["SALT"], Device: l.Device,
		PoolID: actor.poolID(), SecretBlock: parameters["SECRET_BLOCK"], Timestamp: timestamp,
		Names: map[string]string{"username": actor.User.Username, "sub": actor.User.Sub, "alias": actor.User.Email},
	}
	if l.Device {
		e.Identity = l.Attempt.Device.Identity()
		return e
	}
	e.Identity = srp.Identity{Group: srp.PoolName(e.PoolID), Name: parameters["USER_ID_FOR_SRP"], Secret: actor.User.Password}
	return e
}

// SentA is SRP_A as it was sent.
func (l Leg) SentA() *big.Int {
	if l.A != nil {
		return l.A
	}
	return l.Attempt.publicA(l.Device)
}

// ephemeral is a, or nil if the leg has no SRP client.
func (l Leg) ephemeral() *big.Int {
	if l.Ephemeral == nil && l.Attempt.SRP != nil {
		return l.Attempt.SRP.Ephemeral()
	}
	return l.Ephemeral
}
