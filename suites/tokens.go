package suites

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerTokens lists the checks of the tokens that a sign-in ends with.
func registerTokens(s registry) {
	s.Rule("TOK-01", signInReturnsAllTokens, engine.DependsOn("SRP-07"))
	s.Rule("TOK-02", tokenTypeIsBearer)
	s.Rule("TOK-03", expiresInIsTheAccessTokensLife)
	s.Rule("TOK-04", tokensAreSignedByThePool)
	s.Rule("TOK-05", accessTokenClaims)
	s.Rule("TOK-06", idTokenClaims)
	s.Rule("TOK-07", badTokensAreRefused, engine.Waits(shortestAccess+slack))
	s.Rule("TOK-08", signOutEndsTokens)
}

func signInReturnsAllTokens(c *Check) {
	c.in(trackedAndUntracked(), func(actor *scenarios.Actor) {
		attempt := actor.Begin(nil)
		_, err := attempt.Initiate(c.Context())
		c.Succeeds(err, "InitiateAuth")
		signIn, err := attempt.Finish(c.Context())
		c.Succeeds(err, "sign-in")
		c.Expect(signIn.AccessToken()).NotTo(BeEmpty(), "AccessToken")
		c.Expect(signIn.IDToken()).NotTo(BeEmpty(), "IdToken")
		c.Expect(signIn.RefreshToken()).NotTo(BeEmpty(), "RefreshToken")
		c.Expect(signIn.Result.ExpiresIn).To(BeNumerically(">", 0), "ExpiresIn")
		c.Expect(aws.ToString(signIn.Result.TokenType)).NotTo(BeEmpty(), "TokenType")
		c.Expect(attempt.Last.Challenge).To(BeEmpty(), "ChallengeName in the answer with the tokens")
	})
}

func tokenTypeIsBearer(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		c.Expect(c.SignedIn(actor, nil).Result.TokenType).To(HaveValue(Equal("Bearer")), "TokenType")
	})
}

// parsedJWT takes a token apart, which the rule wants to be possible.
func parsedJWT(c *Check, text, what string) *scenarios.Token {
	token, err := scenarios.ParseToken(text)
	if err != nil {
		c.Fail(what+" to be a JWT", err.Error())
	}
	return token
}

// deviceClaim is the device_key of an access token.
func deviceClaim(c *Check, accessToken string) string {
	token, err := scenarios.ParseToken(accessToken)
	c.Given(err, "reading the access token as a JWT")
	return token.Claims.Text("device_key")
}

func expiresInIsTheAccessTokensLife(c *Check) {
	pool := c.Pool(target.PoolSpec{})
	each(c, map[string]time.Duration{"by default": 0, "of 5 minutes": 5 * time.Minute, "of a day": day}, func(_ string, validity time.Duration) {
		signIn := c.SignedIn(c.ActorIn(pool, target.ClientSpec{AccessToken: validity}), nil)
		claims := parsedJWT(c, signIn.AccessToken(), "AccessToken").Claims
		life := claims.Time("exp").Sub(claims.Time("iat"))
		c.Expect(time.Duration(signIn.Result.ExpiresIn)*time.Second).To(Equal(life), "ExpiresIn compared with exp − iat")
		if validity == 0 {
			validity = time.Hour
		}
		c.Expect(life).To(Equal(validity), "life of the access token")
	})
}

func tokensAreSignedByThePool(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		signIn := c.SignedIn(actor, nil)
		for what, text := range sorted(map[string]string{"AccessToken": signIn.AccessToken(), "IdToken": signIn.IDToken()}) {
			token := parsedJWT(c, text, what)
			c.Expect(token.Algorithm).To(Equal("RS256"), "algorithm of "+what)
			if err := token.Verify(c.Context(), actor.Client.Pool); err != nil {
				c.Fail(what+" to be signed by a key of the pool's JWKS", err.Error())
			}
		}
	})
}

// recent is how far a date of a token may be from the pool's time.
const recent = 2 * time.Minute

// hasDates holds iat, exp and auth_time.
func hasDates(c *Check, pool *target.Pool, claims scenarios.Claims) {
	now := c.Target().Clock().Now(pool.ID)
	c.Expect(claims.Time("iat")).To(BeTemporally("~", now, recent), "claim iat")
	c.Expect(claims.Time("auth_time")).To(BeTemporally("~", now, recent), "claim auth_time")
	c.Expect(claims.Time("exp")).To(BeTemporally(">", claims.Time("iat")), "claim exp")
}

func accessTokenClaims(c *Check) {
	c.in(trackedAndUntracked(), func(actor *scenarios.Actor) {
		signIn := c.SignedIn(actor, nil)
		claims := parsedJWT(c, signIn.AccessToken(), "AccessToken").Claims
		c.Expect(claims.Text("token_use")).To(Equal("access"), "claim token_use")
		c.Expect(claims.Text("sub")).NotTo(BeEmpty(), "claim sub")
		c.Expect(claims.Text("iss")).To(HaveSuffix("/"+actor.Client.Pool.ID), "claim iss")
		c.Expect(claims.Text("client_id")).To(Equal(actor.Client.ID), "claim client_id")
		c.Expect(claims.Text("username")).To(Equal(actor.User.ID), "claim username")
		c.Expect(strings.Fields(claims.Text("scope"))).To(ContainElement("aws.cognito.signin.user.admin"), "claim scope")
		c.Expect(claims.Text("jti")).NotTo(BeEmpty(), "claim jti")
		hasDates(c, actor.Client.Pool, claims)
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
		c.Expect(claims.Text("cognito:username")).To(Equal(actor.User.ID), "claim cognito:username")
		hasDates(c, actor.Client.Pool, claims)
	})
}

