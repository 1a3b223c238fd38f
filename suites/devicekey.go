package suites

import (
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerDeviceKey lists the checks of a DEVICE_KEY that is not one of the
// user's remembered devices.
func registerDeviceKey(s registry) {
	s.Rule("DEV-SRP-16", unknownKeyAtSignIn, engine.DependsOn("SRP-07", "DEV-NEW-01"))
	s.Rule("DEV-SRP-17", challengeOutlivesStaleKey, engine.DependsOn("DEV-SRP-16"))
	s.Rule("DEV-SRP-18", foreignKeyAtSignIn, engine.DependsOn("DEV-SRP-01"))
	s.Rule("DEV-SRP-19", unconfirmedKeyAtSignIn, engine.DependsOn("DEV-NEW-01"))
	s.Rule("DEV-SRP-20", notRememberedKeyAtSignIn, engine.DependsOn("DEV-CONF-01"), engine.Waits(codesOfThree))
}

// staleDevice is a device with a key that was never issued.
func staleDevice(actor *scenarios.Actor) *scenarios.Device {
	return &scenarios.Device{Key: neverIssuedKey(actor), GroupKey: "-stale", Secret: "stale"}
}

func unknownKeyAtSignIn(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		_, err := actor.SignIn(c.Context(), staleDevice(actor))
		c.Refused(err, "sign-in with an unknown DEVICE_KEY", resourceNotFound)
		c.Says(err, "sign-in with an unknown DEVICE_KEY", deviceDoesNotExist)
	})
	if c.Has(spec.Administration) {
		c.CaseIn("of a user who was made again", "of a user who was made again", func() {
			actor := c.Actor(always().pool, target.ClientSpec{})
			device, _ := c.RememberedDevice(actor)
			_, err := madeAgain(c, actor).SignIn(c.Context(), device)
			c.Refused(err, "sign-in with the DEVICE_KEY of a deleted user", resourceNotFound)
			c.Says(err, "sign-in with the DEVICE_KEY of a deleted user", deviceDoesNotExist)
		})
	}
}

// madeAgain deletes the user and makes another of the same name.
func madeAgain(c *Check, actor *scenarios.Actor) *scenarios.Actor {
	pool := actor.Client.Pool
	deleteUser(c, actor)
	again := *actor
	again.User = c.User(pool, target.UserSpec{Username: actor.User.Username})
	return &again
}

// deleteUser deletes the user as an administrator, unless it was there before.
func deleteUser(c *Check, actor *scenarios.Actor) {
	if actor.User.Given {
		c.Unsupported("a user who may be deleted")
	}
	_, err := c.Target().API().AdminDeleteUser(c.Context(), &cip.AdminDeleteUserInput{
		UserPoolId: &actor.Client.Pool.ID, Username: &actor.User.ID,
	})
	c.Given(err, "AdminDeleteUser")
}

// challengeOutlivesStaleKey does as the clients do: it repeats the very same
// response, without DEVICE_KEY or with an empty one.
func challengeOutlivesStaleKey(c *Check) {
	repeats := map[string]scenarios.Edit{"left out": scenarios.Drop("DEVICE_KEY"), "empty": scenarios.Set("DEVICE_KEY", "")}
	var cases []engine.NamedCase
	for _, s := range tracked() {
		for name, edit := range sorted(repeats) {
			cases = append(cases, engine.NamedCase{Name: s.String() + ", DEVICE_KEY then " + name, Cell: s.String(), Body: func() {
				repeatWithoutKey(c, c.Actor(s.pool, s.client), edit)
			}})
		}
	}
	c.Cases(cases)
}

// repeatWithoutKey answers PASSWORD_VERIFIER with a stale key and then repeats
// the response, edited.
func repeatWithoutKey(c *Check, actor *scenarios.Actor, edit scenarios.Edit) {
	attempt := actor.Begin(nil)
	_, err := attempt.Initiate(c.Context())
	c.Given(err, "InitiateAuth")
	attempt.Device = staleDevice(actor)
	_, err = attempt.AnswerPasswordVerifier(c.Context())
	c.Refused(err, "PASSWORD_VERIFIER with an unknown DEVICE_KEY", resourceNotFound)
	attempt.Device = nil
	_, err = attempt.Resend(c.Context(), edit)
	c.Succeeds(err, "the same PASSWORD_VERIFIER without the key")
	signIn, err := attempt.Finish(c.Context())
	c.Succeeds(err, "the rest of the sign-in")
	c.Expect(signIn.Result.NewDeviceMetadata).NotTo(BeNil(), "NewDeviceMetadata after a stale key")
}

// foreignKeyAtSignIn leaves it to the target to refuse the key, or to go on without it:
// then the second factor is asked for.
func foreignKeyAtSignIn(c *Check) {
	c.in(trackedWithMFA(), func(owner *scenarios.Actor) {
		other := c.another(owner)
		device, _ := c.RememberedDevice(owner)
		c.DeviceWouldBeAsked(owner, device)
		challenge := c.nothingReplacesMFA(other, device, "another user's DEVICE_KEY")
		c.Expect(challenge).NotTo(Equal(deviceSRPAuth), "challenge for another user's device")
	})
}

func unconfirmedKeyAtSignIn(c *Check) {
	actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
	device, _ := c.IssuedDevice(actor)
	signIn, err := actor.SignIn(c.Context(), device)
	if err != nil {
		c.Observe("sign-in with an issued, unconfirmed DEVICE_KEY: %s", c.resultOf(err))
		return
	}
	c.Observe("sign-in with an issued, unconfirmed DEVICE_KEY: %s", challengesOf(signIn))
}

func notRememberedKeyAtSignIn(c *Check) {
	c.in(trackedAs(target.OptIn), func(actor *scenarios.Actor) {
		device, registered := c.ConfirmedDevice(actor)
		replacesNothing(c, actor, device)
		c.Given(actor.Remember(c.Context(), registered.AccessToken(), device.Key), "UpdateDeviceStatus(remembered)")
		c.DeviceWouldBeAsked(actor, device)
	})
	s := optInWithMFA()
	eachIn(c, s.String(), map[string]func(*scenarios.Actor) (left, kept *scenarios.Device){
		"confirmed before another was remembered": func(actor *scenarios.Actor) (left, kept *scenarios.Device) {
			left, _ = c.ConfirmedDevice(actor)
			kept, _ = c.RememberedDevice(actor)
			return left, kept
		},
		"confirmed after another was remembered": func(actor *scenarios.Actor) (left, kept *scenarios.Device) {
			kept, _ = c.RememberedDevice(actor)
			left, _ = c.ConfirmedDevice(actor)
			return left, kept
		},
	}, func(_ string, devices func(*scenarios.Actor) (left, kept *scenarios.Device)) {
		actor := c.Actor(s.pool, s.client)
		left, kept := devices(actor)
		if left.Key == kept.Key {
			c.Skip("two sign-ins got the same DeviceKey")
		}
		c.DeviceWouldBeAsked(actor, kept)
		replacesNothing(c, actor, left)
	})
}

// replacesNothing holds that a device that is not remembered is not asked for, and stands
// in for no second factor.
func replacesNothing(c *Check, actor *scenarios.Actor, device *scenarios.Device) {
	signIn := c.DeviceIsNotAsked(actor, device)
	if actor.Client.Pool.Spec.MFA != target.MFAOff {
		c.MFAIsAsked(signIn)
	}
}
