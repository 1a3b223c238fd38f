package scenarios

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/target"
)

// codeKeys are the parameters that carry the code of each factor's challenge.
var codeKeys = map[types.ChallengeNameType]string{
	types.ChallengeNameTypeSoftwareTokenMfa: "SOFTWARE_TOKEN_MFA_CODE",
	types.ChallengeNameTypeSmsMfa:           "SMS_MFA_CODE",
	types.ChallengeNameTypeEmailOtp:         "EMAIL_OTP_CODE",
	types.ChallengeNameTypeSmsOtp:           "SMS_OTP_CODE",
}

// IsMFA reports whether a challenge asks for a second factor. EMAIL_OTP, which may
// ask for the first one of USER_AUTH too, counts as one.
func IsMFA(challenge types.ChallengeNameType) bool {
	switch challenge {
	case types.ChallengeNameTypeSelectMfaType:
		return true
	case types.ChallengeNameTypeSmsOtp:
		return false
	}
	return codeKeys[challenge] != ""
}

// AnswerMFA answers the SOFTWARE_TOKEN_MFA, SMS_MFA, EMAIL_OTP or SMS_OTP challenge
// at hand with the user's code.
func (t *Attempt) AnswerMFA(ctx context.Context, edits ...Edit) (*Answer, error) {
	challenge, err := t.mfaChallenge()
	if err != nil {
		return nil, err
	}
	factor := target.Factor(challenge)
	if challenge == types.ChallengeNameTypeSmsOtp {
		factor = target.SMS
	}
	code, err := t.Actor.User.Code(ctx, factor)
	if err != nil {
		return nil, err
	}
	return t.AnswerMFAWith(ctx, code, edits...)
}

// AnswerMFAWith answers the challenge at hand with the code given.
func (t *Attempt) AnswerMFAWith(ctx context.Context, code string, edits ...Edit) (*Answer, error) {
	challenge, err := t.mfaChallenge()
	if err != nil {
		return nil, err
	}
	r := t.response(challenge)
	t.addDevice(&r)
	r.Parameters[codeKeys[challenge]] = code
	return t.send(ctx, r, edits)
}

func (t *Attempt) mfaChallenge() (types.ChallengeNameType, error) {
	if t.Last == nil || codeKeys[t.Last.Challenge] == "" {
		return "", &ProtocolError{Step: "mfa", Reason: "no code was asked for"}
	}
	return t.Last.Challenge, nil
}

// AnswerSelectMFA answers SELECT_MFA_TYPE with a factor.
func (t *Attempt) AnswerSelectMFA(ctx context.Context, factor target.Factor, edits ...Edit) (*Answer, error) {
	r := t.response(types.ChallengeNameTypeSelectMfaType)
	t.addDevice(&r)
	r.Parameters["ANSWER"] = string(factor)
	return t.send(ctx, r, edits)
}

// AnswerCustom answers CUSTOM_CHALLENGE.
func (t *Attempt) AnswerCustom(ctx context.Context, answer string, edits ...Edit) (*Answer, error) {
	r := t.response(types.ChallengeNameTypeCustomChallenge)
	t.addDevice(&r)
	r.Parameters["ANSWER"] = answer
	return t.send(ctx, r, edits)
}
