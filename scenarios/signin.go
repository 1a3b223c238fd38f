package scenarios

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/target"
)

// maxChallenges ends a sign-in that a target never ends. The longest path of the
// protocol, CUSTOM_AUTH with SRP, selected MFA and a device, has eight.
const maxChallenges = 12

// SignIn is a completed sign-in.
type SignIn struct {
	// Result holds the tokens; it is never nil.
	Result *types.AuthenticationResultType
	// Challenges are those that were answered, in order.
	Challenges []types.ChallengeNameType
}

// AccessToken is "" if none came.
func (s *SignIn) AccessToken() string { return aws.ToString(s.Result.AccessToken) }

// IDToken is "" if none came.
func (s *SignIn) IDToken() string { return aws.ToString(s.Result.IdToken) }

// RefreshToken is "" if none came.
func (s *SignIn) RefreshToken() string { return aws.ToString(s.Result.RefreshToken) }

// Saw reports whether the challenge came.
func (s *SignIn) Saw(challenge types.ChallengeNameType) bool {
	return slices.Contains(s.Challenges, challenge)
}

// SawMFA reports whether a second factor was asked for.
func (s *SignIn) SawMFA() bool { return slices.ContainsFunc(s.Challenges, IsMFA) }

// SignIn signs in, with the device or without (nil), and follows whatever
// challenges come.
func (a *Actor) SignIn(ctx context.Context, device *Device, edits ...Edit) (*SignIn, error) {
	attempt := a.Begin(device)
	if _, err := attempt.Initiate(ctx, edits...); err != nil {
		return nil, err
	}
	return attempt.Finish(ctx)
}

// Finish answers challenges until the tokens come.
func (t *Attempt) Finish(ctx context.Context) (*SignIn, error) {
	for range maxChallenges {
		if t.Last.Result != nil {
			return &SignIn{Result: t.Last.Result, Challenges: t.Challenges}, nil
		}
		if _, err := t.Answer(ctx); err != nil {
			return nil, err
		}
	}
	return nil, &ProtocolError{Step: "sign-in", Reason: "the target never stopped asking challenges"}
}

// Answer answers the challenge at hand, whichever it is.
func (t *Attempt) Answer(ctx context.Context, edits ...Edit) (*Answer, error) {
	switch challenge := t.Last.Challenge; challenge {
	case types.ChallengeNameTypePasswordVerifier:
		return t.AnswerPasswordVerifier(ctx, edits...)
	case types.ChallengeNameTypeDeviceSrpAuth:
		return t.AnswerDeviceSRPAuth(ctx, edits...)
	case types.ChallengeNameTypeDevicePasswordVerifier:
		return t.AnswerDevicePasswordVerifier(ctx, edits...)
	case types.ChallengeNameTypeSoftwareTokenMfa, types.ChallengeNameTypeSmsMfa, types.ChallengeNameTypeEmailOtp, types.ChallengeNameTypeSmsOtp:
		return t.AnswerMFA(ctx, edits...)
	case types.ChallengeNameTypeSelectMfaType:
		return t.AnswerSelectMFA(ctx, t.preferred(), edits...)
	case types.ChallengeNameTypeCustomChallenge:
		return t.AnswerCustom(ctx, t.Actor.Client.Pool.CustomAnswer, edits...)
	case types.ChallengeNameTypeSelectChallenge:
		return t.answerSelectChallenge(ctx, edits)
	case types.ChallengeNameTypeNewPasswordRequired:
		return t.answerNewPassword(ctx, edits)
	case types.ChallengeNameTypeMfaSetup:
		return t.answerMFASetUp(ctx, edits)
	case "":
		return nil, &ProtocolError{Step: "sign-in", Reason: "the answer has neither a challenge nor tokens"}
	default:
		return nil, &ProtocolError{Step: "sign-in", Reason: "unexpected challenge " + string(challenge)}
	}
}

func (t *Attempt) preferred() target.Factor {
	if len(t.Actor.User.Factors) == 0 {
		return target.TOTP
	}
	return t.Actor.User.Factors[0]
}

// RegisterDevice signs in without a device and confirms the one that is issued.
// Whether it is remembered then depends on the pool.
func (a *Actor) RegisterDevice(ctx context.Context) (*Device, *SignIn, error) {
	signIn, err := a.SignIn(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	device, err := a.NewDevice(signIn.Result.NewDeviceMetadata)
	if err != nil {
		return nil, signIn, err
	}
	_, err = a.ConfirmDevice(ctx, signIn.AccessToken(), device)
	return device, signIn, err
}

// RememberedDevice registers a device and has it remembered, in whichever way
// the pool does.
func (a *Actor) RememberedDevice(ctx context.Context) (*Device, *SignIn, error) {
	device, signIn, err := a.RegisterDevice(ctx)
	if err != nil || a.Client.Pool.Spec.Tracking != target.OptIn {
		return device, signIn, err
	}
	return device, signIn, a.Remember(ctx, signIn.AccessToken(), device.Key)
}
