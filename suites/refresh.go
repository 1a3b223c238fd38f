package suites

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerRefresh lists the checks of what a refresh needs and of what it gives.
func registerRefresh(s registry) {
	s.Rule("REF-04", refreshWithoutTracking)
	s.Rule("REF-07", tokensTakeClientSecret)
	s.Rule("REF-09", noRotationReturnsNoToken)
	s.Rule("REF-10", refreshKeepsDeviceClaim, engine.DependsOn("REF-01"))
	s.Rule("REF-13", refreshKeepsAuthTime, engine.Waits(time.Duration(len(refreshed()))*beforeRefresh))
	s.Rule("REF-16", refreshIsOfOneClient, engine.DependsOn("REF-04"))
	s.Rule("REF-18", flowHasTwoNames, engine.DependsOn("REF-04"))
	s.Rule("REF-23", noRotationKeepsToken, engine.DependsOn("REF-09"))
	s.Rule("REF-25", refreshTokenLife, engine.DependsOn("REF-04"), engine.Waits(shortestRefresh+slack))
	s.Rule("REF-26", refreshTokenLifeByDefault, engine.DependsOn("REF-04"), engine.Waits(2*(defaultRefresh+slack)))
	s.Rule("REF-27", refreshNeedsSecretHash)
	s.Rule("REF-30", noRefreshTokenIsRefused, engine.DependsOn("REF-04"))
}

// refreshes are both ways to refresh, without a device; REFRESH_TOKEN_AUTH alone on a
// target that has no other.
func refreshes(c *Check, actor *scenarios.Actor) map[string]func(token string) (*types.AuthenticationResultType, error) {
	ways := map[string]func(string) (*types.AuthenticationResultType, error){
		"REFRESH_TOKEN_AUTH": func(token string) (*types.AuthenticationResultType, error) {
			answer, err := actor.Refresh(c.Context(), token, "")
			if err != nil {
				return nil, err
			}
			return answer.Result, nil
		},
		"GetTokensFromRefreshToken": func(token string) (*types.AuthenticationResultType, error) {
			return actor.TokensFromRefreshToken(c.Context(), token, "")
		},
	}
	if !c.Has(spec.RefreshRotation) {
		delete(ways, "GetTokensFromRefreshToken")
	}
	return ways
}

// refreshIsRefused holds that neither operation takes the token.
func refreshIsRefused(c *Check, actor *scenarios.Actor, token, what string) {
	for operation, refresh := range sorted(refreshes(c, actor)) {
		_, err := refresh(token)
		c.Refused(err, operation+" with "+what)
	}
}

// refreshIsTaken is refreshWorks where the rule takes it for granted.
func refreshIsTaken(c *Check, actor *scenarios.Actor, token string) {
	for operation, refresh := range sorted(refreshes(c, actor)) {
		_, err := refresh(token)
		c.Given(err, operation)
	}
}

// refreshWorks holds that both operations take the token.
func refreshWorks(c *Check, actor *scenarios.Actor, token, what string) {
	for operation, refresh := range sorted(refreshes(c, actor)) {
		_, err := refresh(token)
		c.Succeeds(err, operation+" with "+what)
	}
}

// freshTokens holds that a refresh gave an access and an id token of the sign-in's user.
// They may equal those of the sign-in: within a second, only claims that need not be
// there tell them apart.
func freshTokens(c *Check, signIn *scenarios.SignIn, result *types.AuthenticationResultType) {
	want := parsedJWT(c, signIn.AccessToken(), "AccessToken of the sign-in").Claims.Text("sub")
	access := parsedJWT(c, aws.ToString(result.AccessToken), "AccessToken")
	id := parsedJWT(c, aws.ToString(result.IdToken), "IdToken")
	c.Expect(access.Claims.Text("sub")).To(Equal(want), "claim sub of the new access token")
	c.Expect(id.Claims.Text("sub")).To(Equal(want), "claim sub of the new id token")
}

