package suites

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerRefresh lists the checks of REFRESH_TOKEN_AUTH and
// GetTokensFromRefreshToken.
func registerRefresh(s registry) {
	s.Rule("REF-01", refreshWithDevice, engine.DependsOn("DEV-CONF-01"))
	s.Rule("REF-02", refreshWithoutDevice, engine.DependsOn("REF-01"))
	s.Rule("REF-03", refreshWithWrongDevice, engine.DependsOn("REF-01"))
	s.Rule("REF-04", refreshWithoutTracking)
	s.Rule("REF-05", tokensNeedDeviceKey, engine.DependsOn("DEV-CONF-01"))
	s.Rule("REF-06", tokensWithoutRegisteredKey, engine.DependsOn("DEV-CONF-01"))
	s.Rule("REF-07", tokensTakeClientSecret)
	s.Rule("REF-08", rotationReplacesToken, engine.Waits(2*rotationGrace+2*slack))
	s.Rule("REF-09", noRotationKeepsToken)
	s.Rule("REF-10", refreshKeepsDeviceClaim, engine.DependsOn("REF-01"))
	s.Rule("REF-12", refreshWithForgottenDevice, engine.DependsOn("REF-01"))
	s.Rule("REF-13", refreshKeepsAuthTime, engine.DependsOn("REF-01"), engine.Waits(time.Duration(len(tracked()))*beforeRefresh))
}

// invalidRefreshToken is the text of every refused refresh, docs/protocol.md §3.1.
const invalidRefreshToken = "Invalid Refresh Token."

// onlyShortTokens holds that a refresh gave an access and an id token of the
// user, and no refresh token.
func onlyShortTokens(c *Check, actor *scenarios.Actor, result *types.AuthenticationResultType) {
	access := parsedJWT(c, aws.ToString(result.AccessToken), "AccessToken")
	id := parsedJWT(c, aws.ToString(result.IdToken), "IdToken")
	c.Expect(access.Claims.Text("username")).To(Equal(actor.User.ID), "claim username of the new access token")
	c.Expect(id.Claims.Text("cognito:username")).To(Equal(actor.User.ID), "claim cognito:username of the new id token")
	c.Expect(aws.ToString(result.RefreshToken)).To(BeEmpty(), "RefreshToken")
}

func refreshWithDevice(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, first := c.RememberedDevice(actor)
		again := c.SignedIn(actor, device)
		for what, token := range sorted(map[string]string{
			"the sign-in that registered the device": first.RefreshToken(), "a sign-in with the device": again.RefreshToken(),
		}) {
			answer, err := actor.Refresh(c.Context(), token, device.Key)
			c.Succeeds(err, "REFRESH_TOKEN_AUTH with the token of "+what)
			onlyShortTokens(c, actor, answer.Result)
			_, err = actor.ListDevices(c.Context(), aws.ToString(answer.Result.AccessToken), 0)
			c.Succeeds(err, "ListDevices with the new access token")
		}
	})
}

// refreshRefused holds that a refresh is refused, in the words of the service.
func refreshRefused(c *Check, actor *scenarios.Actor, token, key, what string) {
	_, err := actor.Refresh(c.Context(), token, key)
	c.Refused(err, "REFRESH_TOKEN_AUTH "+what, notAuthorized)
	c.Says(err, "REFRESH_TOKEN_AUTH "+what, invalidRefreshToken)
}

func refreshWithoutDevice(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, first := c.RememberedDevice(actor)
		refreshRefused(c, actor, first.RefreshToken(), "", "without DEVICE_KEY")
		refreshRefused(c, actor, c.SignedIn(actor, device).RefreshToken(), "", "without DEVICE_KEY")
	})
}

