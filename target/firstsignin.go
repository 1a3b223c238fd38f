package target

import (
	"context"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// SignedIn is what a sign-in with the password alone came to: tokens or a challenge.
type SignedIn struct {
	// Result holds the tokens; nil if a challenge came.
	Result *types.AuthenticationResultType
	// Challenge and Session are those of the challenge.
	Challenge types.ChallengeNameType
	Session   *string

	client *Client
	admin  bool // it was AdminInitiateAuth that began it
}

// SignInFunc signs a user in without a second factor and without a device. The client
// allows USER_SRP_AUTH.
type SignInFunc func(ctx context.Context, client *Client, user *User) (*SignedIn, error)

// SignInBySRP gives fixtures a way to sign users in where the target has no flow that
// takes the password itself.
func (t *Target) SignInBySRP(by SignInFunc) { t.signInBySRP = by }

// signInFirst signs a user in for the first time, in the best way that the target takes.
// The client is one of its own.
func (p *Pool) signInFirst(ctx context.Context, u *User) (*SignedIn, error) {
	var first *SignedIn
	through := func(flow types.ExplicitAuthFlowsType, begin func(*Client) (*SignedIn, error)) func() error {
		return func() error {
			client, err := p.Client(ctx, ClientSpec{Flows: []types.ExplicitAuthFlowsType{flow}})
			if err != nil {
				return err
			}
			if first, err = begin(client); err == nil {
				first.client = client
			}
			return err
		}
	}
	ways := []way{
		{waySignIn, through(types.ExplicitAuthFlowsTypeAllowUserPasswordAuth, func(c *Client) (*SignedIn, error) { return u.signInByPassword(ctx, c) })},
		{"ADMIN_USER_PASSWORD_AUTH", through(types.ExplicitAuthFlowsTypeAllowAdminUserPasswordAuth, func(c *Client) (*SignedIn, error) { return u.signInByAdmin(ctx, c) })},
	}
	if by := p.Target().signInBySRP; by != nil {
		ways = append(ways, way{"USER_SRP_AUTH", through(types.ExplicitAuthFlowsTypeAllowUserSrpAuth, func(c *Client) (*SignedIn, error) { return by(ctx, c, u) })})
	}
	rung, err := p.Target().ladders.climb(thingSignIn, ways)
	if err != nil {
		return nil, err
	}
	u.Rungs = append(u.Rungs, lowerOf(rung)...)
	u.token = accessToken(first.Result)
	return first, nil
}

func (u *User) signInByPassword(ctx context.Context, client *Client) (*SignedIn, error) {
	out, err := u.Pool.Target().api.InitiateAuth(ctx, &cip.InitiateAuthInput{
		AuthFlow: types.AuthFlowTypeUserPasswordAuth, ClientId: &client.ID,
		AuthParameters: map[string]string{"USERNAME": u.ID, "PASSWORD": u.Password},
	})
	if err != nil {
		return nil, err
	}
	return &SignedIn{Result: out.AuthenticationResult, Challenge: out.ChallengeName, Session: out.Session}, nil
}

func (u *User) signInByAdmin(ctx context.Context, client *Client) (*SignedIn, error) {
	out, err := u.Pool.Target().api.AdminInitiateAuth(ctx, &cip.AdminInitiateAuthInput{
		AuthFlow: types.AuthFlowTypeAdminUserPasswordAuth, ClientId: &client.ID, UserPoolId: &u.Pool.ID,
		AuthParameters: map[string]string{"USERNAME": u.ID, "PASSWORD": u.Password},
	})
	if err != nil {
		return nil, err
	}
	return &SignedIn{Result: out.AuthenticationResult, Challenge: out.ChallengeName, Session: out.Session, admin: true}, nil
}

// complete answers MFA_SETUP after the software token was verified.
func (s *SignedIn) complete(ctx context.Context, p *Pool, u *User, session *string) (*types.AuthenticationResultType, error) {
	answers := map[string]string{"USERNAME": u.ID}
	if s.admin {
		out, err := p.Target().api.AdminRespondToAuthChallenge(ctx, &cip.AdminRespondToAuthChallengeInput{
			ChallengeName: types.ChallengeNameTypeMfaSetup, ClientId: &s.client.ID, UserPoolId: &p.ID, Session: session,
			ChallengeResponses: answers,
		})
		if err != nil {
			return nil, err
		}
		return out.AuthenticationResult, nil
	}
	out, err := p.Target().api.RespondToAuthChallenge(ctx, &cip.RespondToAuthChallengeInput{
		ChallengeName: types.ChallengeNameTypeMfaSetup, ClientId: &s.client.ID, Session: session,
		ChallengeResponses: answers,
	})
	if err != nil {
		return nil, err
	}
	return out.AuthenticationResult, nil
}

func accessToken(result *types.AuthenticationResultType) *string {
	if result == nil {
		return nil
	}
	return result.AccessToken
}
