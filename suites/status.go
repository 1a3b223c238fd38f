package suites

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerStatus lists the checks of UpdateDeviceStatus.
func registerStatus(s registry) {
	s.Rule("DEV-STAT-01", rememberedIsAsked, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-STAT-02", notRememberedIsNotAsked, engine.DependsOn("DEV-CONF-01"), engine.Waits(codesOfThree))
	s.Rule("DEV-STAT-03", notRememberedIsKept, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-STAT-04", statusOfUnknownKey, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-STAT-05", statusOfUnconfirmedKey, engine.DependsOn("DEV-NEW-01"))
	s.Rule("DEV-STAT-06", statusOfForeignKey, engine.DependsOn("DEV-STAT-01"))
	s.Rule("DEV-STAT-07", statusIsOneOfTwo, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-STAT-08", statusSetAgain, engine.DependsOn("DEV-STAT-02"))
	s.Rule("DEV-STAT-09", statusLeftOut, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-STAT-10", notRememberedInAlwaysPool, engine.DependsOn("DEV-CONF-02"), engine.Waits(codesOfThree))
	s.Rule("DEV-STAT-11", statusMovesModifiedDate, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-STAT-12", statusByAnyToken, engine.DependsOn("DEV-STAT-01"))
}

func rememberedIsAsked(c *Check) {
	c.in(trackedWithMFAAs(target.OptIn), func(actor *scenarios.Actor) {
		device, signIn := c.ConfirmedDevice(actor)
		c.Succeeds(actor.Remember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus(remembered)")
		c.DeviceIsAsked(actor, device)
	})
}

// unremember sets a device to not_remembered, which the rule wants to succeed.
func unremember(c *Check, actor *scenarios.Actor, accessToken string, device *scenarios.Device) {
	c.Succeeds(actor.Unremember(c.Context(), accessToken, device.Key), "UpdateDeviceStatus(not_remembered)")
}

func notRememberedIsNotAsked(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		c.DeviceWouldBeAsked(actor, device)
		unremember(c, actor, signIn.AccessToken(), device)
		next := c.DeviceIsNotAsked(actor, device)
		if actor.Client.Pool.Spec.MFA != target.MFAOff {
			c.MFAIsAsked(next)
		}
	})
	prompted, s := optInWithMFA(), alwaysWithMFA()
	c.CaseIn(prompted.String(), "every sign-in from then on", func() {
		actor := c.Actor(prompted.pool, prompted.client)
		device, signIn := c.RememberedDevice(actor)
		unremember(c, actor, signIn.AccessToken(), device)
		for range 2 {
			c.MFAIsAsked(c.DeviceIsNotAsked(actor, device))
		}
	})
	c.CaseIn(s.String(), "that device alone", func() {
		actor := c.Actor(s.pool, s.client)
		first, second, signIn := twoDevices(c, actor)
		c.AtDeviceChallenge(actor, second)
		unremember(c, actor, signIn.AccessToken(), first)
		c.DeviceIsAsked(actor, second)
	})
}

func notRememberedIsKept(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		unremember(c, actor, signIn.AccessToken(), device)
		c.Succeeds(actor.Remember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus(remembered) afterwards")
		c.DeviceIsAsked(actor, device)
	})
}

func statusOfUnknownKey(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		err := actor.Remember(c.Context(), signIn.AccessToken(), neverIssuedKey(actor))
		c.Refused(err, "UpdateDeviceStatus of an unknown key", resourceNotFound)
		c.Says(err, "UpdateDeviceStatus of an unknown key", deviceDoesNotExist)
		c.Given(actor.ForgetDevice(c.Context(), signIn.AccessToken(), device.Key), "ForgetDevice")
		err = actor.Remember(c.Context(), signIn.AccessToken(), device.Key)
		c.Refused(err, "UpdateDeviceStatus of a forgotten key", resourceNotFound)
		c.Says(err, "UpdateDeviceStatus of a forgotten key", deviceDoesNotExist)
	})
}

func statusOfUnconfirmedKey(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		device, signIn := c.IssuedDevice(actor)
		err := actor.Remember(c.Context(), signIn.AccessToken(), device.Key)
		c.Refused(err, "UpdateDeviceStatus of an unconfirmed key", resourceNotFound)
		c.Says(err, "UpdateDeviceStatus of an unconfirmed key", deviceDoesNotExist)
	})
}

