package suites

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerRevocation lists the checks of how tokens end before their time.
func registerRevocation(s registry) {
	s.Rule("TOK-08", tokensEnd, engine.DependsOn("REF-04"))
	s.Rule("TOK-18", adminEndsTokens, engine.DependsOn("REF-04"))
	s.Rule("TOK-19", revocationIsOfOneSignIn, engine.DependsOn("REF-04"))
	s.Rule("TOK-20", revocationIsOfOneClient, engine.DependsOn("REF-04"))
	s.Rule("TOK-21", revocationTurnedOff, engine.DependsOn("REF-04"))
	s.Rule("TOK-22", revocationOfAccessToken)
	s.Rule("TOK-23", revocationTakesClientSecret, engine.DependsOn("REF-04"))
	s.Rule("TOK-24", revokedText, engine.DependsOn("TOK-08"))
	s.Rule("TOK-25", revocationLasts, engine.DependsOn("TOK-08"))
}

// accessWorks holds that an access token authorizes an operation.
func accessWorks(c *Check, token, what string) {
	_, err := c.Target().API().GetUser(c.Context(), &cip.GetUserInput{AccessToken: &token})
	c.Succeeds(err, "GetUser with "+what)
}

// goesOn holds that nothing of a sign-in was revoked.
func goesOn(c *Check, actor *scenarios.Actor, signIn *scenarios.SignIn, what string) {
	accessWorks(c, signIn.AccessToken(), "the access token of "+what)
	_, err := actor.Refresh(c.Context(), signIn.RefreshToken(), "")
	c.Succeeds(err, "REFRESH_TOKEN_AUTH with the refresh token of "+what)
	refreshIsDiscerned(c, actor, signIn.RefreshToken(), "")
}

// publicAndSecret runs body as a case with a public and with a secret client, in a pool
// without tracking and MFA.
func publicAndSecret(c *Check, name string, body func(actor *scenarios.Actor)) {
	for _, secret := range []bool{false, true} {
		s := setting{client: target.ClientSpec{Secret: secret}}
		c.CaseIn(s.String(), name+", "+s.String(), func() { body(c.Actor(s.pool, s.client)) })
	}
}

// endsEverySignIn holds that signOut, given an access token, ends all sign-ins of the
// actor so far, and no later one.
func endsEverySignIn(c *Check, actor *scenarios.Actor, what string, signOut func(accessToken string) error) {
	other, signIn := c.SignedIn(actor, nil), c.SignedIn(actor, nil)
	tokenIsTaken(c, signIn.AccessToken())
	refreshed, err := actor.Refresh(c.Context(), other.RefreshToken(), "")
	c.Given(err, "refresh")
	c.Succeeds(signOut(signIn.AccessToken()), what)
	for _, session := range []*scenarios.SignIn{signIn, other} {
		refuseToken(c, neverIssuedKey(actor), session.AccessToken(), "an access token after "+what)
		refreshIsRefused(c, actor, session.RefreshToken(), "the refresh token after "+what)
	}
	response := c.raw("GetUser", map[string]any{"AccessToken": aws.ToString(refreshed.Result.AccessToken)})
	c.Refused(response.Err("GetUser"), "GetUser with an access token refreshed before "+what)
}

func tokensEnd(c *Check) {
	publicAndSecret(c, "GlobalSignOut", func(actor *scenarios.Actor) {
		endsEverySignIn(c, actor, "GlobalSignOut", func(token string) error { return actor.GlobalSignOut(c.Context(), token) })
	})
	publicAndSecret(c, "RevokeToken", func(actor *scenarios.Actor) {
		signIn := c.SignedIn(actor, nil)
		tokenIsTaken(c, signIn.AccessToken())
		refreshed, err := actor.Refresh(c.Context(), signIn.RefreshToken(), "")
		c.Given(err, "refresh")
		c.Succeeds(actor.RevokeToken(c.Context(), signIn.RefreshToken()), "RevokeToken")
		refreshIsRefused(c, actor, signIn.RefreshToken(), "a revoked token")
		refuseToken(c, neverIssuedKey(actor), signIn.AccessToken(), "an access token whose refresh token was revoked")
		refuseToken(c, neverIssuedKey(actor), aws.ToString(refreshed.Result.AccessToken), "an access token refreshed before the refresh token was revoked")
	})
	c.Case("GlobalSignOut, signed in at another client", func() {
		actor := c.Actor(target.PoolSpec{}, target.ClientSpec{})
		elsewhere := *actor
		elsewhere.Client = c.Client(actor.Client.Pool, target.ClientSpec{Secret: true})
		signIn := c.SignedIn(&elsewhere, nil)
		tokenIsTaken(c, signIn.AccessToken())
		c.Succeeds(actor.GlobalSignOut(c.Context(), c.SignedIn(actor, nil).AccessToken()), "GlobalSignOut")
		response := c.raw("GetUser", map[string]any{"AccessToken": signIn.AccessToken()})
		c.Refused(response.Err("GetUser"), "GetUser with the access token of another client after GlobalSignOut")
		refreshIsRefused(c, &elsewhere, signIn.RefreshToken(), "the refresh token of another client after GlobalSignOut")
	})
	each(c, map[string]func(*scenarios.Actor, *scenarios.SignIn) error{
		"GlobalSignOut": func(actor *scenarios.Actor, signIn *scenarios.SignIn) error {
			return actor.GlobalSignOut(c.Context(), signIn.AccessToken())
		},
		"RevokeToken": func(actor *scenarios.Actor, signIn *scenarios.SignIn) error {
			return actor.RevokeToken(c.Context(), signIn.RefreshToken())
		},
	}, func(name string, end func(*scenarios.Actor, *scenarios.SignIn) error) {
		actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
		signIn := c.SignedIn(actor, nil)
		tokenIsTaken(c, signIn.AccessToken())
		key := ownKey(c, actor, signIn)
		c.Succeeds(end(actor, signIn), name)
		refuseToken(c, key, signIn.AccessToken(), "the access token of a device after "+name)
	})
}

