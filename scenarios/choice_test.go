package scenarios_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/target"
)

// TestChoice signs in with each first factor, preferred and selected.
func TestChoice(t *testing.T) {
	fixtures := newFixtures(t)
	pool := target.PoolSpec{FirstFactors: []types.AuthFactorType{"PASSWORD", "EMAIL_OTP", "SMS_OTP"}}
	client := target.ClientSpec{Secret: true, Flows: []types.ExplicitAuthFlowsType{"ALLOW_USER_AUTH"}}
	for _, factor := range []types.ChallengeNameType{"PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP"} {
		for name, selects := range map[string]bool{"preferred": false, "selected": true} {
			t.Run(string(factor)+" "+name, func(t *testing.T) {
				actor := newActor(t, fixtures, pool, client, target.UserSpec{Email: true, Phone: true})
				attempt := actor.Begin(nil)
				preferred := factor
				if selects {
					preferred = ""
				}
				answer, err := attempt.Choose(t.Context(), preferred)
				if err == nil && selects {
					if answer.Challenge != types.ChallengeNameTypeSelectChallenge || len(answer.Available) == 0 {
						t.Errorf("challenge %s of %v", answer.Challenge, answer.Available)
					}
					_, err = attempt.SelectFactor(t.Context(), factor)
				}
				if err != nil {
					t.Fatal(err)
				}
				if _, err := attempt.Finish(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// TestPasswords resets a password by a code, and changes it.
func TestPasswords(t *testing.T) {
	fixtures := newFixtures(t)
	pool := target.PoolSpec{Recovery: []types.RecoveryOptionNameType{"verified_email"}}
	actor := newActor(t, fixtures, pool, target.ClientSpec{Secret: true}, target.UserSpec{Email: true})
	sent, err := actor.ForgotPassword(t.Context(), actor.User.Username)
	if err != nil {
		t.Fatal(err)
	}
	if sent == nil || sent.DeliveryMedium != types.DeliveryMediumTypeEmail {
		t.Errorf("delivery %+v", sent)
	}
	code, err := actor.User.Code(t.Context(), target.Email)
	if err != nil {
		t.Fatal(err)
	}
	const reset, changed = "Reset-password-1", "Changed-password-2"
	if err := actor.ConfirmForgotPassword(t.Context(), actor.User.Username, code, reset); err != nil {
		t.Fatal(err)
	}
	actor.User.Password = reset
	signIn, err := actor.SignIn(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := actor.ChangePassword(t.Context(), signIn.AccessToken(), reset, changed); err != nil {
		t.Fatal(err)
	}
	actor.User.Password = changed
	if _, err := actor.SignIn(t.Context(), nil); err != nil {
		t.Error(err)
	}
}