func refreshWithWrongDevice(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		other, _ := c.RememberedDevice(actor)
		unconfirmed, issued := c.IssuedDevice(actor)
		refreshRefused(c, actor, signIn.RefreshToken(), other.Key, "with another device's key")
		refreshRefused(c, actor, signIn.RefreshToken(), neverIssuedKey(actor), "with an unknown key")
		refreshRefused(c, actor, issued.RefreshToken(), unconfirmed.Key, "with an unconfirmed key")
		foreign, _ := c.RememberedDevice(c.another(actor))
		refreshRefused(c, actor, signIn.RefreshToken(), foreign.Key, "with another user's key")
		_, err := actor.Refresh(c.Context(), signIn.RefreshToken(), device.Key)
		c.Succeeds(err, "REFRESH_TOKEN_AUTH with the right key afterwards")
	})
}

func refreshWithoutTracking(c *Check) {
	c.in(untracked(), func(actor *scenarios.Actor) {
		signIn := c.SignedIn(actor, nil)
		answer, err := actor.Refresh(c.Context(), signIn.RefreshToken(), "")
		c.Succeeds(err, "REFRESH_TOKEN_AUTH without DEVICE_KEY")
		onlyShortTokens(c, actor, answer.Result)
	})
}

func tokensNeedDeviceKey(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		result, err := actor.TokensFromRefreshToken(c.Context(), signIn.RefreshToken(), device.Key)
		c.Succeeds(err, "GetTokensFromRefreshToken with the device's key")
		c.Expect(parsedJWT(c, aws.ToString(result.AccessToken), "AccessToken").Claims.Text("username")).To(Equal(actor.User.ID), "claim username")
		other, _ := c.RememberedDevice(actor)
		_, err = actor.TokensFromRefreshToken(c.Context(), signIn.RefreshToken(), other.Key)
		c.Refused(err, "GetTokensFromRefreshToken with another device's key", notAuthorized)
	})
}

func tokensWithoutRegisteredKey(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	device, signIn := c.RememberedDevice(actor)
	result, err := actor.TokensFromRefreshToken(c.Context(), signIn.RefreshToken(), "")
	if err != nil {
		c.Observe("GetTokensFromRefreshToken without DeviceKey: %s", resultOf(err))
		return
	}
	c.Observe("GetTokensFromRefreshToken without DeviceKey: tokens, NewDeviceMetadata %s", presence(result.NewDeviceMetadata != nil))
	if issued := result.NewDeviceMetadata; issued != nil {
		c.Observe("the key is new: %v", aws.ToString(issued.DeviceKey) != device.Key)
	}
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
		c.Refused(err, "GetTokensFromRefreshToken with "+name, notAuthorized, invalidParameter)
	})
}

// rotationGrace is how long the old token lives on in rotationReplacesToken.
const rotationGrace = 10 * time.Second

func rotationReplacesToken(c *Check) {
	pool := c.Pool(target.PoolSpec{})
	each(c, map[string]time.Duration{"no grace": 0, "a grace of 10 s": rotationGrace}, func(name string, grace time.Duration) {
		actor := c.ActorIn(pool, target.ClientSpec{Rotation: true, RotationGrace: grace})
		old := c.SignedIn(actor, nil).RefreshToken()
		result, err := actor.TokensFromRefreshToken(c.Context(), old, "")
		c.Succeeds(err, "GetTokensFromRefreshToken")
		fresh := aws.ToString(result.RefreshToken)
		c.Expect(fresh).NotTo(Or(BeEmpty(), Equal(old)), "RefreshToken")
		if grace > 0 {
			_, err = actor.TokensFromRefreshToken(c.Context(), old, "")
			c.Succeeds(err, "GetTokensFromRefreshToken with the old token within the grace period")
		}
		c.Wait(pool, grace+slack)
		_, err = actor.TokensFromRefreshToken(c.Context(), old, "")
		c.Refused(err, "GetTokensFromRefreshToken with the old token after "+name, "RefreshTokenReuseException")
	})
	c.Case("the new token works", func() {
		actor := c.ActorIn(pool, target.ClientSpec{Rotation: true})
		token := c.SignedIn(actor, nil).RefreshToken()
		for range 3 {
			result, err := actor.TokensFromRefreshToken(c.Context(), token, "")
			c.Succeeds(err, "GetTokensFromRefreshToken with the newest token")
			token = aws.ToString(result.RefreshToken)
		}
	})
}

