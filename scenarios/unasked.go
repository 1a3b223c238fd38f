package scenarios

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/target"
)

// What follows answers challenges that a target asks without need, as a client of
// aws-amplify v6 comes through them with its user's help.

// answerSelectChallenge selects the password: by SRP, which Amplify prefers, if that is
// offered.
func (t *Attempt) answerSelectChallenge(ctx context.Context, edits []Edit) (*Answer, error) {
	for _, factor := range []types.ChallengeNameType{types.ChallengeNameTypePasswordSrp, types.ChallengeNameTypePassword} {
		if slices.Contains(t.Last.Available, factor) {
			return t.SelectFactor(ctx, factor, edits...)
		}
	}
	return nil, broken("select_challenge", "no password is among AvailableChallenges")
}

// laterPassword ends the password that a user chooses when asked for a new one.
const laterPassword = "-2"

// answerNewPassword has the user choose a new password, which is theirs from then on.
func (t *Attempt) answerNewPassword(ctx context.Context, edits []Edit) (*Answer, error) {
	if t.Actor.User.Given {
		return nil, broken("new_password_required", "the password of a user of the target file is not changed")
	}
	chosen := t.Password + laterPassword
	t.Actor.Client.Pool.Target().Remember(chosen)
	answer, err := t.AnswerNewPassword(ctx, chosen, edits...)
	if err == nil {
		t.Actor.User.Password = chosen
	}
	return answer, err
}

// answerMFASetUp sets a software token up, and answers with it.
func (t *Attempt) answerMFASetUp(ctx context.Context, edits []Edit) (*Answer, error) {
	if t.Actor.User.Given {
		return nil, broken("mfa_setup", "the factors of a user of the target file are not changed")
	}
	if err := t.AssociateToken(ctx); err != nil {
		return nil, err
	}
	code, err := t.Actor.User.Code(ctx, target.TOTP)
	if err != nil {
		return nil, err
	}
	status, err := t.VerifyToken(ctx, code)
	if err != nil {
		return nil, err
	}
	if status != types.VerifySoftwareTokenResponseTypeSuccess {
		return nil, broken("verify_software_token", "the code of a new token gave %s", status)
	}
	return t.AnswerMFASetUp(ctx, edits...)
}
