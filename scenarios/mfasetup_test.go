package scenarios_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// TestMFASetUp walks a user without a factor through MFA_SETUP, in a pool that issues
// the device key only with the tokens at its end.
func TestMFASetUp(t *testing.T) {
	fixtures := newFixtures(t)
	pool := target.PoolSpec{Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOn}
	for _, secret := range []bool{false, true} {
		actor := newActor(t, fixtures, pool, target.ClientSpec{Secret: secret}, target.UserSpec{})
		attempt := actor.Begin(nil)
		if err := attempt.AssociateToken(t.Context()); !isProtocolError(err) {
			t.Errorf("before the sign-in: %v", err)
		}
		for _, step := range []func() (*scenarios.Answer, error){
			func() (*scenarios.Answer, error) { return attempt.Initiate(t.Context()) },
			func() (*scenarios.Answer, error) { return attempt.AnswerPasswordVerifier(t.Context()) },
		} {
			if _, err := step(); err != nil {
				t.Fatal(err)
			}
		}
		first := attempt.Last.Session
		if err := attempt.AssociateToken(t.Context()); err != nil {
			t.Fatal(err)
		}
		second := attempt.Last.Session
		if attempt.Last.Challenge != types.ChallengeNameTypeMfaSetup || second == first {
			t.Errorf("challenge %s after AssociateSoftwareToken, Session as before: %v", attempt.Last.Challenge, second == first)
		}
		code, err := actor.User.Code(t.Context(), target.TOTP)
		if err != nil {
			t.Fatal(err)
		}
		status, err := attempt.VerifyToken(t.Context(), code)
		if err != nil || status != types.VerifySoftwareTokenResponseTypeSuccess || attempt.Last.Session == second {
			t.Fatalf("VerifySoftwareToken: %s, %v", status, err)
		}
		answer, err := attempt.AnswerMFASetUp(t.Context())
		if err != nil || answer.Result == nil || answer.Result.NewDeviceMetadata == nil {
			t.Fatalf("MFA_SETUP: %+v, %v", answer, err)
		}
		next, err := actor.SignIn(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, next, verifier, totp)
	}
}