// onlyShortTokens holds that a refresh gave an access and an id token of the
// sign-in's user, and no refresh token, as where the client has none rotated.
func onlyShortTokens(c *Check, client *target.Client, signIn *scenarios.SignIn, result *types.AuthenticationResultType) {
	freshTokens(c, signIn, result)
	if aws.ToString(result.RefreshToken) != "" {
		c.byDefault(client)
	}
	c.Expect(aws.ToString(result.RefreshToken)).To(BeEmpty(), "RefreshToken")
}

func refreshWithoutTracking(c *Check) {
	c.in(untracked(), func(actor *scenarios.Actor) {
		signIn := c.SignedIn(actor, nil)
		answer, err := actor.Refresh(c.Context(), signIn.RefreshToken(), "")
		c.Succeeds(err, "REFRESH_TOKEN_AUTH without DEVICE_KEY")
		onlyShortTokens(c, actor.Client, signIn, answer.Result)
		refreshIsDiscerned(c, actor, signIn.RefreshToken(), "")
	})
}

func tokensTakeClientSecret(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{Secret: true})
	signIn := c.SignedIn(actor, nil)
	_, err := actor.TokensFromRefreshToken(c.Context(), signIn.RefreshToken(), "")
	c.Succeeds(err, "GetTokensFromRefreshToken with ClientSecret")
	each(c, map[string]*string{
		"no ClientSecret": nil, "a wrong ClientSecret": aws.String("wrong0secret0wrong0secret"),
		"SECRET_HASH for ClientSecret": aws.String(actor.SecretHash(actor.User.ID)),
	}, func(name string, secret *string) {
		_, err := actor.TokensFromRefreshToken(c.Context(), signIn.RefreshToken(), "", func(in *cip.GetTokensFromRefreshTokenInput) { in.ClientSecret = secret })
		c.Refused(err, "GetTokensFromRefreshToken with "+name)
	})
}

func noRotationReturnsNoToken(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{})
	signIn := c.SignedIn(actor, nil)
	result, err := actor.TokensFromRefreshToken(c.Context(), signIn.RefreshToken(), "")
	c.Succeeds(err, "GetTokensFromRefreshToken")
	onlyShortTokens(c, actor.Client, signIn, result)
	tokensAreDiscerned(c, actor, signIn.RefreshToken(), "")
}

func noRotationKeepsToken(c *Check) {
	c.in(untracked(), func(actor *scenarios.Actor) {
		token := c.SignedIn(actor, nil).RefreshToken()
		_, err := actor.Refresh(c.Context(), token, "")
		c.Given(err, "REFRESH_TOKEN_AUTH")
		refreshWorks(c, actor, token, "a token that was used")
		bothAreDiscerned(c, actor, token)
	})
}

func refreshKeepsDeviceClaim(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		want := deviceClaim(c, signIn.AccessToken())
		if want == "" {
			c.SkipBecause("DEV-NEW-10", "the sign-in's access token has no device_key to keep")
		}
		answer, err := actor.Refresh(c.Context(), signIn.RefreshToken(), device.Key)
		c.Given(err, "REFRESH_TOKEN_AUTH")
		c.Expect(deviceClaim(c, aws.ToString(answer.Result.AccessToken))).To(Equal(want), "claim device_key after REFRESH_TOKEN_AUTH")
		result, err := actor.TokensFromRefreshToken(c.Context(), signIn.RefreshToken(), device.Key)
		c.Given(err, "GetTokensFromRefreshToken")
		c.Expect(deviceClaim(c, aws.ToString(result.AccessToken))).To(Equal(want), "claim device_key after GetTokensFromRefreshToken")
	})
}

// beforeRefresh is how long a sign-in ages before it is refreshed, where that is to be
// told from the sign-in: the dates of tokens are in whole seconds.
const beforeRefresh = 3 * time.Second

