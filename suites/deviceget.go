package suites

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerDeviceGet lists the checks of GetDevice.
func registerDeviceGet(s registry) {
	s.Rule("DEV-GET-01", getDeviceMembers, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-GET-02", getDeviceAttributes, engine.DependsOn("DEV-GET-01"))
	s.Rule("DEV-GET-03", getUnknownDevice, engine.DependsOn("DEV-NEW-01"))
	s.Rule("DEV-GET-04", getNotRememberedDevice, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-GET-05", getForeignDevice, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-GET-06", getDeviceOtherMembers, engine.DependsOn("DEV-GET-01"))
	s.Rule("DEV-GET-07", attributesOfAdministrators, engine.DependsOn("DEV-GET-01"))
	s.Rule("DEV-GET-08", deviceOutlives, engine.DependsOn("DEV-GET-01"))
	s.Rule("DEV-GET-09", tokenOfDeletedUser, engine.DependsOn("DEV-GET-01"))
}

// hasOtherMembers holds that a device that has signed in has the members that the
// model does not require.
func hasOtherMembers(c *Check, device *types.DeviceType) {
	c.Expect(device.DeviceAttributes).NotTo(BeEmpty(), "DeviceAttributes")
	c.Expect(device.DeviceCreateDate).NotTo(BeNil(), "DeviceCreateDate")
	c.Expect(device.DeviceLastModifiedDate).NotTo(BeNil(), "DeviceLastModifiedDate")
	c.Expect(device.DeviceLastAuthenticatedDate).NotTo(BeNil(), "DeviceLastAuthenticatedDate")
}

// isTold takes it that a device has a date, which the model requires of none.
func (c *Check) isTold(date *time.Time) {
	if date == nil {
		c.SkipBecause("DEV-GET-06", "a date of the device is not told")
	}
}

func getDeviceMembers(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		got, err := actor.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
		c.Succeeds(err, "GetDevice")
		c.Expect(got.DeviceKey).To(HaveValue(Equal(device.Key)), "DeviceKey")
	})
}

func getDeviceOtherMembers(c *Check) {
	c.in([]setting{confidential(), optInWithMFA()}, func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		signIn := c.SignedIn(actor, device)
		got, err := actor.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
		c.Succeeds(err, "GetDevice")
		hasOtherMembers(c, got)
		if c.Has(spec.Administration) {
			got, err = actor.AdminGetDevice(c.Context(), device.Key)
			c.Succeeds(err, "AdminGetDevice")
			hasOtherMembers(c, got)
		}
	})
}

func attributesOfAdministrators(c *Check) {
	actor := c.Actor(always().pool, target.ClientSpec{})
	device, signIn := c.RememberedDevice(actor)
	got, err := actor.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
	c.Given(err, "GetDevice")
	for _, name := range administratorsAttributes() {
		c.Observe("%s in GetDevice: %s", name, presence(scenarios.Attribute(got, name) != ""))
	}
}

// deviceOutlives tells whether a remembered device is still there, and asked for,
// after what may end a user's sessions.
func deviceOutlives(c *Check) {
	events := map[string]func(*scenarios.Actor, string){
		"GlobalSignOut": func(actor *scenarios.Actor, token string) {
			c.Given(actor.GlobalSignOut(c.Context(), token), "GlobalSignOut")
		},
		"a new password": func(actor *scenarios.Actor, _ string) {
			setPassword(c, actor, newPassword, true)
			actor.User.Password = newPassword
		},
	}
	for name, event := range sorted(events) {
		actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		device, first := c.RememberedDevice(actor)
		event(actor, first.AccessToken())
		_, err := actor.AdminGetDevice(c.Context(), device.Key)
		c.Observe("AdminGetDevice after %s: %s", name, c.resultOf(err))
		signIn, err := actor.SignIn(c.Context(), device)
		if err != nil {
			c.Observe("sign-in with the device after %s: %s", name, c.resultOf(err))
			continue
		}
		c.Observe("sign-in with the device after %s: %s", name, challengesOf(signIn))
	}
}

func tokenOfDeletedUser(c *Check) {
	actor := c.Actor(always().pool, target.ClientSpec{})
	device, signIn := c.RememberedDevice(actor)
	deleteUser(c, actor)
	_, err := actor.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
	c.Observe("GetDevice with the token of a deleted user: %s", c.resultOf(err))
	_, err = actor.ListDevices(c.Context(), signIn.AccessToken(), 0)
	c.Observe("ListDevices with the token of a deleted user: %s", c.resultOf(err))
}

// address is an IPv4 or IPv6 address.
const address = `^[0-9a-fA-F.:]+$`

