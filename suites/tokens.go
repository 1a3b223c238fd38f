package suites

import (
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerTokens lists the checks of the tokens that a sign-in ends with.
func registerTokens(s registry) {
	s.Rule("TOK-01", signInReturnsAllTokens, engine.DependsOn("SRP-07"))
	s.Rule("TOK-02", tokenTypeIsBearer)
	s.Rule("TOK-03", accessTokenLife, engine.DependsOn("REF-04"), engine.Waits(time.Duration(len(accessTokenLives()))*beforeRefresh))
	s.Rule("TOK-04", tokensAreSignedByThePool)
	s.Rule("TOK-07", badTokensAreRefused, engine.Waits(shortestAccess+leeway))
	s.Rule("TOK-12", tokensHaveKeysOfTheirOwn)
	s.Rule("TOK-17", idTokenLife)
}

// bothTokens are the access and the id token of a result, by name.
func bothTokens(result *types.AuthenticationResultType) map[string]string {
	return map[string]string{"access token": aws.ToString(result.AccessToken), "id token": aws.ToString(result.IdToken)}
}

func signInReturnsAllTokens(c *Check) {
	c.in(trackedAndUntracked(), func(actor *scenarios.Actor) {
		var attempt *scenarios.Attempt
		var signIn *scenarios.SignIn
		err := c.climb(actor, nil, func(a *scenarios.Actor) error {
			attempt = a.Begin(nil)
			_, err := attempt.Initiate(c.Context())
			if err == nil {
				signIn, err = attempt.Finish(c.Context())
			}
			return err
		})
		c.Succeeds(err, "sign-in")
		hasAllTokens(c, signIn)
		c.Expect(attempt.Last.Challenge).To(BeEmpty(), "ChallengeName in the answer with the tokens")
	})
	c.CaseIn(deviceLegName, "a sign-in with a device", func() {
		actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		device, _ := c.RememberedDevice(actor)
		hasAllTokens(c, c.SignedIn(actor, device))
	})
}

func hasAllTokens(c *Check, signIn *scenarios.SignIn) {
	c.Expect(signIn.AccessToken()).NotTo(BeEmpty(), "AccessToken")
	c.Expect(signIn.IDToken()).NotTo(BeEmpty(), "IdToken")
	c.Expect(signIn.RefreshToken()).NotTo(BeEmpty(), "RefreshToken")
	c.Expect(signIn.Result.ExpiresIn).To(BeNumerically(">", 0), "ExpiresIn")
}

func tokenTypeIsBearer(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		c.Expect(c.SignedIn(actor, nil).Result.TokenType).To(HaveValue(Equal("Bearer")), "TokenType")
	})
}

// parsedJWT takes a token apart, which the rule wants to be possible.
func parsedJWT(c *Check, text, what string) *scenarios.Token {
	if text == "" {
		c.Fail(what+" to be a JWT", "none")
	}
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

// accessTokenLives are lives of access tokens, zero for what is not set.
func accessTokenLives() map[string]time.Duration {
	return map[string]time.Duration{"by default": 0, "of 5 minutes": 5 * time.Minute, "of a day": day}
}

// defaultLife is how long access and id tokens live by default.
const defaultLife = time.Hour

func accessTokenLife(c *Check) {
	pool := c.Pool(target.PoolSpec{})
	each(c, accessTokenLives(), func(_ string, validity time.Duration) {
		actor := c.ActorIn(pool, target.ClientSpec{AccessToken: validity})
		if validity == 0 {
			c.byDefault(actor.Client)
			validity = defaultLife
		}
		signIn := c.SignedIn(actor, nil)
		livesFor(c, validity, "ExpiresIn of the sign-in", expiresIn(signIn.Result))
		first := parsedJWT(c, signIn.AccessToken(), "AccessToken").Claims
		livesSinceSignIn(c, first, validity, "exp − iat of the access token")
		c.Wait(pool, beforeRefresh)
		answer, err := actor.Refresh(c.Context(), signIn.RefreshToken(), "")
		c.Given(err, "REFRESH_TOKEN_AUTH")
		livesFor(c, validity, "ExpiresIn of the refresh", expiresIn(answer.Result))
		claims := parsedJWT(c, aws.ToString(answer.Result.AccessToken), "AccessToken").Claims
		livesFor(c, validity, "exp − iat of the refreshed access token", sinceIssue(claims))
		c.Expect(claims.Time("exp")).To(BeTemporally(">", first.Time("exp")), "claim exp of the refreshed access token")
	})
}

func idTokenLife(c *Check) {
	pool := c.Pool(whatever())
	each(c, accessTokenLives(), func(_ string, validity time.Duration) {
		actor := c.ActorIn(pool, target.ClientSpec{IDToken: validity})
		if validity == 0 {
			c.byDefault(actor.Client)
			validity = defaultLife
		}
		signIn := c.SignedIn(actor, nil)
		livesSinceSignIn(c, parsedJWT(c, signIn.IDToken(), "IdToken").Claims, validity, "exp − iat of the id token")
	})
}

func expiresIn(result *types.AuthenticationResultType) time.Duration {
	return time.Duration(result.ExpiresIn) * time.Second
}

func sinceIssue(claims scenarios.Claims) time.Duration {
	return claims.Time("exp").Sub(claims.Time("iat"))
}

// livesSinceSignIn holds how long a token of a sign-in lives. The service counts from
// auth_time, and iat may be later, docs/protocol.md §2.7.
func livesSinceSignIn(c *Check, claims scenarios.Claims, want time.Duration, what string) {
	lives := []time.Duration{sinceIssue(claims)}
	if at := claims.Time("auth_time"); !at.IsZero() {
		lives = append(lives, claims.Time("exp").Sub(at))
	}
	livesFor(c, want, what, lives...)
}

// takesToIssue is how much of a token's life may be over when it is handed out: no document
// says from when it counts, and the password may have been proved some calls earlier.
const takesToIssue = 10 * time.Second

// livesFor holds that one of the lives that may be told of a token is as wanted, or less by
// what it took to issue it.
func livesFor(c *Check, want time.Duration, what string, lives ...time.Duration) {
	for _, life := range lives {
		if life <= want && life >= want-takesToIssue {
			return
		}
	}
	c.Fail(fmt.Sprintf("%s to be %s, or less by what it took to issue it", what, want), fmt.Sprint(lives[0]))
}

func tokensAreSignedByThePool(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		signIn := c.SignedIn(actor, nil)
		for what, text := range sorted(map[string]string{"AccessToken": signIn.AccessToken(), "IdToken": signIn.IDToken()}) {
			token := parsedJWT(c, text, what)
			c.Expect(token.Algorithm).To(Equal("RS256"), "algorithm of "+what)
			err := token.Verify(c.Context(), actor.Client.Pool)
			if errors.Is(err, target.ErrElsewhere) {
				c.Skip("the endpoint has no key set, and " + err.Error())
			}
			if err != nil {
				c.Fail(what+" to be signed by a key of the pool's JWKS", err.Error())
			}
		}
	})
}

func tokensHaveKeysOfTheirOwn(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		signIn := c.SignedIn(actor, nil)
		access, id := parsedJWT(c, signIn.AccessToken(), "AccessToken"), parsedJWT(c, signIn.IDToken(), "IdToken")
		c.Expect(id.KeyID).NotTo(Equal(access.KeyID), "kid of the id token")
	})
}
