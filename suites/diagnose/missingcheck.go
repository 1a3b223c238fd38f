package diagnose

import (
	"context"
	"encoding/base64"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/scenarios"
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
				[]string{"AUTH-04", "SRP-07", "SRP-19", "SRP-20"},
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
				[]string{"DEV-SRP-09", "DEV-SRP-10", "DEV-SRP-11", "DEV-CONF-14", "SEC-05", "SRP-20"},
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
				[]string{"POOL-07", "MFA-09", "MFA-02", "MFA-06"},
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
	pool, err := q.fixtures.Pool(ctx, target.PoolSpec{Tracking: target.Always})
	if err != nil {
		return false, err
	}
	client, err := pool.Client(ctx, target.ClientSpec{})
	if err != nil {
		return false, err
	}
	s := &suspectLeg{inquiry: q, pool: pool, client: client, device: device}
	l, err := s.atProof(ctx)
	if err != nil {
		return false, err
	}
	if device {
		wrong := *l.Attempt.Device
		wrong.Secret += appended
		l.Attempt.Device = &wrong
	} else {
		l.Attempt.Password += appended
	}
	return l.Prove(ctx, edits...) == nil, nil
}

// skipsMFA reports whether a sign-in without a device gets tokens in a pool with MFA
// on, without a second factor.
func (q *Inquiry) skipsMFA(ctx context.Context) (bool, error) {
	pool, err := q.fixtures.Pool(ctx, target.PoolSpec{MFA: target.MFAOn})
	if err != nil {
		return false, err
	}
	client, err := pool.Client(ctx, target.ClientSpec{})
	if err != nil {
		return false, err
	}
	user, err := q.user(ctx, pool)
	if err != nil {
		return false, err
	}
	signIn, err := (&scenarios.Actor{User: user, Client: client}).SignIn(ctx, nil)
	return err == nil && !signIn.SawMFA(), err
}
