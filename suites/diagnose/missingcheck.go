package diagnose

import (
	"context"
	"encoding/base64"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/scenarios"
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
					return q.acceptsProof(ctx, false, "", randomSignature)
				},
			},
			{
				"any-password", "the server accepts any password: it does not check the proof against the user's secret", "the proof of a wrong password was accepted",
				[]string{"AUTH-04", "SRP-04", "SRP-20"},
				func(q *Inquiry, ctx context.Context) (bool, error) { return q.acceptsProof(ctx, false, "x") },
			},
		},
		{
			{
				"any-device-signature", "the server accepts any signature from a device: it does not check the device's proof", "a random PASSWORD_CLAIM_SIGNATURE got tokens",
				rulesOfDeviceProof(),
				func(q *Inquiry, ctx context.Context) (bool, error) {
					return q.acceptsProof(ctx, true, "", randomSignature)
				},
			},
			{
				"any-device-secret", "the server accepts any device secret: it does not use the verifier from ConfirmDevice", "the proof of a wrong device secret got tokens",
				[]string{"DEV-SRP-09", "DEV-CONF-14", "SEC-05"},
				func(q *Inquiry, ctx context.Context) (bool, error) { return q.acceptsProof(ctx, true, "x") },
			},
		},
		{
			{
				"no-mfa-after-srp", "the server does not ask for a second factor after SRP", "a sign-in without a device got tokens in a pool with MFA on",
				rulesOfMFA(),
				(*Inquiry).skipsMFA,
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

// randomSignature is the edit that sends 32 random bytes instead of a proof.
func randomSignature(r *scenarios.Request) {
	r.Parameters[scenarios.SignatureKey] = base64.StdEncoding.EncodeToString(scenarios.NewEphemeral(32).Bytes())
}

// acceptsProof reports whether a leg accepts the proof of a secret with something
// appended, as the edits change it.
func (q *Inquiry) acceptsProof(ctx context.Context, device bool, appended string, edits ...scenarios.Edit) (bool, error) {
	w, err := q.wire(ctx, device)
	if err != nil {
		return false, err
	}
	w.arithmetic = q.arithmetic()
	if err := w.takeUser(ctx); err != nil {
		return false, err
	}
	defer w.actor.User.Release()
	if !device {
		attempt := w.actor.Begin(nil)
		attempt.Password += appended
		return w.proves(ctx, scenarios.Leg{Attempt: attempt}, edits)
	}
	wrong := *w.registered
	wrong.Secret += appended
	attempt, err := w.actor.AtDeviceChallenge(ctx, &wrong)
	if err != nil {
		return false, err
	}
	return w.proves(ctx, scenarios.Leg{Device: true, Attempt: attempt}, edits)
}

// proves reports whether a leg that is about to begin ends with its proof accepted.
func (w *wire) proves(ctx context.Context, l scenarios.Leg, edits []scenarios.Edit) (bool, error) {
	var err error
	if l.Device {
		_, err = l.Attempt.AnswerDeviceSRPAuth(ctx)
	} else {
		_, err = l.Attempt.Initiate(ctx)
	}
	if err != nil {
		return false, err
	}
	w.inquiry.fails(w.actor.User)
	return l.Prove(ctx, edits...) == nil, nil
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
	pool, err := q.fixtures.Pool(ctx, target.PoolSpec{MFA: target.MFAOn})
	if err != nil {
		return false, err
	}
	client, err := pool.Client(ctx, q.clientSpec())
	if err != nil {
		return false, err
	}
	user, err := q.user(ctx, pool)
	if err != nil {
		return false, err
	}
	defer user.Release()
	actor := &scenarios.Actor{User: user, Client: client, Arithmetic: q.arithmetic}
	signIn, err := actor.SignIn(ctx, nil)
	return err == nil && !signIn.SawMFA(), err
}
