package suites

import (
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
}

// hasAllMembers holds that a device has every member that the service returns.
func hasAllMembers(c *Check, device *types.DeviceType, key string) {
	c.Expect(device.DeviceKey).To(HaveValue(Equal(key)), "DeviceKey")
	c.Expect(device.DeviceAttributes).NotTo(BeEmpty(), "DeviceAttributes")
	c.Expect(device.DeviceCreateDate).NotTo(BeNil(), "DeviceCreateDate")
	c.Expect(device.DeviceLastModifiedDate).NotTo(BeNil(), "DeviceLastModifiedDate")
	c.Expect(device.DeviceLastAuthenticatedDate).NotTo(BeNil(), "DeviceLastAuthenticatedDate")
}

func getDeviceMembers(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		got, err := actor.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
		c.Succeeds(err, "GetDevice")
		hasAllMembers(c, got, device.Key)
	})
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
		c.Succeeds(err, "ListDevices")
		c.Expect(devices).To(HaveLen(1), "devices of the user")
		publicAttributes(c, &devices[0])
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
		c.Given(actor.Unremember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus(not_remembered)")
		_, err := actor.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
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
		c.Refused(err, "GetDevice of another user's key", resourceNotFound)
		_, err = owner.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
		c.Succeeds(err, "GetDevice by its owner")
	})
}
