package target

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// TokenName is the FriendlyDeviceName of every software token that is enrolled.
const TokenName = "cogbench"

// enrol gives the user the second factors of its specification. A software token
// needs a sign-in, which is done with the password and without a device, through
// a client of its own.
func (p *Pool) enrol(ctx context.Context, u *User, spec UserSpec) error {
	if len(spec.Factors) == 0 {
		return nil
	}
	if slices.Contains(spec.Factors, TOTP) {
		if err := p.enrolToken(ctx, u); err != nil {
			return fmt.Errorf("enrol a software token: %w", err)
		}
	}
	if err := p.addAddresses(ctx, u, u.addressLater(spec)); err != nil {
		return err
	}
	u.Factors = slices.Clone(spec.Factors)
	preferred := u.Factors[0]
	if spec.NoPreference {
		preferred = ""
	}
	return u.PreferMFA(ctx, u.Factors, preferred)
}

// addAddresses gives the user the addresses that were kept back.
func (p *Pool) addAddresses(ctx context.Context, u *User, later map[Factor]bool) error {
	var list []types.AttributeType
	add := func(name, value string) {
		list = append(list,
			types.AttributeType{Name: aws.String(name), Value: aws.String(value)},
			types.AttributeType{Name: aws.String(name + "_verified"), Value: aws.String("true")})
	}
	if later[SMS] && u.Phone != "" {
		add("phone_number", u.Phone)
	}
	if later[Email] && u.Email != "" {
		add("email", u.Email)
	}
	if list == nil {
		return nil
	}
	_, err := p.Target().api.AdminUpdateUserAttributes(ctx, &cip.AdminUpdateUserAttributesInput{
		UserPoolId: &p.ID, Username: &u.ID, UserAttributes: list,
	})
	return err
}

// EnrolToken registers a software token for the signed-in user and switches it
// on, as the user does.
func (u *User) EnrolToken(ctx context.Context, accessToken string) error {
	if err := u.mayChange(); err != nil {
		return err
	}
	if _, err := u.Pool.registerToken(ctx, u, &accessToken, nil); err != nil {
		return err
	}
	_, err := u.Pool.Target().api.SetUserMFAPreference(ctx, &cip.SetUserMFAPreferenceInput{
		AccessToken:              &accessToken,
		SoftwareTokenMfaSettings: &types.SoftwareTokenMfaSettingsType{Enabled: true, PreferredMfa: true},
	})
	if err == nil {
		u.Factors = []Factor{TOTP}
	}
	return err
}

// TakeToken makes the software token of a secret the user's.
func (u *User) TakeToken(secret string) error {
	if err := u.mayChange(); err != nil {
		return err
	}
	u.TOTP = u.Pool.Target().NewAuthenticator(u.Pool.ID, secret)
	return nil
}

// mayChange refuses to change the factors of a user that was there before.
func (u *User) mayChange() error {
	if u.Given {
		return &FixtureError{What: "factors of " + u.Username, Err: errUserStays}
	}
	return nil
}

// enrolToken signs in with the password and registers a software token, during
// the sign-in where the pool demands it.
func (p *Pool) enrolToken(ctx context.Context, u *User) error {
	if p.Target().Lacks("AssociateSoftwareToken") {
		return fmt.Errorf("a software token, which takes AssociateSoftwareToken: %w", ErrUnmet)
	}
	first, err := p.signInFirst(ctx, u)
	if err != nil {
		return err
	}
	if first.Result != nil {
		_, err := p.registerToken(ctx, u, first.Result.AccessToken, nil)
		return err
	}
	if first.Challenge != types.ChallengeNameTypeMfaSetup {
		return fmt.Errorf("sign-in asked for %q", first.Challenge)
	}
	session, err := p.registerToken(ctx, u, nil, first.Session)
	if err != nil {
		return err
	}
	result, err := first.complete(ctx, p, u, session)
	if err == nil && result != nil {
		u.token = result.AccessToken
	}
	return err
}

// registerToken associates and verifies a software token by access token or
// session, and returns the session that follows.
func (p *Pool) registerToken(ctx context.Context, u *User, token, session *string) (*string, error) {
	api := p.Target().api
	associated, err := api.AssociateSoftwareToken(ctx, &cip.AssociateSoftwareTokenInput{AccessToken: token, Session: session})
	if err != nil {
		return nil, err
	}
	if associated.SecretCode == nil {
		return nil, errors.New("AssociateSoftwareToken: answer without a secret")
	}
	u.TOTP = p.Target().NewAuthenticator(p.ID, *associated.SecretCode)
	if associated.Session != nil {
		session = associated.Session
	}
	return p.verifyToken(ctx, u, token, session)
}

// verifyToken proves a software token. Where pools live in real time it tries a
// code of the step before, so that the present one is left for a sign-in, and
// once on a target that of the step to come, to learn whether it is good already.
// What was refused once is not tried again.
func (p *Pool) verifyToken(ctx context.Context, u *User, token, session *string) (*string, error) {
	known := &p.Target().tolerance
	if !p.Target().clock.Offered(ctx) {
		if known.triedAhead.CompareAndSwap(false, true) {
			if code, ok := u.TOTP.beside(1); ok {
				next, err := p.verifyCode(ctx, code, token, session)
				if err == nil || AsError(err).Kind != Refused {
					known.ahead.Store(err == nil)
					return next, err
				}
				u.TOTP.forget()
			}
		}
		if code, ok := u.TOTP.beside(-1); ok && !known.noEarly.Load() {
			next, err := p.verifyCode(ctx, code, token, session)
			if err == nil || AsError(err).Kind != Refused {
				return next, err
			}
			known.noEarly.Store(true)
		}
	}
	code, err := u.TOTP.Code(ctx)
	if err != nil {
		return nil, err
	}
	return p.verifyCode(ctx, code, token, session)
}

func (p *Pool) verifyCode(ctx context.Context, code string, token, session *string) (*string, error) {
	verified, err := p.Target().api.VerifySoftwareToken(ctx, &cip.VerifySoftwareTokenInput{
		AccessToken: token, Session: session, UserCode: &code, FriendlyDeviceName: aws.String(TokenName),
	})
	if err != nil {
		return nil, err
	}
	if verified.Status != types.VerifySoftwareTokenResponseTypeSuccess {
		return nil, fmt.Errorf("VerifySoftwareToken: status %q", verified.Status)
	}
	return verified.Session, nil
}
