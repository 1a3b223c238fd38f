package suites

import (
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerDeviceFlow lists the checks of the device's challenges in flows other
// than USER_SRP_AUTH.
func registerDeviceFlow(s registry) {
	s.Rule("DEV-SRP-21", passwordFlowAsksDevice, engine.DependsOn("DEV-SRP-07"))
	s.Rule("DEV-SRP-22", customFlowAsksDevice, engine.DependsOn("SRP-07", "DEV-SRP-07"))
	s.Rule("DEV-SRP-23", deviceAfterMFA, engine.DependsOn("DEV-SRP-07"))
	s.Rule("DEV-SRP-29", deviceOfAnotherFlow, engine.DependsOn("DEV-SRP-07", "DEV-NEW-08"))
	s.Rule("DEV-SRP-30", everyChallengeTakesDeviceKey, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-SRP-31", deviceAfterCustomChallenge, engine.DependsOn("DEV-SRP-22"))
	s.Rule("DEV-SRP-33", deviceAtAnotherClient, engine.DependsOn("DEV-SRP-07"))
}

func passwordFlowAsksDevice(c *Check) {
	proven := provenOnce(c)
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, registered := c.RememberedDevice(actor)
		actor.Flow = types.AuthFlowTypeUserPasswordAuth
		attempt := actor.Begin(device)
		answer, err := attempt.Initiate(c.Context())
		c.Succeeds(err, "USER_PASSWORD_AUTH with the device")
		c.Expect(answer.Challenge).To(Equal(deviceSRPAuth), "challenge of InitiateAuth")
		signIn, err := attempt.Finish(c.Context())
		c.Succeeds(err, "the device's challenges")
		c.MFAIsNotAsked(signIn)
		c.MFAIsReplaced(registered)
		proven(walker{actor, device})
	})
}

// provenOnce returns what holds, the first time, that the walker's flow refuses a random
// proof of a device.
func provenOnce(c *Check) func(walker) {
	return engine.Once(c.Check, func(of walker) { deviceIsProven(c, of.Actor, of.device) })
}

func customFlowAsksDevice(c *Check) {
	proven := engine.Once(c.Check, func(of walker) {
		passwordIsProven(c, of.Actor)
		deviceIsProven(c, of.Actor, of.device)
	})
	for _, tracking := range bothTrackings() {
		c.CaseIn("devices "+tracking.String(), "devices "+tracking.String(), func() {
			actor := customActor(c, tracking)
			device, _ := c.RememberedDevice(actor)
			actor.Flow = types.AuthFlowTypeCustomAuth
			signIn, err := actor.SignIn(c.Context(), device)
			c.Succeeds(err, "CUSTOM_AUTH with the device")
			count := len(signIn.Challenges)
			c.Expect(count).To(BeNumerically(">=", 3), "challenges of CUSTOM_AUTH with a device: "+challengesOf(signIn))
			c.Expect(signIn.Challenges[count-2:]).To(Equal([]types.ChallengeNameType{deviceSRPAuth, devicePasswordVerifier}), "the last challenges")
			c.Expect(signIn.Saw(types.ChallengeNameTypeCustomChallenge)).To(BeTrue(), "CUSTOM_CHALLENGE before the device: "+challengesOf(signIn))
			proven(walker{actor, device})
		})
	}
}

// customActor is a user of a pool with the triggers of CUSTOM_AUTH, in which a
// remembered device replaces the second factor.
func customActor(c *Check, tracking target.Tracking) *scenarios.Actor {
	return c.Actor(target.PoolSpec{Tracking: tracking, ChallengeRequired: true, MFA: target.MFAOn, CustomAuth: true}, target.ClientSpec{})
}

// atCustomChallenge brings a sign-in without a device to CUSTOM_CHALLENGE.
func atCustomChallenge(c *Check, actor *scenarios.Actor) *scenarios.Attempt {
	actor.Flow = types.AuthFlowTypeCustomAuth
	attempt := actor.Begin(nil)
	_, err := attempt.Initiate(c.Context())
	c.Given(err, "CUSTOM_AUTH")
	for attempt.Last.Challenge != types.ChallengeNameTypeCustomChallenge {
		if attempt.Last.Result != nil {
			c.Skip("CUSTOM_CHALLENGE did not follow")
		}
		_, err = attempt.Answer(c.Context())
		c.Given(err, "the challenges before CUSTOM_CHALLENGE")
	}
	return attempt
}

