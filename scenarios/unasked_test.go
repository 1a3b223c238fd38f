package scenarios_test

import (
	"testing"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/target"
)

// TestNewPasswordRequired signs in with a temporary password, and with the one that was
// chosen in its place.
func TestNewPasswordRequired(t *testing.T) {
	fixtures := newFixtures(t)
	actor := newActor(t, fixtures, target.PoolSpec{}, target.ClientSpec{Secret: true}, target.UserSpec{})
	_, err := fixtures.Target().API().AdminSetUserPassword(t.Context(), &cip.AdminSetUserPasswordInput{
		UserPoolId: &actor.Client.Pool.ID, Username: &actor.User.ID, Password: &actor.User.Password,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, challenges := range [][]types.ChallengeNameType{{verifier, types.ChallengeNameTypeNewPasswordRequired}, {verifier}} {
		signIn, err := actor.SignIn(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, signIn, challenges...)
	}
	actor.User.Given = true
	_, err = fixtures.Target().API().AdminSetUserPassword(t.Context(), &cip.AdminSetUserPasswordInput{
		UserPoolId: &actor.Client.Pool.ID, Username: &actor.User.ID, Password: &actor.User.Password,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := actor.SignIn(t.Context(), nil); !isProtocolError(err) {
		t.Errorf("the password of a user who was there before is changed: %v", err)
	}
}

// TestMFASetUpIsWalked sets a factor up where one is asked for, and is asked for it then.
func TestMFASetUpIsWalked(t *testing.T) {
	actor := newActor(t, newFixtures(t), target.PoolSpec{MFA: target.MFAOn}, target.ClientSpec{}, target.UserSpec{})
	for _, last := range []types.ChallengeNameType{types.ChallengeNameTypeMfaSetup, totp} {
		signIn, err := actor.SignIn(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, signIn, verifier, last)
	}
}

// TestSelectChallengeIsWalked comes to tokens by the password, by SRP if that is offered.
func TestSelectChallengeIsWalked(t *testing.T) {
	client := target.ClientSpec{Flows: []types.ExplicitAuthFlowsType{"ALLOW_USER_AUTH"}}
	for name, c := range map[string]struct {
		offered []types.ChallengeNameType
		saw     []types.ChallengeNameType
	}{
		"by SRP":        {[]types.ChallengeNameType{"PASSWORD", "PASSWORD_SRP"}, []types.ChallengeNameType{"SELECT_CHALLENGE", verifier}},
		"by a password": {[]types.ChallengeNameType{"PASSWORD"}, []types.ChallengeNameType{"SELECT_CHALLENGE"}},
	} {
		t.Run(name, func(t *testing.T) {
			actor := newActor(t, newFixtures(t), target.PoolSpec{FirstFactors: []types.AuthFactorType{"PASSWORD"}}, client, target.UserSpec{})
			attempt := actor.Begin(nil)
			if _, err := attempt.Choose(t.Context(), ""); err != nil {
				t.Fatal(err)
			}
			attempt.Last.Available = c.offered
			signIn, err := attempt.Finish(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			expect(t, signIn, c.saw...)
		})
	}
}
