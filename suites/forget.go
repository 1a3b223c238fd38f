package suites

import (
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerForget lists the checks of ForgetDevice.
func registerForget(s registry) {
	s.Rule("DEV-FORGET-01", forgetRemoves, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-FORGET-02", statusOfForgotten, engine.DependsOn("DEV-FORGET-01"))
	s.Rule("DEV-FORGET-03", signInAfterForget, engine.DependsOn("SRP-07", "DEV-FORGET-01"))
	s.Rule("DEV-FORGET-04", registeringAgainNeedsNewKey, engine.DependsOn("SRP-07", "DEV-FORGET-01"))
	s.Rule("DEV-FORGET-05", confirmOfForgotten, engine.DependsOn("DEV-FORGET-01"))
	s.Rule("DEV-FORGET-06", forgetTwice, engine.DependsOn("DEV-FORGET-01"))
	s.Rule("DEV-FORGET-07", forgetForeign, engine.DependsOn("DEV-GET-01"))
	s.Rule("DEV-FORGET-08", refreshAfterForget, engine.DependsOn("DEV-FORGET-01", "REF-01"))
	s.Rule("DEV-FORGET-09", forgetNotRemembered, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-FORGET-10", forgetNeedsToken, engine.DependsOn("DEV-GET-01"))
	s.Rule("DEV-FORGET-11", accessTokenAfterForget, engine.DependsOn("DEV-FORGET-01"))
}

// forgottenDevice registers a remembered device and forgets it again.
func forgottenDevice(c *Check, actor *scenarios.Actor) (*scenarios.Device, *scenarios.SignIn) {
	device, signIn := c.RememberedDevice(actor)
	c.Given(actor.ForgetDevice(c.Context(), signIn.AccessToken(), device.Key), "ForgetDevice")
	return device, signIn
}

// forgetRemoves looks with the token of another device: what that of the forgotten one
// may still do is DEV-FORGET-11.
func forgetRemoves(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		other, otherSignIn := c.RememberedDevice(actor)
		if other.Key == device.Key {
			c.Skip("two sign-ins got the same DeviceKey")
		}
		_, err := actor.GetDevice(c.Context(), otherSignIn.AccessToken(), device.Key)
		c.Given(err, "GetDevice before ForgetDevice")
		c.Succeeds(actor.ForgetDevice(c.Context(), signIn.AccessToken(), device.Key), "ForgetDevice")
		_, err = actor.GetDevice(c.Context(), otherSignIn.AccessToken(), device.Key)
		c.Refused(err, "GetDevice of a forgotten device")
		devices, err := actor.ListDevices(c.Context(), otherSignIn.AccessToken(), 0)
		c.Given(err, "ListDevices")
		c.Expect(keysOf(devices)).To(And(ContainElement(other.Key), Not(ContainElement(device.Key))), "keys listed by ListDevices")
		if c.Has(spec.Administration) {
			_, err = actor.AdminGetDevice(c.Context(), device.Key)
			c.Refused(err, "AdminGetDevice of a forgotten device")
			devices, err = actor.AdminListDevices(c.Context(), 0)
			c.Given(err, "AdminListDevices")
			c.Expect(keysOf(devices)).NotTo(ContainElement(device.Key), "keys listed by AdminListDevices")
		}
	})
	c.CaseIn(always().String(), "the device that is named, not the one of the token", func() { forgetsWhatIsNamed(c) })
}

// forgetsWhatIsNamed forgets a device with the token of another, which a target may refuse.
func forgetsWhatIsNamed(c *Check) {
	actor := c.Actor(always().pool, target.ClientSpec{})
	other, named, signIn := twoDevices(c, actor)
	_, err := actor.GetDevice(c.Context(), signIn.AccessToken(), other.Key)
	c.Given(err, "GetDevice before ForgetDevice")
	c.Given(actor.ForgetDevice(c.Context(), signIn.AccessToken(), named.Key), "ForgetDevice with the token of another device")
	_, err = actor.GetDevice(c.Context(), signIn.AccessToken(), named.Key)
	c.Refused(err, "GetDevice of the device that was named")
	_, err = actor.GetDevice(c.Context(), signIn.AccessToken(), other.Key)
	c.Succeeds(err, "GetDevice of the device of the token")
}

func statusOfForgotten(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		device, signIn := forgottenDevice(c, actor)
		err := actor.Remember(c.Context(), signIn.AccessToken(), device.Key)
		c.Refused(err, "UpdateDeviceStatus of a forgotten device", resourceNotFound)
		c.Says(err, "UpdateDeviceStatus of a forgotten device", deviceDoesNotExist)
	})
}

