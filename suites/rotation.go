package suites

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerRotation lists the checks of clients that rotate refresh tokens.
func registerRotation(s registry) {
	s.Rule("REF-08", rotatedTokenHasGrace, engine.DependsOn("REF-21"), engine.Waits(rotationGrace+slack))
	s.Rule("REF-19", rotatingClientHasNoFlow, engine.DependsOn("REF-21"))
	s.Rule("REF-20", rotationBesideFlow)
	s.Rule("REF-21", rotationReturnsAllTokens)
	s.Rule("REF-22", rotationKeepsLife, engine.DependsOn("REF-21"), engine.Waits(shortestRefresh+slack))
	s.Rule("REF-24", rotatedTokenWithoutGrace, engine.DependsOn("REF-21"))
	s.Rule("REF-29", reuseOfRotatedToken, engine.DependsOn("REF-24"))
}

// rotationGrace is how long the old token lives on in rotatedTokenHasGrace.
const rotationGrace = 10 * time.Second

// Exceptions of clients that are not set up for what they ask. unsupportedOperation says
// so of the client, not of the server.
const (
	tokenReuse           = "RefreshTokenReuseException"
	unsupportedOperation = "UnsupportedOperationException"
)

// rotate replaces a refresh token, which the rule takes for granted.
func rotate(c *Check, actor *scenarios.Actor, token string) string {
	return rotateWith(c, actor, token, "")
}

// rotateWith is rotate with the key of the device that the token is bound to.
func rotateWith(c *Check, actor *scenarios.Actor, token, deviceKey string) string {
	result, err := actor.TokensFromRefreshToken(c.Context(), token, deviceKey)
	c.Given(err, "GetTokensFromRefreshToken")
	if aws.ToString(result.RefreshToken) == "" {
		c.Skip("GetTokensFromRefreshToken returned no RefreshToken")
	}
	return *result.RefreshToken
}

func rotationReturnsAllTokens(c *Check) {
	for _, secret := range []bool{false, true} {
		s := setting{client: target.ClientSpec{Secret: secret, Rotation: true}}
		c.Case(s.String(), func() {
			actor := c.Actor(s.pool, s.client)
			signIn := c.SignedIn(actor, nil)
			token := signIn.RefreshToken()
			for range 3 {
				result, err := actor.TokensFromRefreshToken(c.Context(), token, "")
				c.Succeeds(err, "GetTokensFromRefreshToken with the newest token")
				freshTokens(c, signIn, result)
				c.Expect(aws.ToString(result.RefreshToken)).NotTo(Or(BeEmpty(), Equal(token)), "RefreshToken")
				token = *result.RefreshToken
			}
			tokensAreDiscerned(c, actor, token, "")
		})
	}
}

// rotatedTokenHasGrace judges the grace period only if its own calls were well within it.
func rotatedTokenHasGrace(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{Rotation: true, RotationGrace: rotationGrace})
	old := c.SignedIn(actor, nil).RefreshToken()
	start := time.Now()
	newest := rotate(c, actor, old)
	_, err := actor.TokensFromRefreshToken(c.Context(), old, "")
	if took := time.Since(start); took >= rotationGrace {
		c.Skip("the grace period was over before the old token was tried: the calls took " + took.String())
	}
	c.Succeeds(err, "GetTokensFromRefreshToken with the old token within the grace period")
	c.Wait(actor.Client.Pool, rotationGrace+slack)
	_, err = actor.TokensFromRefreshToken(c.Context(), old, "")
	c.Refused(err, "GetTokensFromRefreshToken with the old token after the grace period", tokenReuse)
	tokensAreDiscerned(c, actor, newest, "")
}

func rotatedTokenWithoutGrace(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{Rotation: true})
	old := c.SignedIn(actor, nil).RefreshToken()
	rotate(c, actor, old)
	_, err := actor.TokensFromRefreshToken(c.Context(), old, "")
	c.Refused(err, "GetTokensFromRefreshToken with the old token")
}

// bothRefreshes is a client with rotation that also lists REFRESH_TOKEN_AUTH.
func bothRefreshes() target.ClientSpec {
	return target.ClientSpec{Rotation: true, Flows: []types.ExplicitAuthFlowsType{
		types.ExplicitAuthFlowsTypeAllowUserSrpAuth, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth,
	}}
}

func rotatingClientHasNoFlow(c *Check) {
	pool := c.Pool(target.PoolSpec{})
	refused := func(client *target.Client) {
		actor := c.ActorIn(pool, target.ClientSpec{})
		actor.Client = client
		token := c.SignedIn(actor, nil).RefreshToken()
		_, err := actor.Refresh(c.Context(), token, "")
		c.NotOffered(err, "REFRESH_TOKEN_AUTH in a client with rotation")
		rotate(c, actor, token)
	}
	c.Case("ALLOW_REFRESH_TOKEN_AUTH is not listed", func() { refused(c.Client(pool, target.ClientSpec{Rotation: true})) })
	c.Case("ALLOW_REFRESH_TOKEN_AUTH is listed", func() {
		client, err := pool.Client(c.Context(), bothRefreshes())
		if err != nil && target.AsError(err).Kind == target.Refused {
			return // there is no such client (REF-20)
		}
		c.Given(err, "creating a client")
		refused(client)
	})
}

func rotationBesideFlow(c *Check) {
	_, err := c.Pool(target.PoolSpec{}).Client(c.Context(), bothRefreshes())
	c.Observe("CreateUserPoolClient with RefreshTokenRotation and ALLOW_REFRESH_TOKEN_AUTH: %s", c.resultOf(err))
}

// rotationKeepsLife rotates at 40 and at 55 minutes of an hour's life.
func rotationKeepsLife(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{
		Rotation: true, AccessToken: shortestAccess, IDToken: shortestAccess, RefreshToken: shortestRefresh,
	})
	pool := actor.Client.Pool
	token := c.SignedIn(actor, nil).RefreshToken()
	c.Wait(pool, 40*time.Minute)
	token = rotate(c, actor, token)
	c.Wait(pool, 15*time.Minute)
	result, err := actor.TokensFromRefreshToken(c.Context(), token, "")
	c.Succeeds(err, "GetTokensFromRefreshToken with a token that took another's place, five minutes before the first would end")
	newest := aws.ToString(result.RefreshToken)
	c.Expect(newest).NotTo(BeEmpty(), "RefreshToken")
	_, altered := actor.TokensFromRefreshToken(c.Context(), alterLast(newest), "")
	c.Wait(pool, 5*time.Minute+slack)
	_, err = actor.TokensFromRefreshToken(c.Context(), newest, "")
	c.Refused(err, "GetTokensFromRefreshToken with the newest token, after the first would have ended")
	c.Discerned(altered, "an altered refresh token", "REF-30")
}

func reuseOfRotatedToken(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{Rotation: true})
	old := c.SignedIn(actor, nil).RefreshToken()
	newest := rotate(c, actor, old)
	_, err := actor.TokensFromRefreshToken(c.Context(), old, "")
	c.GivenRefused(err, "GetTokensFromRefreshToken with the old token")
	_, err = actor.TokensFromRefreshToken(c.Context(), newest, "")
	if err == nil {
		tokensAreDiscerned(c, actor, newest, "")
	}
	c.Observe("the newest refresh token after the re-use of an older one: %s", c.resultOf(err))
}