// publicAttributes holds the attributes that a user sees of a device that
// cogbench named.
func publicAttributes(c *Check, device *types.DeviceType) {
	c.Expect(scenarios.Attribute(device, "device_status")).To(Equal("valid"), "device_status")
	c.Expect(scenarios.Attribute(device, "device_name")).To(Equal("cogbench"), "device_name")
	c.Expect(scenarios.Attribute(device, "last_ip_used")).To(MatchRegexp(address), "last_ip_used")
}

func getDeviceAttributes(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	device, signIn := c.RememberedDevice(actor)
	c.Case("GetDevice", func() {
		got, err := actor.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
		c.Succeeds(err, "GetDevice")
		publicAttributes(c, got)
	})
	c.Case("ListDevices", func() {
		devices, err := actor.ListDevices(c.Context(), signIn.AccessToken(), 0)
		c.Given(err, "ListDevices")
		listed := deviceOf(devices, device.Key)
		c.Expect(listed).NotTo(BeNil(), "the device in the list of ListDevices")
		publicAttributes(c, listed)
	})
	c.Case("no name given", func() {
		unnamed, signIn := c.IssuedDevice(actor)
		_, err := actor.ConfirmDevice(c.Context(), signIn.AccessToken(), unnamed, func(in *cip.ConfirmDeviceInput) { in.DeviceName = nil })
		c.Given(err, "ConfirmDevice without a name")
		got, err := actor.GetDevice(c.Context(), signIn.AccessToken(), unnamed.Key)
		c.Given(err, "GetDevice")
		for _, attribute := range got.DeviceAttributes {
			c.Expect(aws.ToString(attribute.Name)).NotTo(Equal("device_name"), "attributes of a device without a name")
		}
	})
}

func getUnknownDevice(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		signIn := c.SignedIn(actor, nil)
		_, err := actor.GetDevice(c.Context(), signIn.AccessToken(), neverIssuedKey(actor))
		c.Refused(err, "GetDevice of an unknown key", resourceNotFound)
		c.Says(err, "GetDevice of an unknown key", deviceDoesNotExist)
	})
}

func getNotRememberedDevice(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		_, err := actor.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
		c.Given(err, "GetDevice of a remembered device")
		c.Given(actor.Unremember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus(not_remembered)")
		_, err = actor.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
		c.Refused(err, "GetDevice of a device that is not remembered", resourceNotFound)
		if c.Has(spec.Administration) {
			got, err := actor.AdminGetDevice(c.Context(), device.Key)
			c.Succeeds(err, "AdminGetDevice of a device that is not remembered")
			c.Expect(got.DeviceKey).To(HaveValue(Equal(device.Key)), "DeviceKey")
		}
	})
}

func getForeignDevice(c *Check) {
	c.in(alwaysAndConfidential(), func(owner *scenarios.Actor) {
		other := c.another(owner)
		device, signIn := c.RememberedDevice(owner)
		_, err := other.GetDevice(c.Context(), c.SignedIn(other, nil).AccessToken(), device.Key)
		c.Refused(err, "GetDevice of another user's key")
		_, err = owner.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
		c.Given(err, "GetDevice by its owner")
	})
	c.CaseIn("another pool", "a user of the same name in another pool", func() { getDeviceOfNamesake(c) })
	if c.Has(spec.Administration) {
		c.CaseIn("AdminGetDevice", "AdminGetDevice", func() {
			owner := c.Actor(always().pool, target.ClientSpec{})
			device, _ := c.RememberedDevice(owner)
			_, err := owner.AdminGetDevice(c.Context(), device.Key)
			c.Given(err, "AdminGetDevice under its owner's name")
			_, err = c.another(owner).AdminGetDevice(c.Context(), device.Key)
			c.Refused(err, "AdminGetDevice of one user's key under another's name")
		})
	}
}

// getDeviceOfNamesake reads a device with the token of a user who has its owner's name in
// another pool.
func getDeviceOfNamesake(c *Check) {
	owner := c.Actor(always().pool, target.ClientSpec{})
	if owner.User.Given {
		c.Unsupported("users of one name in two pools")
	}
	device, signIn := c.RememberedDevice(owner)
	namesake := c.ActorWith(c.Pool(optIn().pool), optIn().client, target.UserSpec{Username: owner.User.Username})
	_, err := namesake.GetDevice(c.Context(), c.SignedIn(namesake, nil).AccessToken(), device.Key)
	c.Refused(err, "GetDevice of the key of a user of the same name in another pool")
	_, err = owner.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
	c.Given(err, "GetDevice by its owner")
}