func signInAfterForget(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, _ := forgottenDevice(c, actor)
		_, err := actor.SignIn(c.Context(), device)
		c.Refused(err, "sign-in with a forgotten DEVICE_KEY", resourceNotFound)
		signIn, err := c.signIn(actor, nil)
		c.Succeeds(err, "sign-in without DEVICE_KEY")
		if actor.Client.Pool.Spec.MFA != target.MFAOff {
			c.MFAIsAsked(signIn)
		}
		c.Expect(signIn.Result.NewDeviceMetadata).NotTo(BeNil(), "NewDeviceMetadata")
		c.Expect(signIn.Result.NewDeviceMetadata.DeviceKey).NotTo(HaveValue(Equal(device.Key)), "the new DeviceKey")
	})
}

func registeringAgainNeedsNewKey(c *Check) {
	c.in(optInWithoutMFA(), func(actor *scenarios.Actor) {
		old, _ := forgottenDevice(c, actor)
		device, signIn, err := actor.RememberedDevice(c.Context())
		c.Succeeds(err, "registering a device after one was forgotten")
		c.Expect(device.Key).NotTo(Equal(old.Key), "DeviceKey after ForgetDevice")
		_, err = actor.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
		c.Succeeds(err, "GetDevice of the new device")
	})
}

func confirmOfForgotten(c *Check) {
	c.in(optInWithoutMFA(), func(actor *scenarios.Actor) {
		device, signIn := forgottenDevice(c, actor)
		_, err := actor.ConfirmDevice(c.Context(), signIn.AccessToken(), device)
		c.Refused(err, "ConfirmDevice with a forgotten key")
	})
}

func forgetTwice(c *Check) {
	c.in(optInWithoutMFA(), func(actor *scenarios.Actor) {
		device, signIn := forgottenDevice(c, actor)
		err := actor.ForgetDevice(c.Context(), signIn.AccessToken(), device.Key)
		c.Refused(err, "a second ForgetDevice")
	})
	c.CaseIn(always().String(), "a key never issued", func() {
		actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
		err := actor.ForgetDevice(c.Context(), c.SignedIn(actor, nil).AccessToken(), neverIssuedKey(actor))
		c.Refused(err, "ForgetDevice of an unknown key")
	})
}

func forgetForeign(c *Check) {
	c.in(optInWithoutMFA(), func(owner *scenarios.Actor) {
		other := c.another(owner)
		device, signIn := c.RememberedDevice(owner)
		err := other.ForgetDevice(c.Context(), c.SignedIn(other, nil).AccessToken(), device.Key)
		c.Refused(err, "ForgetDevice of another user's key")
		_, err = owner.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
		c.Succeeds(err, "GetDevice by its owner")
	})
	if c.Has(spec.Administration) {
		c.CaseIn("AdminForgetDevice", "AdminForgetDevice", func() {
			owner := c.Actor(always().pool, target.ClientSpec{})
			device, _ := c.RememberedDevice(owner)
			_, err := owner.AdminGetDevice(c.Context(), device.Key)
			c.Given(err, "AdminGetDevice")
			c.Refused(c.another(owner).AdminForgetDevice(c.Context(), device.Key), "AdminForgetDevice of one user's key under another's name")
			_, err = owner.AdminGetDevice(c.Context(), device.Key)
			c.Succeeds(err, "AdminGetDevice under its owner's name")
			c.Given(owner.AdminForgetDevice(c.Context(), device.Key), "AdminForgetDevice under its owner's name")
		})
	}
}