// refreshed are pools in which tokens are bound to devices, and one in which they are not.
func refreshed() []setting { return append([]setting{{}}, trackedWithMFA()...) }

func refreshKeepsAuthTime(c *Check) {
	c.in(refreshed(), func(actor *scenarios.Actor) {
		signIn, key := c.signedInFor(actor)
		c.Wait(actor.Client.Pool, beforeRefresh)
		answer, err := actor.Refresh(c.Context(), signIn.RefreshToken(), key)
		c.Given(err, "REFRESH_TOKEN_AUTH")
		keepsAuthTime(c, signIn.Result, answer.Result, "REFRESH_TOKEN_AUTH")
		if !c.Has(spec.RefreshRotation) {
			return
		}
		result, err := actor.TokensFromRefreshToken(c.Context(), signIn.RefreshToken(), key)
		c.Given(err, "GetTokensFromRefreshToken")
		keepsAuthTime(c, signIn.Result, result, "GetTokensFromRefreshToken")
	})
}

// signedInFor signs in for a refresh, and returns the key of the device that the tokens
// are bound to, "" where there is none.
func (c *Check) signedInFor(actor *scenarios.Actor) (*scenarios.SignIn, string) {
	if actor.Client.Pool.Spec.Tracking == target.NoTracking {
		return c.SignedIn(actor, nil), ""
	}
	device, signIn := c.RememberedDevice(actor)
	return signIn, device.Key
}

// keepsAuthTime holds that the tokens of a refresh have the auth_time of those of the
// sign-in. Any token may be without one, docs/protocol.md §2.7.
func keepsAuthTime(c *Check, signIn, refreshed *types.AuthenticationResultType, operation string) {
	tokens := bothTokens(refreshed)
	for what, token := range sorted(bothTokens(signIn)) {
		want := parsedJWT(c, token, "the sign-in's "+what).Claims.Time("auth_time")
		got := parsedJWT(c, tokens[what], "the "+what+" of "+operation).Claims.Time("auth_time")
		if want.IsZero() || got.IsZero() {
			c.Observe("no auth_time to compare in the %s of the sign-in and of %s", what, operation)
			continue
		}
		c.Expect(got).To(Equal(want), "claim auth_time of the "+what+" after "+operation)
	}
}

func refreshIsOfOneClient(c *Check) {
	pool := c.Pool(target.PoolSpec{})
	each(c, map[string]struct{ own, other target.ClientSpec }{
		"of a public client, to another public one": {target.ClientSpec{}, target.ClientSpec{AccessToken: 2 * time.Hour}},
		"of a public client, to a secret one":       {target.ClientSpec{}, target.ClientSpec{Secret: true}},
		"of a secret client, to a public one":       {target.ClientSpec{Secret: true}, target.ClientSpec{}},
	}, func(_ string, clients struct{ own, other target.ClientSpec }) {
		actor := c.ActorIn(pool, clients.own)
		token := c.SignedIn(actor, nil).RefreshToken()
		elsewhere := &scenarios.Actor{User: actor.User, Client: c.Client(pool, clients.other)}
		refreshIsRefused(c, elsewhere, token, "the token of another client")
		_, err := actor.Refresh(c.Context(), token, "")
		c.Given(err, "REFRESH_TOKEN_AUTH at the token's client")
	})
}

func flowHasTwoNames(c *Check) {
	c.in(untracked(), func(actor *scenarios.Actor) {
		signIn := c.SignedIn(actor, nil)
		answer, err := actor.Refresh(c.Context(), signIn.RefreshToken(), "", func(r *scenarios.Request) { r.Flow = types.AuthFlowTypeRefreshToken })
		c.Succeeds(err, "REFRESH_TOKEN")
		onlyShortTokens(c, actor.Client, signIn, answer.Result)
		refreshIsDiscerned(c, actor, signIn.RefreshToken(), "")
	})
}