func noRotationKeepsToken(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{})
	signIn := c.SignedIn(actor, nil)
	for range 2 {
		result, err := actor.TokensFromRefreshToken(c.Context(), signIn.RefreshToken(), "")
		c.Succeeds(err, "GetTokensFromRefreshToken")
		onlyShortTokens(c, actor, result)
	}
}

func refreshKeepsDeviceClaim(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		want := deviceClaim(c, signIn.AccessToken())
		answer, err := actor.Refresh(c.Context(), signIn.RefreshToken(), device.Key)
		c.Given(err, "REFRESH_TOKEN_AUTH")
		c.Expect(deviceClaim(c, aws.ToString(answer.Result.AccessToken))).To(And(Not(BeEmpty()), Equal(want)), "claim device_key after REFRESH_TOKEN_AUTH")
		result, err := actor.TokensFromRefreshToken(c.Context(), signIn.RefreshToken(), device.Key)
		c.Given(err, "GetTokensFromRefreshToken")
		c.Expect(deviceClaim(c, aws.ToString(result.AccessToken))).To(Equal(want), "claim device_key after GetTokensFromRefreshToken")
	})
}

func refreshWithForgottenDevice(c *Check) {
	c.in(optInWithoutMFA(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		_, err := actor.Refresh(c.Context(), signIn.RefreshToken(), device.Key)
		c.Given(err, "refresh before ForgetDevice")
		c.Given(actor.ForgetDevice(c.Context(), signIn.AccessToken(), device.Key), "ForgetDevice")
		_, err = actor.Refresh(c.Context(), signIn.RefreshToken(), device.Key)
		c.Refused(err, "REFRESH_TOKEN_AUTH with a forgotten DEVICE_KEY", notAuthorized, resourceNotFound)
	})
}

// beforeRefresh is how long refreshKeepsAuthTime lets a sign-in age: auth_time is in
// whole seconds, so that less would not tell it from the time of the refresh.
const beforeRefresh = 3 * time.Second

func refreshKeepsAuthTime(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		c.Wait(actor.Client.Pool, beforeRefresh)
		answer, err := actor.Refresh(c.Context(), signIn.RefreshToken(), device.Key)
		c.Given(err, "REFRESH_TOKEN_AUTH")
		keepsAuthTime(c, signIn.Result, answer.Result, "REFRESH_TOKEN_AUTH")
		result, err := actor.TokensFromRefreshToken(c.Context(), signIn.RefreshToken(), device.Key)
		c.Given(err, "GetTokensFromRefreshToken")
		keepsAuthTime(c, signIn.Result, result, "GetTokensFromRefreshToken")
	})
}

// keepsAuthTime holds that the tokens of a refresh have the auth_time of those of the
// sign-in. Any token may be without one, docs/protocol.md §2.7, but if no two can be
// compared nothing was seen.
func keepsAuthTime(c *Check, signIn, refreshed *types.AuthenticationResultType, operation string) {
	compared := false
	for what, of := range sorted(map[string]func(*types.AuthenticationResultType) *string{
		"access token": func(result *types.AuthenticationResultType) *string { return result.AccessToken },
		"id token":     func(result *types.AuthenticationResultType) *string { return result.IdToken },
	}) {
		want := authTime(c, aws.ToString(of(signIn)), "the sign-in's "+what)
		got := authTime(c, aws.ToString(of(refreshed)), "the "+what+" of "+operation)
		if want.IsZero() || got.IsZero() {
			continue
		}
		compared = true
		c.Expect(got).To(Equal(want), "claim auth_time of the "+what+" after "+operation)
	}
	if !compared {
		c.Skip("no auth_time to compare in the tokens of the sign-in and of " + operation)
	}
}

// authTime is the auth_time of a token; the zero time if it has none.
func authTime(c *Check, token, what string) time.Time {
	parsed, err := scenarios.ParseToken(token)
	c.Given(err, "reading "+what+" as a JWT")
	return parsed.Claims.Time("auth_time")
}