// tokenUsers are the operations that take an access token, as calls with it.
func tokenUsers(actor *scenarios.Actor) map[string]map[string]any {
	return map[string]map[string]any{
		"GetUser":            {},
		"ListDevices":        {},
		"GetDevice":          {"DeviceKey": neverIssuedKey(actor)},
		"ForgetDevice":       {"DeviceKey": neverIssuedKey(actor)},
		"UpdateDeviceStatus": {"DeviceKey": neverIssuedKey(actor), "DeviceRememberedStatus": "remembered"},
		"ConfirmDevice":      {"DeviceKey": neverIssuedKey(actor)},
	}
}

// refuseToken holds that every operation refuses an access token.
func refuseToken(c *Check, actor *scenarios.Actor, token, what string) {
	for operation, body := range sorted(tokenUsers(actor)) {
		body["AccessToken"] = token
		c.Refused(c.raw(operation, body).Err(operation), operation+" with "+what, notAuthorized)
	}
}

// withClaim is a token whose claims were changed, its signature kept.
func withClaim(token, claim, value string) string {
	parts := strings.Split(token, ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	claims := map[string]any{}
	if err != nil || json.Unmarshal(payload, &claims) != nil {
		return token + "A"
	}
	claims[claim] = value
	payload, _ = json.Marshal(claims)
	parts[1] = base64.RawURLEncoding.EncodeToString(payload)
	return strings.Join(parts, ".")
}

// unsigned is a token whose header says that it needs no signature.
func unsigned(token string) string {
	parts := strings.Split(token, ".")
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + parts[1] + "."
}

func badTokensAreRefused(c *Check) {
	pool := c.Pool(target.PoolSpec{Tracking: target.Always})
	actor := c.ActorIn(pool, target.ClientSpec{})
	signIn := c.SignedIn(actor, nil)
	stranger := c.Actor(target.PoolSpec{Tracking: target.OptIn}, target.ClientSpec{})
	each(c, map[string]string{
		"signature altered":               alterLast(signIn.AccessToken()),
		"username altered":                withClaim(signIn.AccessToken(), "username", "somebody-else"),
		"algorithm none":                  unsigned(signIn.AccessToken()),
		"id token in its place":           signIn.IDToken(),
		"refresh token in its place":      signIn.RefreshToken(),
		"issued by another key and pool":  foreignToken(signIn.AccessToken()),
		"claims of one, signature of two": spliced(signIn.AccessToken(), c.SignedIn(stranger, nil).AccessToken()),
	}, func(name, token string) {
		if token == "" {
			c.Skip("the sign-in returned no such token")
		}
		refuseToken(c, actor, token, "an access token, "+name)
	})
	c.Case("expired", func() {
		short := c.ActorIn(pool, target.ClientSpec{AccessToken: shortestAccess})
		token := c.SignedIn(short, nil).AccessToken()
		c.Wait(pool, shortestAccess+slack)
		refuseToken(c, short, token, "an expired access token")
	})
}

// spliced has the claims of one token and the signature of another.
func spliced(one, two string) string {
	at, from := strings.LastIndexByte(one, '.'), strings.LastIndexByte(two, '.')
	return one[:at] + two[from:]
}

func signOutEndsTokens(c *Check) {
	pool := c.Pool(target.PoolSpec{})
	for _, secret := range []bool{false, true} {
		s := setting{pool: pool.Spec, client: target.ClientSpec{Secret: secret}}
		c.Case("GlobalSignOut, "+s.String(), func() {
			actor := c.ActorIn(pool, s.client)
			other, signIn := c.SignedIn(actor, nil), c.SignedIn(actor, nil)
			c.Succeeds(actor.GlobalSignOut(c.Context(), signIn.AccessToken()), "GlobalSignOut")
			for _, session := range []*scenarios.SignIn{signIn, other} {
				refuseToken(c, actor, session.AccessToken(), "an access token after GlobalSignOut")
				_, err := actor.Refresh(c.Context(), session.RefreshToken(), "")
				c.Refused(err, "refresh after GlobalSignOut", notAuthorized)
			}
			_, err := actor.SignIn(c.Context(), nil)
			c.Succeeds(err, "sign-in after GlobalSignOut")
		})
		c.Case("RevokeToken, "+s.String(), func() {
			actor := c.ActorIn(pool, s.client)
			other, signIn := c.SignedIn(actor, nil), c.SignedIn(actor, nil)
			refreshed, err := actor.Refresh(c.Context(), signIn.RefreshToken(), "")
			c.Given(err, "refresh")
			c.Succeeds(actor.RevokeToken(c.Context(), signIn.RefreshToken()), "RevokeToken")
			_, err = actor.Refresh(c.Context(), signIn.RefreshToken(), "")
			c.Refused(err, "refresh with a revoked token", notAuthorized)
			refuseToken(c, actor, signIn.AccessToken(), "an access token whose refresh token was revoked")
			refuseToken(c, actor, aws.ToString(refreshed.Result.AccessToken), "an access token refreshed before the refresh token was revoked")
			_, err = c.Target().API().GetUser(c.Context(), &cip.GetUserInput{AccessToken: aws.String(other.AccessToken())})
			c.Succeeds(err, "GetUser with the token of another sign-in")
		})
	}
}
