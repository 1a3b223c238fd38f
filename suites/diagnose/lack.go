package diagnose

import (
	"context"
	"encoding/base64"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// lack is a check that a server does not make, with the sign-in that shows it.
type lack struct {
	id, summary, evidence string
	rules                 []string
	shows                 func(*Inquiry, context.Context) (bool, error)
}

// knownLacks are in the order of their weight: a server that takes any signature
// takes a wrong password too, and is told the first alone.
func knownLacks() [][]lack {
	return [][]lack{
		{
			{
				"any-signature", "the server accepts any signature: it does not check the proof of the password", "a random PASSWORD_CLAIM_SIGNATURE led on",
				[]string{"AUTH-04", "SRP-07", "SRP-19", "SRP-20"},
				func(q *Inquiry, ctx context.Context) (bool, error) { return q.passes(ctx, false, randomSignature, "") },
			},
			{
				"any-password", "the server accepts any password: the proof is checked against no secret", "the right proof of a wrong password led on",
				[]string{"AUTH-04", "SRP-04", "SRP-20"},
				func(q *Inquiry, ctx context.Context) (bool, error) { return q.passes(ctx, false, nil, "x") },
			},
		},
		{
			{
				"any-device-signature", "the server accepts any signature of a device: it does not check the device's proof", "a random PASSWORD_CLAIM_SIGNATURE led to tokens",
				[]string{"DEV-SRP-09", "DEV-SRP-10", "DEV-SRP-11", "DEV-CONF-14", "SEC-05", "SRP-20"},
				func(q *Inquiry, ctx context.Context) (bool, error) { return q.passes(ctx, true, randomSignature, "") },
			},
			{
				"any-device-secret", "the server accepts any device secret: the verifier of ConfirmDevice is not used", "the right proof of a wrong device secret led to tokens",
				[]string{"DEV-SRP-09", "DEV-CONF-14", "SEC-05"},
				func(q *Inquiry, ctx context.Context) (bool, error) { return q.passes(ctx, true, nil, "x") },
			},
		},
		{
			{
				"no-mfa-after-srp", "the server asks for no second factor after SRP", "a sign-in without a device got tokens in a pool whose MFA is on",
				[]string{"POOL-07", "MFA-09", "MFA-02", "MFA-06"},
				(*Inquiry).skipsMFA,
			},
		},
	}
}

// lacks tells which checks the server does not make.
func (q *Inquiry) lacks(ctx context.Context) []report.Diagnosis {
	var found []report.Diagnosis
	for _, family := range knownLacks() {
		for _, l := range family {
			if shown, err := l.shows(q, ctx); err == nil && shown {
				found = append(found, report.Diagnosis{ID: l.id, Summary: l.summary, Rules: l.rules, Evidence: l.evidence})
				break
			}
		}
	}
	return found
}

// randomSignature is the edit that sends 32 random bytes for a proof.
func randomSignature(r *scenarios.Request) {
	r.Parameters[scenarios.SignatureKey] = base64.StdEncoding.EncodeToString(scenarios.NewEphemeral(32).Bytes())
}

// passes tells whether a leg is passed with an edited proof, or with a secret
// that has something appended.
func (q *Inquiry) passes(ctx context.Context, device bool, edit scenarios.Edit, appended string) (bool, error) {
	pool, err := q.fixtures.Pool(ctx, target.PoolSpec{Tracking: target.Always})
	if err != nil {
		return false, err
	}
	client, err := pool.Client(ctx, target.ClientSpec{})
	if err != nil {
		return false, err
	}
	s := &suspectServer{inquiry: q, pool: pool, client: client, device: device}
	l, err := s.next(ctx)
	if err != nil {
		return false, err
	}
	if device {
		other := *l.Attempt.Device
		other.Secret += appended
		l.Attempt.Device = &other
	} else {
		l.Attempt.Password += appended
	}
	if edit == nil {
		return l.Prove(ctx) == nil, nil
	}
	return l.Prove(ctx, edit) == nil, nil
}

// skipsMFA signs in, in a pool whose MFA is on, without a device.
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
