package diagnose

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/google/uuid"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/target"
)

// missingCheck is a check that a server does not make, with the sign-in that shows
// that it is missing.
type missingCheck struct {
	id, summary, evidence string
	rules                 []string
	shows                 func(*Inquiry, context.Context) (bool, error)
}

// missingChecks lists families of checks, in each the weightiest first: a server that
// accepts any signature accepts a wrong password too, and only the former is reported.
func missingChecks() [][]missingCheck {
	return [][]missingCheck{
		{
			{
				"any-signature", "the server accepts any signature: it does not check the proof of the password", "a random PASSWORD_CLAIM_SIGNATURE was accepted",
				rulesOfUserProof(),
				func(q *Inquiry, ctx context.Context) (bool, error) {
					return q.accepting(ctx, false, random)
				},
			},
			{
				"any-password", "the server accepts any password: it does not check the proof against the user's secret", "the proof of a wrong password was accepted",
				[]string{"AUTH-04", "SRP-04", "SRP-20"},
				func(q *Inquiry, ctx context.Context) (bool, error) { return q.accepting(ctx, false, ofWrongSecret) },
			},
		},
		{
			{
				"any-device-signature", "the server accepts any signature from a device: it does not check the device's proof", "a random PASSWORD_CLAIM_SIGNATURE got tokens",
				rulesOfDeviceProof(),
				func(q *Inquiry, ctx context.Context) (bool, error) {
					return q.accepting(ctx, true, random)
				},
			},
			{
				"any-device-secret", "the server accepts any device secret: it does not use the verifier from ConfirmDevice", "the proof of a wrong device secret got tokens",
				[]string{"DEV-SRP-09", "DEV-CONF-14", "SEC-05"},
				func(q *Inquiry, ctx context.Context) (bool, error) { return q.accepting(ctx, true, ofWrongSecret) },
			},
		},
		{
			{
				"no-mfa-after-srp", "the server does not ask for a second factor after SRP", "a sign-in without a device got tokens in a pool with MFA on",
				rulesOfMFA(),
				(*Inquiry).skipsMFA,
			},
		},
		{
			{
				"any-totp", "the server accepts any code for a software token: it never checks it", "a sign-in got tokens with a wrong code",
				[]string{"MFA-06", "MFA-28", "MFA-34"},
				(*Inquiry).takesAnyCode,
			},
		},
		{
			{
				"any-device-key", "the server confirms devices under any key, even one that it never issued", "ConfirmDevice took a key that was made up",
				[]string{"DEV-CONF-05", "DEV-CONF-06", "DEV-FORGET-05"},
				(*Inquiry).confirmsAnyKey,
			},
		},
	}
}

// missing reports the checks that the server does not make.
func (q *Inquiry) missing(ctx context.Context) []report.Diagnosis {
	var found []report.Diagnosis
	for _, family := range missingChecks() {
		for _, check := range family {
			if shown, err := check.shows(q, ctx); err == nil && shown {
				found = append(found, report.Diagnosis{ID: check.id, Summary: check.summary, Rules: check.rules, Evidence: check.evidence})
				break
			}
		}
	}
	return found
}

// random proves with 32 random bytes, which takes nothing of what the server sent.
func random(ctx context.Context, l scenarios.Leg) error {
	return l.ProveBy(ctx, l.SuspectExchange(srp.Timestamp(time.Now())), shortEphemeral().Bytes())
}

// ofWrongSecret proves another password or device secret than the leg's own.
func ofWrongSecret(ctx context.Context, l scenarios.Leg) error {
	if !l.Device {
		l.Attempt.Password += "x"
		return l.Prove(ctx)
	}
	wrong := *l.Attempt.Device
	wrong.Secret += "x"
	l.Attempt.Device = &wrong
	return l.Prove(ctx)
}

