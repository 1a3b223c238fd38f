package suites

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerDeviceRefresh lists the checks of refreshes where devices are tracked.
func registerDeviceRefresh(s registry) {
	s.Rule("REF-01", refreshWithDevice, engine.DependsOn("DEV-CONF-01"))
	s.Rule("REF-02", refreshWithoutDevice, engine.DependsOn("REF-01"))
	s.Rule("REF-03", refreshWithUnconfirmedDevice, engine.DependsOn("REF-01"))
	s.Rule("REF-05", tokensNeedDeviceKey, engine.DependsOn("DEV-CONF-01"))
	s.Rule("REF-06", tokensWithAnotherKey, engine.DependsOn("DEV-CONF-01"), engine.Waits(codesOfThree))
	s.Rule("REF-12", refreshWithForgottenDevice, engine.DependsOn("REF-01"))
	s.Rule("REF-14", refreshWithAnotherDevice, engine.DependsOn("REF-01"))
	s.Rule("REF-15", refusedRefreshText, engine.DependsOn("REF-02", "REF-03", "REF-14", "REF-16"), engine.Waits(codesOfThree))
	s.Rule("REF-17", adminRefreshNeedsDevice, engine.DependsOn("DEV-CONF-01"))
	s.Rule("REF-28", refreshOfPasswordSignIn, engine.DependsOn("REF-01"))
}

// codesOfThree is how long three sign-ins of a user wait for codes of a software token,
// which are good once each.
const codesOfThree = 2 * 30 * time.Second

// invalidRefreshToken is the text of every refused refresh, docs/protocol.md §3.1.
const invalidRefreshToken = "Invalid Refresh Token."

// refreshWithDevice refreshes the tokens of the sign-in that registered a device, in an
// opt-in pool before the device is remembered, and those of a sign-in with it.
func refreshWithDevice(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, first := c.ConfirmedDevice(actor)
		refreshes := func(signIn *scenarios.SignIn, what string) {
			answer, err := actor.Refresh(c.Context(), signIn.RefreshToken(), device.Key)
			c.Succeeds(err, "REFRESH_TOKEN_AUTH with the token of "+what)
			onlyShortTokens(c, actor.Client, signIn, answer.Result)
			_, err = actor.ListDevices(c.Context(), aws.ToString(answer.Result.AccessToken), 0)
			c.Succeeds(err, "ListDevices with the new access token")
		}
		if actor.Client.Pool.Spec.Tracking == target.OptIn {
			refreshes(first, "the sign-in that registered the device, which is confirmed and not remembered")
			c.Given(actor.Remember(c.Context(), first.AccessToken(), device.Key), "UpdateDeviceStatus(remembered)")
		} else {
			refreshes(first, "the sign-in that registered the device")
		}
		again := c.SignedIn(actor, device)
		refreshes(again, "a sign-in with the device")
		refreshIsDiscerned(c, actor, again.RefreshToken(), device.Key)
	})
}

func refreshWithoutDevice(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, first := c.RememberedDevice(actor)
		for what, signIn := range sorted(map[string]*scenarios.SignIn{
			"the sign-in that registered the device": first, "a sign-in with the device": c.SignedIn(actor, device),
		}) {
			_, err := actor.Refresh(c.Context(), signIn.RefreshToken(), "")
			c.Refused(err, "REFRESH_TOKEN_AUTH without DEVICE_KEY, with the token of "+what)
			_, err = actor.Refresh(c.Context(), signIn.RefreshToken(), device.Key)
			c.Given(err, "REFRESH_TOKEN_AUTH with DEVICE_KEY")
		}
	})
}

func refreshWithUnconfirmedDevice(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, signIn := c.IssuedDevice(actor)
		_, err := actor.Refresh(c.Context(), signIn.RefreshToken(), device.Key)
		c.Refused(err, "REFRESH_TOKEN_AUTH with the key of a device that is not confirmed")
		confirmed, signIn := c.RememberedDevice(actor)
		_, err = actor.Refresh(c.Context(), signIn.RefreshToken(), confirmed.Key)
		c.Given(err, "REFRESH_TOKEN_AUTH with the key of a confirmed device")
	})
}

// otherKeys are keys of other devices than that of a sign-in of the actor.
func otherKeys(c *Check, actor *scenarios.Actor) map[string]string {
	other, _ := c.RememberedDevice(actor)
	foreign, _ := c.RememberedDevice(c.another(actor))
	return map[string]string{
		"another device's key": other.Key, "an unknown key": neverIssuedKey(actor), "another user's key": foreign.Key,
	}
}

func refreshWithAnotherDevice(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		for what, key := range sorted(otherKeys(c, actor)) {
			_, err := actor.Refresh(c.Context(), signIn.RefreshToken(), key)
			c.Refused(err, "REFRESH_TOKEN_AUTH with "+what)
		}
		_, err := actor.Refresh(c.Context(), signIn.RefreshToken(), device.Key)
		c.Succeeds(err, "REFRESH_TOKEN_AUTH with the right key afterwards")
	})
}