// The shortest life that a client can give a refresh token, and the one that it gives if
// it says nothing.
const (
	shortestRefresh = time.Hour
	defaultRefresh  = 30 * day
)

// refreshEndsAfter holds that the actor's refresh tokens live as long as that. They are
// tried before the end with a margin, for the calls of the check take time as well.
func refreshEndsAfter(c *Check, actor *scenarios.Actor, life time.Duration) {
	const margin = 5 * time.Minute
	token := c.SignedIn(actor, nil).RefreshToken()
	refreshIsTaken(c, actor, token)
	c.Wait(actor.Client.Pool, life-margin)
	refreshWorks(c, actor, token, "a token that is about to expire")
	altered := withAltered(c, actor, token)
	c.Wait(actor.Client.Pool, margin+slack)
	refreshIsRefused(c, actor, token, "a token that has expired")
	discerned(c, altered)
}

func refreshTokenLife(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{AccessToken: shortestAccess, IDToken: shortestAccess, RefreshToken: shortestRefresh})
	refreshEndsAfter(c, actor, shortestRefresh)
}

func refreshTokenLifeByDefault(c *Check) {
	pool := c.Pool(target.PoolSpec{})
	each(c, map[string]func() *target.Client{
		"RefreshTokenValidity absent": func() *target.Client { return c.Client(pool, target.ClientSpec{}) },
		"RefreshTokenValidity 0":      func() *target.Client { return clientWithZeroValidity(c, pool) },
	}, func(_ string, client func() *target.Client) {
		actor := c.ActorIn(pool, target.ClientSpec{})
		actor.Client = client()
		c.byDefault(actor.Client)
		refreshEndsAfter(c, actor, defaultRefresh)
	})
}

// clientWithZeroValidity makes a client with RefreshTokenValidity 0, which the SDK
// leaves out.
func clientWithZeroValidity(c *Check, pool *target.Pool) *target.Client {
	answer := c.rawCall(target.RawCall{Operation: "CreateUserPoolClient", Signing: target.Signed, JSON: map[string]any{
		"UserPoolId": pool.ID, "ClientName": "no-validity", "RefreshTokenValidity": 0,
		"ExplicitAuthFlows": []string{"ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"},
	}})
	c.Succeeds(answer.Err("CreateUserPoolClient"), "CreateUserPoolClient with RefreshTokenValidity 0")
	made, _ := answer.Object()["UserPoolClient"].(map[string]any)
	id, _ := made["ClientId"].(string)
	c.Expect(id).NotTo(BeEmpty(), "ClientId")
	return &target.Client{ID: id, Pool: pool}
}

func refreshNeedsSecretHash(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{Secret: true})
	token := c.SignedIn(actor, nil).RefreshToken()
	_, err := actor.Refresh(c.Context(), token, "")
	c.Given(err, "REFRESH_TOKEN_AUTH with SECRET_HASH")
	each(c, map[string]scenarios.Edit{
		"without SECRET_HASH":             scenarios.Drop(secretHash),
		"with a SECRET_HASH of no secret": scenarios.Set(secretHash, srp.SecretHash(actor.User.ID, actor.Client.ID, "another0secret0another0secret")),
	}, func(name string, edit scenarios.Edit) {
		_, err := actor.Refresh(c.Context(), token, "", edit)
		c.Refused(err, "REFRESH_TOKEN_AUTH "+name)
	})
}

func noRefreshTokenIsRefused(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{})
	signIn := c.SignedIn(actor, nil)
	token := signIn.RefreshToken()
	c.Expect(len(token)).To(BeNumerically(">", 10), "length of RefreshToken")
	refreshIsTaken(c, actor, token)
	each(c, map[string]string{
		"a refresh token that was altered": alterLast(token),
		"a refresh token that was cut":     token[:len(token)-8],
		"an access token":                  signIn.AccessToken(),
		"an id token":                      signIn.IDToken(),
	}, func(name, text string) { refreshIsRefused(c, actor, text, name) })
}