// everyChallengeTakesDeviceKey sends the key with the challenges that no other rule has
// it sent with: MFA-25 has those of the second factor. The device is confirmed and not
// remembered, so that it is asked for nowhere.
func everyChallengeTakesDeviceKey(c *Check) {
	c.CaseIn("NEW_PASSWORD_REQUIRED", "NEW_PASSWORD_REQUIRED", func() {
		actor := c.Actor(target.PoolSpec{Tracking: target.OptIn}, target.ClientSpec{})
		device, _ := c.ConfirmedDevice(actor)
		newPasswordTakesDeviceKey(c, actor, device)
	})
	c.CaseIn("CUSTOM_CHALLENGE", "CUSTOM_CHALLENGE", func() {
		if !c.Has(spec.CustomAuth) {
			c.Unsupported("the target lacks the feature " + string(spec.CustomAuth))
		}
		actor := c.Actor(target.PoolSpec{Tracking: target.OptIn, CustomAuth: true}, target.ClientSpec{})
		device, _ := c.ConfirmedDevice(actor)
		pastCustomChallenge(c, actor, device)
	})
}

func newPasswordTakesDeviceKey(c *Check, actor *scenarios.Actor, device *scenarios.Device) {
	giveTemporaryPassword(c, actor)
	attempt := c.afterPassword(actor, device)
	if attempt.Last.Challenge != types.ChallengeNameTypeNewPasswordRequired {
		c.Skip("NEW_PASSWORD_REQUIRED did not follow")
	}
	_, err := attempt.AnswerNewPassword(c.Context(), newPassword)
	if err != nil { // whether a device outlives a new password is DEV-GET-08
		_, gone := actor.AdminGetDevice(c.Context(), device.Key)
		c.Given(gone, "AdminGetDevice of a user with a new password")
	}
	c.Succeeds(err, "NEW_PASSWORD_REQUIRED with DEVICE_KEY")
}

// pastCustomChallenge holds that CUSTOM_CHALLENGE takes the key of a device, and returns
// the attempt that answered it so.
func pastCustomChallenge(c *Check, actor *scenarios.Actor, device *scenarios.Device) *scenarios.Attempt {
	attempt := atCustomChallenge(c, actor)
	attempt.Device = device
	_, err := attempt.Answer(c.Context())
	c.Succeeds(err, "CUSTOM_CHALLENGE with DEVICE_KEY")
	return attempt
}

func deviceAfterCustomChallenge(c *Check) {
	actor := customActor(c, target.Always)
	device, _ := c.RememberedDevice(actor)
	attempt := pastCustomChallenge(c, actor, device)
	c.Expect(attempt.Last.Challenge).To(Equal(deviceSRPAuth), "challenge after CUSTOM_CHALLENGE with DEVICE_KEY")
	_, err := attempt.Finish(c.Context())
	c.Succeeds(err, "the device's challenges")
}

func deviceOfAnotherFlow(c *Check) {
	actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
	actor.Flow = types.AuthFlowTypeUserPasswordAuth
	device, _ := c.RememberedDevice(actor)
	actor.Flow = types.AuthFlowTypeUserSrpAuth
	c.DeviceIsAsked(actor, device)
}

// deviceAtAnotherClient signs in with a device at a client of the same pool that did
// not register it.
func deviceAtAnotherClient(c *Check) {
	actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
	device, _ := c.RememberedDevice(actor)
	other := *actor
	other.Client = c.Client(actor.Client.Pool, target.ClientSpec{Secret: true})
	signIn, err := other.SignIn(c.Context(), device)
	if err != nil {
		c.Observe("a device at another client of the pool: %s", c.resultOf(err))
		return
	}
	c.Observe("a device at another client of the pool: %s", challengesOf(signIn))
}

// deviceAfterMFA gives the key only with the code of the second factor. A target
// may then ask for the device, or be content; it must not stumble.
func deviceAfterMFA(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		attempt := actor.Begin(nil)
		_, err := attempt.Initiate(c.Context())
		c.Given(err, "InitiateAuth")
		_, err = attempt.AnswerPasswordVerifier(c.Context())
		c.Given(err, "PASSWORD_VERIFIER")
		if !scenarios.IsMFA(attempt.Last.Challenge) {
			c.SkipBecause("MFA-09", "no second factor was asked for")
		}
		attempt.Device = device
		_, err = attempt.AnswerMFA(c.Context())
		c.Succeeds(err, "the code with DEVICE_KEY")
		signIn, err := attempt.Finish(c.Context())
		c.Succeeds(err, "the rest of the sign-in")
		c.Expect(signIn.AccessToken()).NotTo(BeEmpty(), "AccessToken")
	})
}
