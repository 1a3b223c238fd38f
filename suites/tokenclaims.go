package suites

import (
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerTokenClaims lists the checks of what is in tokens.
func registerTokenClaims(s registry) {
	s.Rule("TOK-05", accessTokenClaims)
	s.Rule("TOK-06", idTokenClaims)
	s.Rule("TOK-09", accessTokenNamesUser)
	s.Rule("TOK-10", idTokenNamesUser)
	s.Rule("TOK-11", scopeIsOne, engine.DependsOn("TOK-05"))
	s.Rule("TOK-13", tokensCanBeRevoked)
	s.Rule("TOK-14", refreshKeepsOrigin, engine.DependsOn("REF-04"))
	s.Rule("TOK-15", tokensShareOrigin)
	s.Rule("TOK-16", audienceIsText, engine.DependsOn("TOK-06"))
}

// recent is how far a date of a token may be from the pool's time as it is known here: the
// server's clock is its own.
const recent = day

// datedSignIn signs in, and returns how to hold a date of the sign-in.
func datedSignIn(c *Check, actor *scenarios.Actor) (*scenarios.SignIn, func(claims scenarios.Claims, name string)) {
	clock, pool := c.Target().Clock(), actor.Client.Pool.ID
	from := clock.Now(pool).Add(-recent)
	signIn := c.SignedIn(actor, nil)
	to := clock.Now(pool).Add(recent)
	return signIn, func(claims scenarios.Claims, name string) {
		c.Expect(claims.Time(name)).To(And(BeTemporally(">=", from), BeTemporally("<=", to)), "claim "+name)
	}
}

func accessTokenClaims(c *Check) {
	c.in(trackedAndUntracked(), func(actor *scenarios.Actor) {
		signIn := c.SignedIn(actor, nil)
		claims := parsedJWT(c, signIn.AccessToken(), "AccessToken").Claims
		c.Expect(claims.Text("token_use")).To(Equal("access"), "claim token_use")
		c.Expect(claims.Text("sub")).NotTo(BeEmpty(), "claim sub")
		c.Expect(claims.Text("iss")).To(MatchRegexp(`^https?://[^/]+/(.+/)?`+regexp.QuoteMeta(actor.Client.Pool.ID)+`$`), "claim iss")
		c.Expect(claims.Text("client_id")).To(Equal(actor.Client.ID), "claim client_id")
		c.Expect(scopesOf(claims)).To(ContainElement(selfService), "claim scope")
		c.Expect(claims.Time("iat")).NotTo(BeZero(), "claim iat")
		c.Expect(claims.Time("exp")).To(BeTemporally(">", claims.Time("iat")), "claim exp")
	})
}

func idTokenClaims(c *Check) {
	c.in(trackedAndUntracked(), func(actor *scenarios.Actor) {
		signIn := c.SignedIn(actor, nil)
		claims := parsedJWT(c, signIn.IDToken(), "IdToken").Claims
		access := parsedJWT(c, signIn.AccessToken(), "AccessToken").Claims
		c.Expect(claims.Text("token_use")).To(Equal("id"), "claim token_use")
		c.Expect(claims.Text("sub")).To(And(Not(BeEmpty()), Equal(access.Text("sub"))), "claim sub")
		c.Expect(claims.Text("iss")).To(And(Not(BeEmpty()), Equal(access.Text("iss"))), "claim iss")
		c.Expect(claims["aud"]).To(Or(Equal(actor.Client.ID), ConsistOf(actor.Client.ID)), "claim aud")
		c.Expect(claims.Time("iat")).NotTo(BeZero(), "claim iat")
		c.Expect(claims.Time("exp")).To(BeTemporally(">", claims.Time("iat")), "claim exp")
	})
}

// selfService is the scope that lets an access token authorize operations.
const selfService = "aws.cognito.signin.user.admin"

func scopesOf(claims scenarios.Claims) []string { return strings.Fields(claims.Text("scope")) }

func accessTokenNamesUser(c *Check) {
	c.in(trackedAndUntracked(), func(actor *scenarios.Actor) {
		signIn, dated := datedSignIn(c, actor)
		claims := parsedJWT(c, signIn.AccessToken(), "AccessToken").Claims
		c.Expect(claims.Text("username")).To(Equal(actor.User.ID), "claim username")
		dated(claims, "auth_time")
		c.Expect(claims.Text("jti")).NotTo(BeEmpty(), "claim jti")
	})
}

func idTokenNamesUser(c *Check) {
	c.in(trackedAndUntracked(), func(actor *scenarios.Actor) {
		signIn, dated := datedSignIn(c, actor)
		claims := parsedJWT(c, signIn.IDToken(), "IdToken").Claims
		c.Expect(claims.Text("cognito:username")).To(Equal(actor.User.ID), "claim cognito:username")
		dated(claims, "auth_time")
	})
}

func scopeIsOne(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		claims := parsedJWT(c, c.SignedIn(actor, nil).AccessToken(), "AccessToken").Claims
		c.Expect(scopesOf(claims)).To(ConsistOf(selfService), "claim scope")
	})
}

func audienceIsText(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		claims := parsedJWT(c, c.SignedIn(actor, nil).IDToken(), "IdToken").Claims
		c.Expect(claims["aud"]).To(Equal(actor.Client.ID), "claim aud")
	})
}

func tokensCanBeRevoked(c *Check) {
	actor := c.Actor(whatever(), target.ClientSpec{})
	for what, token := range sorted(bothTokens(c.SignedIn(actor, nil).Result)) {
		claims := parsedJWT(c, token, what).Claims
		c.Expect(claims.Text("origin_jti")).NotTo(BeEmpty(), "claim origin_jti of the "+what)
		c.Expect(claims.Text("jti")).NotTo(BeEmpty(), "claim jti of the "+what)
	}
}

func tokensShareOrigin(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		signIn := c.SignedIn(actor, nil)
		access := parsedJWT(c, signIn.AccessToken(), "AccessToken").Claims
		id := parsedJWT(c, signIn.IDToken(), "IdToken").Claims
		for _, name := range []string{"origin_jti", "event_id"} {
			c.Expect(id.Text(name)).To(And(Not(BeEmpty()), Equal(access.Text(name))), "claim "+name+" of the id token")
		}
	})
}

func refreshKeepsOrigin(c *Check) {
	actor := c.Actor(whatever(), target.ClientSpec{})
	signIn := c.SignedIn(actor, nil)
	for operation, refresh := range sorted(refreshes(c, actor)) {
		c.CaseIn(operation, operation, func() {
			result, err := refresh(signIn.RefreshToken())
			c.Given(err, operation)
			keepsOrigin(c, signIn.Result, result)
		})
	}
}

// keepsOrigin holds that refreshed tokens have the origin_jti of the sign-in's, and
// another jti. Any token may be without them, docs/protocol.md §2.7.
func keepsOrigin(c *Check, signIn, refreshed *types.AuthenticationResultType) {
	tokens := bothTokens(refreshed)
	for what, token := range sorted(bothTokens(signIn)) {
		before := parsedJWT(c, token, "the sign-in's "+what).Claims
		after := parsedJWT(c, tokens[what], "the refreshed "+what).Claims
		if origin := after.Text("origin_jti"); origin != "" && before.Text("origin_jti") != "" {
			c.Expect(origin).To(Equal(before.Text("origin_jti")), "claim origin_jti of the refreshed "+what)
		}
		if id := after.Text("jti"); id != "" {
			c.Expect(id).NotTo(Equal(before.Text("jti")), "claim jti of the refreshed "+what)
		}
	}
}