func statusOfForeignKey(c *Check) {
	c.in(trackedWithMFAAs(target.OptIn), func(owner *scenarios.Actor) {
		other := c.another(owner)
		device, _ := c.RememberedDevice(owner)
		intruder := c.SignedIn(other, nil)
		err := other.Unremember(c.Context(), intruder.AccessToken(), device.Key)
		c.Refused(err, "UpdateDeviceStatus of another user's key")
		c.DeviceIsAsked(owner, device)
	})
	if c.Has(spec.Administration) {
		c.CaseIn("AdminUpdateDeviceStatus", "AdminUpdateDeviceStatus", func() {
			owner := c.Actor(optInWithMFA().pool, target.ClientSpec{})
			device, _ := c.RememberedDevice(owner)
			c.Given(owner.AdminUpdateDeviceStatus(c.Context(), device.Key, "remembered"), "AdminUpdateDeviceStatus under its owner's name")
			err := c.another(owner).AdminUpdateDeviceStatus(c.Context(), device.Key, "not_remembered")
			c.Refused(err, "AdminUpdateDeviceStatus of one user's key under another's name")
			c.DeviceIsAsked(owner, device)
		})
	}
}

func statusIsOneOfTwo(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	device, signIn := c.ConfirmedDevice(actor)
	taken := engine.Once(c.Check, func(string) {
		c.Given(actor.Remember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus(remembered)")
	})
	each(c, map[string]string{
		"upper case": "REMEMBERED", "another word": "trusted", "empty": "", "with a blank": "remembered ",
	}, func(name, status string) {
		response := c.raw("UpdateDeviceStatus", map[string]any{
			"AccessToken": signIn.AccessToken(), "DeviceKey": device.Key, "DeviceRememberedStatus": status,
		})
		c.Refused(response.Err("UpdateDeviceStatus"), "UpdateDeviceStatus with a status that is "+name)
		taken(name)
	})
}

func statusSetAgain(c *Check) {
	c.in(optInWithoutMFA(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		for _, status := range []types.DeviceRememberedStatusType{"remembered", "remembered", "not_remembered", "not_remembered"} {
			err := actor.UpdateDeviceStatus(c.Context(), signIn.AccessToken(), device.Key, status)
			c.Succeeds(err, "UpdateDeviceStatus("+string(status)+")")
		}
		c.DeviceIsNotAsked(actor, device)
	})
}

func statusLeftOut(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		err := actor.UpdateDeviceStatus(c.Context(), signIn.AccessToken(), device.Key, "")
		after := "not asked"
		if c.SignedIn(actor, device).Saw(deviceSRPAuth) {
			after = "asked"
		}
		c.Observe("%s: UpdateDeviceStatus without a status: %s; a remembered device is then %s", actor.Client.Pool.Spec, c.resultOf(err), after)
	})
}

func notRememberedInAlwaysPool(c *Check) {
	c.in(trackedAs(target.Always), func(actor *scenarios.Actor) {
		device, signIn := c.ConfirmedDevice(actor)
		c.DeviceWouldBeAsked(actor, device)
		unremember(c, actor, signIn.AccessToken(), device)
		c.DeviceIsNotAsked(actor, device)
	})
}

// statusByAnyToken sets the status with the token of a sign-in before the device's.
func statusByAnyToken(c *Check) {
	c.in(trackedWithMFAAs(target.OptIn), func(actor *scenarios.Actor) {
		earlier := c.SignedIn(actor, nil)
		device, _ := c.ConfirmedDevice(actor)
		c.Succeeds(actor.Remember(c.Context(), earlier.AccessToken(), device.Key), "UpdateDeviceStatus with the token of another sign-in")
		c.DeviceIsAsked(actor, device)
	})
}

// statusMovesModifiedDate lets a little time pass between two changes, since the
// dates may be whole seconds.
func statusMovesModifiedDate(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.OptIn}, target.ClientSpec{})
	device, signIn := c.RememberedDevice(actor)
	before, err := actor.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
	c.Given(err, "GetDevice")
	c.Wait(actor.Client.Pool, slack)
	c.Given(actor.Unremember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus")
	c.Given(actor.Remember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus")
	after, err := actor.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
	c.Given(err, "GetDevice")
	for _, date := range []*time.Time{before.DeviceCreateDate, after.DeviceCreateDate, before.DeviceLastModifiedDate, after.DeviceLastModifiedDate} {
		c.isTold(date)
	}
	c.Expect(*after.DeviceCreateDate).To(Equal(*before.DeviceCreateDate), "DeviceCreateDate")
	c.Expect(*after.DeviceLastModifiedDate).To(BeTemporally(">", *before.DeviceLastModifiedDate), "DeviceLastModifiedDate")
}