func refusedRefreshText(c *Check) {
	refused := func(actor *scenarios.Actor, token, key, what string) {
		_, err := actor.Refresh(c.Context(), token, key)
		c.Refused(err, "REFRESH_TOKEN_AUTH "+what, notAuthorized)
		c.Says(err, "REFRESH_TOKEN_AUTH "+what, invalidRefreshToken)
	}
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		unconfirmed, issued := c.IssuedDevice(actor)
		refused(actor, issued.RefreshToken(), unconfirmed.Key, "with an unconfirmed key")
		_, signIn := c.RememberedDevice(actor)
		refused(actor, signIn.RefreshToken(), "", "without DEVICE_KEY")
		other, _ := c.RememberedDevice(actor)
		refused(actor, signIn.RefreshToken(), other.Key, "with another device's key")
	})
	c.CaseIn("another client", "another client", func() {
		pool := c.Pool(target.PoolSpec{})
		actor := c.ActorIn(pool, target.ClientSpec{})
		token := c.SignedIn(actor, nil).RefreshToken()
		actor.Client = c.Client(pool, target.ClientSpec{Secret: true})
		refused(actor, token, "", "through another client")
	})
}

func tokensNeedDeviceKey(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		result, err := actor.TokensFromRefreshToken(c.Context(), signIn.RefreshToken(), device.Key)
		c.Succeeds(err, "GetTokensFromRefreshToken with the device's key")
		freshTokens(c, signIn, result)
		_, err = actor.TokensFromRefreshToken(c.Context(), signIn.RefreshToken(), "")
		c.Refused(err, "GetTokensFromRefreshToken without DeviceKey")
		tokensAreDiscerned(c, actor, signIn.RefreshToken(), device.Key)
	})
	c.CaseIn("rotation", "a token that took another's place", func() {
		actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{Rotation: true})
		device, signIn := c.RememberedDevice(actor)
		token := rotateWith(c, actor, signIn.RefreshToken(), device.Key)
		_, err := actor.TokensFromRefreshToken(c.Context(), token, "")
		c.Refused(err, "GetTokensFromRefreshToken without DeviceKey, with a token that took another's place")
		tokensAreDiscerned(c, actor, rotateWith(c, actor, token, device.Key), device.Key)
	})
}

func tokensWithAnotherKey(c *Check) {
	s := confidential()
	actor := c.Actor(s.pool, s.client)
	unconfirmed, issued := c.IssuedDevice(actor)
	_, err := actor.TokensFromRefreshToken(c.Context(), issued.RefreshToken(), unconfirmed.Key)
	c.Observe("GetTokensFromRefreshToken with the key of a device that is not confirmed: %s", c.resultOf(err))
	_, signIn := c.RememberedDevice(actor)
	other, _ := c.RememberedDevice(actor)
	_, err = actor.TokensFromRefreshToken(c.Context(), signIn.RefreshToken(), other.Key)
	c.Observe("GetTokensFromRefreshToken with another device's key: %s", c.resultOf(err))
}

func adminRefreshNeedsDevice(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		admin := *actor
		admin.Admin = true
		answer, err := admin.Refresh(c.Context(), signIn.RefreshToken(), device.Key)
		c.Succeeds(err, "AdminInitiateAuth, REFRESH_TOKEN_AUTH with DEVICE_KEY")
		onlyShortTokens(c, actor.Client, signIn, answer.Result)
		_, err = admin.Refresh(c.Context(), signIn.RefreshToken(), "")
		c.Refused(err, "AdminInitiateAuth, REFRESH_TOKEN_AUTH without DEVICE_KEY")
		refreshIsDiscerned(c, &admin, signIn.RefreshToken(), device.Key)
	})
}

func refreshWithForgottenDevice(c *Check) {
	c.in(optInWithoutMFA(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		_, err := actor.Refresh(c.Context(), signIn.RefreshToken(), device.Key)
		c.Given(err, "refresh before ForgetDevice")
		c.Given(actor.ForgetDevice(c.Context(), signIn.AccessToken(), device.Key), "ForgetDevice")
		_, err = actor.Refresh(c.Context(), signIn.RefreshToken(), device.Key)
		c.Refused(err, "REFRESH_TOKEN_AUTH with a forgotten DEVICE_KEY")
	})
}

func refreshOfPasswordSignIn(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	actor.Flow = types.AuthFlowTypeUserPasswordAuth
	signIn := c.SignedIn(actor, nil)
	c.Observe("NewDeviceMetadata of USER_PASSWORD_AUTH: %s", presence(signIn.Result.NewDeviceMetadata != nil))
	key := ""
	if signIn.Result.NewDeviceMetadata != nil {
		device, registered := c.ConfirmedDevice(actor)
		key, signIn = device.Key, registered
	}
	_, err := actor.Refresh(c.Context(), signIn.RefreshToken(), key)
	if err == nil {
		refreshIsDiscerned(c, actor, signIn.RefreshToken(), key)
	}
	c.Observe("refresh of its tokens: %s", c.resultOf(err))
}