func refreshAfterForget(c *Check) {
	c.in([]setting{confidential(), optInWithMFA()}, func(actor *scenarios.Actor) {
		device, first := c.RememberedDevice(actor)
		signIn := c.SignedIn(actor, device)
		tokens := map[string]string{"the sign-in with the device": signIn.RefreshToken(), "the sign-in that registered it": first.RefreshToken()}
		for name, token := range sorted(tokens) {
			_, err := actor.Refresh(c.Context(), token, device.Key)
			c.Given(err, "refresh before ForgetDevice with the token of "+name)
		}
		c.Given(actor.ForgetDevice(c.Context(), signIn.AccessToken(), device.Key), "ForgetDevice")
		for name, token := range sorted(tokens) {
			_, err := actor.Refresh(c.Context(), token, device.Key)
			c.Refused(err, "refresh after ForgetDevice with the token of "+name)
			_, err = actor.Refresh(c.Context(), token, "")
			c.Refused(err, "refresh without DEVICE_KEY after ForgetDevice with the token of "+name)
			if c.Has(spec.RefreshRotation) {
				_, err = actor.TokensFromRefreshToken(c.Context(), token, device.Key)
				c.Refused(err, "GetTokensFromRefreshToken after ForgetDevice with the token of "+name)
			}
		}
	})
}

func forgetNotRemembered(c *Check) {
	c.in(trackedAs(target.OptIn), func(actor *scenarios.Actor) {
		device, signIn := c.ConfirmedDevice(actor)
		c.Succeeds(actor.ForgetDevice(c.Context(), signIn.AccessToken(), device.Key), "ForgetDevice of a device that is not remembered")
		err := actor.Remember(c.Context(), signIn.AccessToken(), device.Key)
		c.Refused(err, "UpdateDeviceStatus afterwards")
	})
}

func forgetNeedsToken(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	device, signIn := c.RememberedDevice(actor)
	taken := engine.Once(c.Check, func(string) {
		device, signIn := c.RememberedDevice(actor)
		c.Given(actor.ForgetDevice(c.Context(), signIn.AccessToken(), device.Key), "ForgetDevice with the right token")
	})
	each(c, map[string]map[string]any{
		"no AccessToken":        {"DeviceKey": device.Key},
		"null AccessToken":      {"DeviceKey": device.Key, "AccessToken": nil},
		"an altered token":      {"DeviceKey": device.Key, "AccessToken": alterLast(signIn.AccessToken())},
		"an id token":           {"DeviceKey": device.Key, "AccessToken": signIn.IDToken()},
		"words for AccessToken": {"DeviceKey": device.Key, "AccessToken": "not-a-token"},
	}, func(name string, body map[string]any) {
		err := c.raw("ForgetDevice", body).Err("ForgetDevice")
		c.Refused(err, "ForgetDevice with "+name)
		taken(name)
	})
	c.Case("the device is still there", func() {
		_, err := actor.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
		c.Succeeds(err, "GetDevice afterwards")
	})
}

func accessTokenAfterForget(c *Check) {
	c.in([]setting{confidential(), optInWithMFA()}, func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		signIn := c.SignedIn(actor, device)
		c.Given(actor.ForgetDevice(c.Context(), signIn.AccessToken(), device.Key), "ForgetDevice")
		devices, err := actor.ListDevices(c.Context(), signIn.AccessToken(), 0)
		c.Succeeds(err, "ListDevices with the access token of a forgotten device")
		c.Expect(keysOf(devices)).NotTo(ContainElement(device.Key), "keys listed by ListDevices")
	})
}
