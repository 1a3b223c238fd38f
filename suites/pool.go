package suites

import (
	"fmt"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerPool lists the checks of the pool's configuration: each cell of the
// matrix of docs/protocol.md §2.4.
func registerPool(s registry) {
	s.Rule("POOL-01", noTracking, engine.DependsOn("SRP-07"))
	s.Rule("POOL-02", anyPropertyTracks, engine.DependsOn("SRP-07"))
	s.Rule("POOL-03", alwaysRemembersByConfirm, engine.DependsOn("DEV-CONF-01"))
	s.Rule("POOL-04", optInRemembersByStatus, engine.DependsOn("DEV-SRP-07"))
	s.Rule("POOL-05", deviceReplacesMFA, engine.DependsOn("SRP-07", "DEV-SRP-07"))
	s.Rule("POOL-06", deviceDoesNotReplaceMFA, engine.DependsOn("DEV-SRP-07"))
	s.Rule("POOL-07", unrememberedNeedsMFA, engine.DependsOn("DEV-CONF-01"), engine.Waits(codesOfThree))
	s.Rule("POOL-08", deviceWithoutMFAToReplace, engine.DependsOn("DEV-SRP-07"))
	s.Rule("POOL-09", deviceInPoolWithoutMFA, engine.DependsOn("DEV-CONF-01"))
	s.Rule("POOL-10", mfaTurnedOnLater, engine.DependsOn("POOL-05"))
	s.Rule("POOL-11", mfaTurnedOnBeforeRemembering, engine.DependsOn("POOL-05"))
	s.Rule("POOL-12", deviceAndEmailMFA)
	s.Rule("POOL-13", optInAndSMS)
	s.Rule("POOL-15", deviceConfigurationIsDescribed)
	s.Rule("POOL-16", nullTurnsTrackingOff, engine.DependsOn("SRP-07"))
}

// describes holds what DescribeUserPool says of the device configuration.
func describes(c *Check, pool *target.Pool, matcher OmegaMatcher) {
	out, err := c.Target().API().DescribeUserPool(c.Context(), &cip.DescribeUserPoolInput{UserPoolId: &pool.ID})
	c.Succeeds(err, "DescribeUserPool")
	c.Expect(out.UserPool).NotTo(BeNil(), "UserPool")
	c.Expect(out.UserPool.DeviceConfiguration).To(matcher, "DeviceConfiguration")
}

func deviceConfigurationIsDescribed(c *Check) {
	for _, tracking := range bothTrackings() {
		for _, required := range []bool{false, true} {
			pool := target.PoolSpec{Tracking: tracking, ChallengeRequired: required}
			c.CaseIn(pool.String(), pool.String(), func() {
				describes(c, c.Pool(pool), HaveValue(Equal(types.DeviceConfigurationType{
					ChallengeRequiredOnNewDevice: required, DeviceOnlyRememberedOnUserPrompt: tracking == target.OptIn,
				})))
			})
		}
	}
}

func nullTurnsTrackingOff(c *Check) {
	pool, err := c.Fixtures().FreshPool(c.Context(), target.PoolSpec{Tracking: target.Always})
	c.Given(err, "creating a pool")
	actor := c.ActorIn(pool, target.ClientSpec{})
	if signIn := c.SignedIn(actor, nil); signIn.Result.NewDeviceMetadata == nil {
		c.hasDevices(actor, signIn)
		c.Skip("no device key was issued before")
	}
	_, err = c.Target().API().UpdateUserPool(c.Context(), &cip.UpdateUserPoolInput{UserPoolId: &pool.ID})
	c.Given(err, "UpdateUserPool without DeviceConfiguration")
	describes(c, pool, BeNil())
	c.Expect(c.SignedIn(actor, nil).Result.NewDeviceMetadata).To(BeNil(), "NewDeviceMetadata after UpdateUserPool")
}

func noTracking(c *Check) {
	c.in(combined([]target.Tracking{target.NoTracking}, false, allMFA()...), func(actor *scenarios.Actor) {
		describes(c, actor.Client.Pool, BeNil())
		for range 2 {
			signIn, err := c.signIn(actor, nil)
			c.Succeeds(err, "sign-in")
			c.Expect(signIn.Result.NewDeviceMetadata).To(BeNil(), "NewDeviceMetadata")
			c.Expect(signIn.Saw(deviceSRPAuth)).To(BeFalse(), "DEVICE_SRP_AUTH in "+challengesOf(signIn))
		}
	})
}

func anyPropertyTracks(c *Check) {
	c.in(combined([]target.Tracking{target.Always}, false, target.MFAOff, target.MFAOn), func(actor *scenarios.Actor) {
		device, signIn, err := actor.RegisterDevice(c.Context())
		if signIn != nil {
			c.hasDevices(actor, signIn)
		}
		c.Succeeds(err, "registering a device in a pool with {false, false}")
		_, err = actor.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
		c.Succeeds(err, "GetDevice of a device confirmed in a pool with {false, false}")
	})
}

// replacing are settings with a factor for a remembered device to replace: there all
// documents agree that it is asked to prove itself.
func replacing(tracking target.Tracking) []setting {
	return combined([]target.Tracking{tracking}, true, target.MFAOptional, target.MFAOn)
}

func alwaysRemembersByConfirm(c *Check) {
	c.in(replacing(target.Always), func(actor *scenarios.Actor) {
		device, _ := c.ConfirmedDevice(actor)
		c.DeviceIsAsked(actor, device)
	})
}

func optInRemembersByStatus(c *Check) {
	c.in(replacing(target.OptIn), func(actor *scenarios.Actor) {
		device, signIn := c.ConfirmedDevice(actor)
		c.DeviceIsNotAsked(actor, device)
		c.Succeeds(actor.Remember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus(remembered)")
		c.DeviceIsAsked(actor, device)
	})
}

func deviceReplacesMFA(c *Check) {
	want := []types.ChallengeNameType{passwordVerifier, deviceSRPAuth, devicePasswordVerifier}
	c.in(combined(bothTrackings(), true, target.MFAOptional, target.MFAOn), func(actor *scenarios.Actor) {
		device, registered := c.RememberedDevice(actor)
		for range 2 {
			signIn, err := actor.SignIn(c.Context(), device)
			c.Succeeds(err, "sign-in with the device")
			c.Expect(signIn.Challenges).To(Equal(want), "challenges")
		}
		c.MFAIsReplaced(registered)
	})
}

func deviceDoesNotReplaceMFA(c *Check) {
	c.in(combined(bothTrackings(), false, target.MFAOptional, target.MFAOn), func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		signIn, err := c.signIn(actor, device)
		c.Succeeds(err, "sign-in with the device")
		c.MFAIsAsked(signIn)
	})
}

func unrememberedNeedsMFA(c *Check) {
	settings := append(combined(bothTrackings(), true, target.MFAOn), combined(bothTrackings(), false, target.MFAOn)...)
	c.in(settings, func(actor *scenarios.Actor) {
		device, signIn := c.ConfirmedDevice(actor)
		c.MFAIsAsked(signIn)
		c.MFAIsAsked(c.SignedIn(actor, nil))
		if actor.Client.Pool.Spec.Tracking == target.Always {
			c.Given(actor.Unremember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus(not_remembered)")
		}
		c.MFAIsAsked(c.SignedIn(actor, device))
	})
	for name, key := range sorted(map[string]func(*scenarios.Actor) *scenarios.Device{
		"a key that is not confirmed": func(actor *scenarios.Actor) *scenarios.Device {
			device, _ := c.IssuedDevice(actor)
			return device
		},
		"a key that was never issued": staleDevice,
	}) {
		c.CaseIn(alwaysWithMFA().String(), name, func() {
			actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
			c.nothingReplacesMFA(actor, key(actor), name)
		})
	}
	noKeyReplacesMFA(c, types.AuthFlowTypeUserPasswordAuth, false)
	if c.Has(spec.Administration) {
		noKeyReplacesMFA(c, types.AuthFlowTypeAdminUserPasswordAuth, true)
	}
}

// noKeyReplacesMFA is a case in which a flow that takes the password at once is told keys
// that are no remembered device's.
func noKeyReplacesMFA(c *Check, flow types.AuthFlowType, admin bool) {
	c.CaseIn(string(flow), "keys in "+string(flow), func() {
		actor := c.Actor(optInWithMFA().pool, target.ClientSpec{})
		device, _ := c.ConfirmedDevice(actor)
		actor.Flow, actor.Admin = flow, admin
		challenge := c.nothingReplacesMFA(actor, device, "a key that is not remembered")
		c.Expect(challenge).NotTo(Equal(deviceSRPAuth), "challenge for a device that is not remembered")
		c.nothingReplacesMFA(actor, staleDevice(actor), "a key that was never issued")
	})
}

// nothingReplacesMFA holds that a sign-in with what is no remembered device of the user
// does not end with tokens after the password: it is refused, or goes on with the
// challenge that is returned.
func (c *Check) nothingReplacesMFA(actor *scenarios.Actor, device *scenarios.Device, what string) types.ChallengeNameType {
	attempt := actor.Begin(device)
	_, err := attempt.Initiate(c.Context())
	if err == nil && attempt.Last.Challenge == passwordVerifier {
		_, err = attempt.AnswerPasswordVerifier(c.Context())
	}
	if err != nil {
		c.Refused(err, "a sign-in with "+what)
		return ""
	}
	if attempt.Last.Result != nil {
		c.MFAIsReplaced(c.SignedIn(actor, nil))
		c.Fail("a second factor to be asked for in a sign-in with "+what, "tokens")
	}
	return attempt.Last.Challenge
}

// deviceAskedWithoutMFA holds that a remembered device is asked for even if no
// second factor is.
func deviceAskedWithoutMFA(c *Check, mfa target.MFA) {
	var cases []engine.NamedCase
	for _, tracking := range bothTrackings() {
		for _, required := range []bool{true, false} {
			spec := target.PoolSpec{Tracking: tracking, ChallengeRequired: required, MFA: mfa}
			for _, secret := range []bool{false, true} {
				client := target.ClientSpec{Secret: secret}
				name := setting{spec, client}.String()
				cases = append(cases, engine.NamedCase{Name: name, Cell: name, Body: func() {
					actor := c.ActorWith(c.Pool(spec), client, target.UserSpec{})
					device, _ := c.RememberedDevice(actor)
					c.MFAIsNotAsked(c.DeviceIsAsked(actor, device))
				}})
			}
		}
	}
	c.Cases(cases)
}

func deviceWithoutMFAToReplace(c *Check) { deviceAskedWithoutMFA(c, target.MFAOptional) }
func deviceInPoolWithoutMFA(c *Check)    { deviceAskedWithoutMFA(c, target.MFAOff) }

func mfaTurnedOnLater(c *Check) {
	for _, tracking := range bothTrackings() {
		c.CaseIn("devices "+tracking.String(), "devices "+tracking.String(), func() {
			pool := c.Pool(target.PoolSpec{Tracking: tracking, ChallengeRequired: true, MFA: target.MFAOptional})
			actor := c.ActorWith(pool, target.ClientSpec{}, target.UserSpec{})
			device, signIn := c.RememberedDevice(actor)
			c.Given(actor.User.EnrolToken(c.Context(), signIn.AccessToken()), "turning TOTP on")
			c.MFAIsAsked(c.SignedIn(actor, device))
			for range 2 {
				c.MFAIsNotAsked(c.SignedIn(actor, device))
			}
		})
	}
}

func mfaTurnedOnBeforeRemembering(c *Check) {
	pool := c.Pool(target.PoolSpec{Tracking: target.OptIn, ChallengeRequired: true, MFA: target.MFAOptional})
	actor := c.ActorWith(pool, target.ClientSpec{}, target.UserSpec{})
	device, signIn := c.ConfirmedDevice(actor)
	c.Given(actor.User.EnrolToken(c.Context(), signIn.AccessToken()), "turning TOTP on")
	signIn = c.SignedIn(actor, device)
	c.Given(actor.Remember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus(remembered)")
	var asked []string
	for range 3 {
		asked = append(asked, fmt.Sprint(c.SignedIn(actor, device).SawMFA()))
	}
	c.Observe("second factor asked for in the three sign-ins after remembering: %v", asked)
}

func deviceAndEmailMFA(c *Check) {
	actor := withFactor(c, target.Email, target.ClientSpec{})
	device, _ := c.RememberedDevice(actor)
	signIn := c.SignedIn(actor, device)
	c.Expect(signIn.Saw(types.ChallengeNameTypeEmailOtp)).To(BeFalse(), "EMAIL_OTP on a remembered device: "+challengesOf(signIn))
}

func optInAndSMS(c *Check) {
	spec := target.PoolSpec{Tracking: target.OptIn, ChallengeRequired: true, MFA: target.MFAOn, Factors: []target.Factor{target.SMS}}
	actor := c.ActorWith(c.Pool(spec), target.ClientSpec{}, target.UserSpec{Factors: []target.Factor{target.SMS}})
	device, signIn := c.ConfirmedDevice(actor)
	second := c.SignedIn(actor, device)
	c.Expect(second.Saw(types.ChallengeNameTypeSmsMfa)).To(BeTrue(), "SMS_MFA before the device is remembered: "+challengesOf(second))
	c.Given(actor.Remember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus(remembered)")
	third := c.SignedIn(actor, device)
	c.Expect(third.Saw(types.ChallengeNameTypeSmsMfa)).To(BeFalse(), "SMS_MFA once the device is remembered: "+challengesOf(third))
}