func adminEndsTokens(c *Check) {
	publicAndSecret(c, "AdminUserGlobalSignOut", func(actor *scenarios.Actor) {
		endsEverySignIn(c, actor, "AdminUserGlobalSignOut", func(string) error {
			_, err := c.Target().API().AdminUserGlobalSignOut(c.Context(), &cip.AdminUserGlobalSignOutInput{
				UserPoolId: &actor.Client.Pool.ID, Username: &actor.User.ID,
			})
			return err
		})
	})
}

func revocationIsOfOneSignIn(c *Check) {
	publicAndSecret(c, "RevokeToken", func(actor *scenarios.Actor) {
		other, signIn := c.SignedIn(actor, nil), c.SignedIn(actor, nil)
		_, altered := actor.Refresh(c.Context(), alterLast(other.RefreshToken()), "")
		c.Given(actor.RevokeToken(c.Context(), signIn.RefreshToken()), "RevokeToken")
		if other.AccessToken() != signIn.AccessToken() { // without a jti they may be one token
			accessWorks(c, other.AccessToken(), "the access token of another sign-in")
		}
		_, err := actor.Refresh(c.Context(), other.RefreshToken(), "")
		c.Succeeds(err, "REFRESH_TOKEN_AUTH with the refresh token of another sign-in")
		c.Discerned(altered, "an altered refresh token", "REF-30")
	})
}

func revocationIsOfOneClient(c *Check) {
	pool := c.Pool(target.PoolSpec{})
	each(c, map[string]target.ClientSpec{
		"a public client": {AccessToken: 2 * defaultLife}, "a secret client": {Secret: true},
	}, func(name string, other target.ClientSpec) {
		actor := c.ActorIn(pool, target.ClientSpec{})
		signIn := c.SignedIn(actor, nil)
		elsewhere := &scenarios.Actor{User: actor.User, Client: c.Client(pool, other)}
		if err := elsewhere.RevokeToken(c.Context(), signIn.RefreshToken()); err != nil {
			c.Refused(err, "RevokeToken through "+name)
		}
		goesOn(c, actor, signIn, "a sign-in whose token another client wanted revoked")
	})
}

// withoutRevocation is a client whose tokens cannot be revoked.
func withoutRevocation(in *cip.CreateUserPoolClientInput) { in.EnableTokenRevocation = aws.Bool(false) }

func revocationTurnedOff(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{Edit: withoutRevocation})
	signIn := c.SignedIn(actor, nil)
	err := actor.RevokeToken(c.Context(), signIn.RefreshToken())
	c.Refused(err, "RevokeToken in a client without revocation", unsupportedOperation)
	goesOn(c, actor, signIn, "a sign-in in a client without revocation")
}

func revocationOfAccessToken(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{})
	err := actor.RevokeToken(c.Context(), c.SignedIn(actor, nil).AccessToken())
	c.Refused(err, "RevokeToken of an access token", "UnsupportedTokenTypeException")
}

func revocationTakesClientSecret(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{Secret: true})
	signIn := c.SignedIn(actor, nil)
	each(c, map[string]*string{
		"no ClientSecret": nil, "a wrong ClientSecret": aws.String("wrong0secret0wrong0secret"),
	}, func(name string, secret *string) {
		_, err := c.Target().API().RevokeToken(c.Context(), &cip.RevokeTokenInput{
			ClientId: &actor.Client.ID, ClientSecret: secret, Token: aws.String(signIn.RefreshToken()),
		})
		c.Refused(err, "RevokeToken with "+name)
		goesOn(c, actor, signIn, "a sign-in after RevokeToken with "+name)
	})
	c.Case("the right ClientSecret", func() {
		c.Succeeds(actor.RevokeToken(c.Context(), c.SignedIn(actor, nil).RefreshToken()), "RevokeToken with ClientSecret")
	})
}

func revokedText(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{})
	token := c.SignedIn(actor, nil).AccessToken()
	c.Given(actor.GlobalSignOut(c.Context(), token), "GlobalSignOut")
	_, err := c.Target().API().GetUser(c.Context(), &cip.GetUserInput{AccessToken: &token})
	c.Says(err, "GetUser after GlobalSignOut", "Access Token has been revoked")
}

func revocationLasts(c *Check) {
	pool := c.Pool(target.PoolSpec{})
	actor := c.ActorIn(pool, target.ClientSpec{})
	client, err := pool.FreshClient(c.Context(), target.ClientSpec{})
	c.Given(err, "creating a client")
	actor.Client = client
	token := c.SignedIn(actor, nil).RefreshToken()
	c.Given(actor.RevokeToken(c.Context(), token), "RevokeToken")
	_, err = c.Target().API().UpdateUserPoolClient(c.Context(), &cip.UpdateUserPoolClientInput{
		UserPoolId: &pool.ID, ClientId: &client.ID, EnableTokenRevocation: aws.Bool(false),
		ExplicitAuthFlows: []types.ExplicitAuthFlowsType{types.ExplicitAuthFlowsTypeAllowUserSrpAuth, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth},
	})
	c.Given(err, "turning revocation off")
	_, err = actor.Refresh(c.Context(), token, "")
	c.Refused(err, "REFRESH_TOKEN_AUTH with a token that was revoked before revocation was turned off")
}
