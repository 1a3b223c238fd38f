package scenarios

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/target"
)

// AssociateToken asks for a software token by the Session of the MFA_SETUP at hand.
// The token is the user's from then on, and a Session that comes takes the place of
// the old one.
func (t *Attempt) AssociateToken(ctx context.Context) error {
	session, err := t.setUpSession()
	if err != nil {
		return err
	}
	out, err := t.Actor.api().AssociateSoftwareToken(ctx, &cip.AssociateSoftwareTokenInput{Session: session})
	if err != nil {
		return err
	}
	if aws.ToString(out.SecretCode) == "" {
		return broken("associate_software_token", "the answer has no secret")
	}
	t.follow(out.Session)
	return t.Actor.User.TakeToken(*out.SecretCode)
}

// VerifyToken proves the software token by a code of it. The Session that comes is
// the one to answer MFA_SETUP with.
func (t *Attempt) VerifyToken(ctx context.Context, code string) (types.VerifySoftwareTokenResponseType, error) {
	session, err := t.setUpSession()
	if err != nil {
		return "", err
	}
	out, err := t.Actor.api().VerifySoftwareToken(ctx, &cip.VerifySoftwareTokenInput{
		Session: session, UserCode: &code, FriendlyDeviceName: aws.String(target.TokenName),
	})
	if err != nil {
		return "", err
	}
	t.follow(out.Session)
	return out.Status, nil
}

// AnswerMFASetUp answers MFA_SETUP, whose factor is set up.
func (t *Attempt) AnswerMFASetUp(ctx context.Context, edits ...Edit) (*Answer, error) {
	r := t.response(types.ChallengeNameTypeMfaSetup)
	t.addDevice(&r)
	return t.send(ctx, r, edits)
}

func (t *Attempt) setUpSession() (*string, error) {
	if t.Last == nil || t.Last.Challenge != types.ChallengeNameTypeMfaSetup {
		return nil, broken("mfa_setup", "no factor was to be set up")
	}
	return optional(t.Last.Session), nil
}

// follow takes over the Session of an operation beside the sign-in's own.
func (t *Attempt) follow(session *string) {
	if aws.ToString(session) == "" {
		return
	}
	next := *t.Last
	next.Session = *session
	t.Last = &next
}
