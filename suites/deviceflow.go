package suites

import (
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerDeviceFlow lists the checks of the device's challenges in flows other
// than USER_SRP_AUTH.
func registerDeviceFlow(s registry) {
	s.Rule("DEV-SRP-21", passwordFlowAsksDevice, engine.DependsOn("DEV-SRP-07"))
	s.Rule("DEV-SRP-22", customFlowAsksDevice, engine.DependsOn("DEV-SRP-07"))
	s.Rule("DEV-SRP-23", deviceAfterMFA, engine.DependsOn("DEV-SRP-07"))
}

func passwordFlowAsksDevice(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		actor.Flow = types.AuthFlowTypeUserPasswordAuth
		attempt := actor.Begin(device)
		answer, err := attempt.Initiate(c.Context())
		c.Succeeds(err, "USER_PASSWORD_AUTH with the device")
		c.Expect(answer.Challenge).To(Equal(deviceSRPAuth), "challenge of InitiateAuth")
		signIn, err := attempt.Finish(c.Context())
		c.Succeeds(err, "the device's challenges")
		c.MFAIsNotAsked(signIn)
	})
}

func customFlowAsksDevice(c *Check) {
	for _, tracking := range bothTrackings() {
		c.Case("devices "+tracking.String(), func() {
			actor := c.Actor(target.PoolSpec{Tracking: tracking, CustomAuth: true}, target.ClientSpec{})
			device, _ := c.RememberedDevice(actor)
			actor.Flow = types.AuthFlowTypeCustomAuth
			signIn, err := actor.SignIn(c.Context(), device)
			c.Succeeds(err, "CUSTOM_AUTH with the device")
			count := len(signIn.Challenges)
			c.Expect(count).To(BeNumerically(">=", 3), "challenges of CUSTOM_AUTH with a device: "+challengesOf(signIn))
			c.Expect(signIn.Challenges[count-2:]).To(Equal([]types.ChallengeNameType{deviceSRPAuth, devicePasswordVerifier}), "the last challenges")
			c.Expect(signIn.Saw(types.ChallengeNameTypeCustomChallenge)).To(BeTrue(), "CUSTOM_CHALLENGE before the device: "+challengesOf(signIn))
		})
	}
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
			c.Skip("no second factor was asked for")
		}
		attempt.Device = device
		_, err = attempt.AnswerMFA(c.Context())
		c.Succeeds(err, "the code with DEVICE_KEY")
		signIn, err := attempt.Finish(c.Context())
		c.Succeeds(err, "the rest of the sign-in")
		c.Expect(signIn.AccessToken()).NotTo(BeEmpty(), "AccessToken")
	})
}