// accepting reports whether a leg accepts a proof.
func (q *Inquiry) accepting(ctx context.Context, device bool, prove func(context.Context, scenarios.Leg) error) (bool, error) {
	w, err := q.wire(ctx, device)
	if err != nil {
		return false, err
	}
	w.arithmetic = q.arithmetic()
	if err := w.takeUser(ctx); err != nil {
		return false, err
	}
	defer w.actor.User.Release()
	l := scenarios.Leg{Device: device, Attempt: w.actor.Begin(nil)}
	if !device {
		_, err = l.Attempt.Initiate(ctx)
	} else if l.Attempt, err = w.actor.AtDeviceChallenge(ctx, w.registered); err == nil {
		_, err = l.Attempt.AnswerDeviceSRPAuth(ctx)
	}
	if err != nil {
		return false, err
	}
	err = prove(ctx, l)
	w.inquiry.tried(w.actor.User, err == nil)
	return err == nil, nil
}

// arithmetic is how the target was found to compute.
func (q *Inquiry) arithmetic() suspect.Arithmetic {
	if q.spoken == nil {
		return suspect.Arithmetic{}
	}
	way, _ := suspect.ParseArithmetic(q.spoken.Arithmetic) // which Dialect wrote
	return way
}

// skipsMFA reports whether a sign-in without a device gets tokens in a pool with MFA
// on, without a second factor.
func (q *Inquiry) skipsMFA(ctx context.Context) (bool, error) {
	actor, err := q.withMFA(ctx)
	if err != nil {
		return false, err
	}
	defer actor.User.Release()
	signIn, err := actor.SignIn(ctx, nil)
	return err == nil && !signIn.SawMFA(), err
}

// takesAnyCode reports whether a sign-in gets tokens with a wrong code of the user's
// software token.
func (q *Inquiry) takesAnyCode(ctx context.Context) (bool, error) {
	actor, err := q.withMFA(ctx)
	if err != nil {
		return false, err
	}
	defer actor.User.Release()
	attempt := actor.Begin(nil)
	if _, err = attempt.Initiate(ctx); err == nil {
		_, err = attempt.AnswerPasswordVerifier(ctx)
	}
	if err != nil || attempt.Last.Challenge != types.ChallengeNameTypeSoftwareTokenMfa || actor.User.TOTP == nil {
		return false, err
	}
	wrong, err := actor.User.TOTP.Wrong()
	if err != nil {
		return false, err
	}
	answer, err := attempt.AnswerMFAWith(ctx, wrong)
	q.tried(actor.User, err == nil)
	return err == nil && answer.Result != nil, err
}

// withMFA is a user with a software token at a client of a pool that demands one.
func (q *Inquiry) withMFA(ctx context.Context) (*scenarios.Actor, error) {
	pool, err := q.fixtures.Pool(ctx, target.PoolSpec{MFA: target.MFAOn})
	if err != nil {
		return nil, err
	}
	return q.actor(ctx, pool)
}

// confirmsAnyKey reports whether a device is confirmed under a key that the server never
// issued. In a given pool nothing is tried: what might be made there belongs to a user who
// stays.
func (q *Inquiry) confirmsAnyKey(ctx context.Context) (bool, error) {
	if q.ofGiven() {
		return false, nil
	}
	pool, err := q.suspectPool(ctx, true)
	if err != nil {
		return false, err
	}
	actor, err := q.actor(ctx, pool)
	if err != nil {
		return false, err
	}
	defer actor.User.Release()
	signIn, err := actor.SignIn(ctx, nil)
	if err != nil {
		return false, err
	}
	device, err := actor.NewDevice(signIn.Result.NewDeviceMetadata)
	if err != nil {
		return false, err
	}
	region, _, _ := strings.Cut(device.Key, "_")
	device.Key = region + "_" + uuid.NewString()
	_, err = actor.ConfirmDevice(ctx, signIn.AccessToken(), device)
	return err == nil, err
}

// actor is a user of the pool at a client of it.
func (q *Inquiry) actor(ctx context.Context, pool *target.Pool) (*scenarios.Actor, error) {
	client, err := pool.Client(ctx, q.clientSpec())
	if err != nil {
		return nil, err
	}
	user, err := q.user(ctx, pool)
	if err != nil {
		return nil, err
	}
	return &scenarios.Actor{User: user, Client: client, Meter: meter{q}, Arithmetic: q.arithmetic}, nil
}
