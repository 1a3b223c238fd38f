package suites

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerAdmin lists the checks of the administrator's device operations.
func registerAdmin(s registry) {
	s.Rule("ADM-01", adminSeesMoreAttributes, engine.DependsOn("DEV-CONF-01"))
	s.Rule("ADM-02", adminSeesNotRemembered, engine.DependsOn("DEV-CONF-01"))
	s.Rule("ADM-03", adminStatusTakesEffect, engine.DependsOn("DEV-SRP-07"))
	s.Rule("ADM-04", adminForgetTakesEffect, engine.DependsOn("DEV-SRP-01"))
	s.Rule("ADM-05", adminUnknownUser)
	s.Rule("ADM-06", adminReadsUnknownUser)
	s.Rule("ADM-07", adminUnknownPool)
	s.Rule("ADM-08", adminTakesEveryName, engine.DependsOn("DEV-CONF-01"))
	s.Rule("ADM-09", adminUnknownDevice)
	s.Rule("ADM-10", adminListsNoUnconfirmed, engine.DependsOn("DEV-NEW-01"))
	s.Rule("ADM-11", adminStatusFollows, engine.DependsOn("DEV-CONF-01"))
}

// rememberedStatus is the attribute that shows whether a device is remembered.
const rememberedStatus = "dev:device_remembered_status"

// administratorsAttributes holds the attributes that an administrator sees.
func administratorsAttributes(c *Check, device *types.DeviceType) {
	for _, name := range []string{"dev:device_arn", "dev:device_owner", rememberedStatus, "dev:device_sdk"} {
		c.Expect(scenarios.Attribute(device, name)).NotTo(BeEmpty(), name)
	}
	c.Expect(scenarios.Attribute(device, rememberedStatus)).To(Equal("remembered"), rememberedStatus)
}

func adminSeesMoreAttributes(c *Check) {
	c.in(optInWithoutMFA(), func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		got, err := actor.AdminGetDevice(c.Context(), device.Key)
		c.Succeeds(err, "AdminGetDevice")
		hasAllMembers(c, got, device.Key)
		administratorsAttributes(c, got)
		devices, err := actor.AdminListDevices(c.Context(), 0)
		c.Succeeds(err, "AdminListDevices")
		listed := deviceOf(devices, device.Key)
		c.Expect(listed).NotTo(BeNil(), "the device in the list of AdminListDevices")
		hasAllMembers(c, listed, device.Key)
		administratorsAttributes(c, listed)
	})
}

// adminShows holds what AdminGetDevice and AdminListDevices say of a device.
func adminShows(c *Check, actor *scenarios.Actor, key, status string) {
	got, err := actor.AdminGetDevice(c.Context(), key)
	c.Succeeds(err, "AdminGetDevice")
	c.Expect(scenarios.Attribute(got, rememberedStatus)).To(Equal(status), rememberedStatus+" of AdminGetDevice")
	devices, err := actor.AdminListDevices(c.Context(), 0)
	c.Succeeds(err, "AdminListDevices")
	listed := deviceOf(devices, key)
	c.Expect(listed).NotTo(BeNil(), "the device in the list of AdminListDevices")
	c.Expect(scenarios.Attribute(listed, rememberedStatus)).To(Equal(status), rememberedStatus+" of AdminListDevices")
}

// deviceOf is the device of a key, nil if it is not listed.
func deviceOf(devices []types.DeviceType, key string) *types.DeviceType {
	for i := range devices {
		if aws.ToString(devices[i].DeviceKey) == key {
			return &devices[i]
		}
	}
	return nil
}

func adminSeesNotRemembered(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		c.Given(actor.Unremember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus(not_remembered)")
		adminShows(c, actor, device.Key, "not_remembered")
	})
}

func adminStatusTakesEffect(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, _ := c.ConfirmedDevice(actor)
		for _, status := range []types.DeviceRememberedStatusType{"remembered", "not_remembered", "remembered"} {
			c.Succeeds(actor.AdminUpdateDeviceStatus(c.Context(), device.Key, status), "AdminUpdateDeviceStatus("+string(status)+")")
			if status == types.DeviceRememberedStatusTypeRemembered {
				c.DeviceIsAsked(actor, device)
				continue
			}
			signIn := c.DeviceIsNotAsked(actor, device)
			if actor.Client.Pool.Spec.MFA != target.MFAOff {
				c.MFAIsAsked(signIn)
			}
		}
	})
}

func adminForgetTakesEffect(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, first := c.RememberedDevice(actor)
		c.Succeeds(actor.AdminForgetDevice(c.Context(), device.Key), "AdminForgetDevice")
		_, err := actor.SignIn(c.Context(), device)
		c.Refused(err, "sign-in with the device", resourceNotFound)
		_, err = actor.GetDevice(c.Context(), first.AccessToken(), device.Key)
		c.Refused(err, "GetDevice of the device", resourceNotFound)
		signIn, err := actor.SignIn(c.Context(), nil)
		c.Succeeds(err, "sign-in without the device")
		if actor.Client.Pool.Spec.MFA != target.MFAOff {
			c.MFAIsAsked(signIn)
		}
	})
}

// adminDeviceCalls are the four operations on a device of a pool and user.
func adminDeviceCalls(poolID, username, key string) map[string]map[string]any {
	device := func() map[string]any {
		return map[string]any{"UserPoolId": poolID, "Username": username, "DeviceKey": key}
	}
	update := device()
	update["DeviceRememberedStatus"] = "remembered"
	return map[string]map[string]any{
		"AdminForgetDevice":       device(),
		"AdminGetDevice":          device(),
		"AdminUpdateDeviceStatus": update,
		"AdminListDevices":        {"UserPoolId": poolID, "Username": username},
	}
}

func adminUnknownUser(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	calls := adminDeviceCalls(actor.Client.Pool.ID, "nobody-of-this-name", neverIssuedKey(actor))
	for _, operation := range []string{"AdminForgetDevice", "AdminUpdateDeviceStatus"} {
		c.Case(operation, func() {
			c.Refused(c.raw(operation, calls[operation]).Err(operation), operation+" of an unknown user", userNotFound)
		})
	}
}

func adminReadsUnknownUser(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	calls := adminDeviceCalls(actor.Client.Pool.ID, "nobody-of-this-name", neverIssuedKey(actor))
	for _, operation := range []string{"AdminGetDevice", "AdminListDevices"} {
		c.Observe("%s of an unknown user: %s", operation, resultOf(c.raw(operation, calls[operation]).Err(operation)))
	}
}

func adminUnknownPool(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	id := actor.Client.Pool.ID
	unknown := id[:len(id)-4] + "Zz0Z"
	each(c, adminDeviceCalls(unknown, actor.User.ID, neverIssuedKey(actor)), func(operation string, body map[string]any) {
		c.Refused(c.raw(operation, body).Err(operation), operation+" in an unknown pool", resourceNotFound)
	})
}

// adminTakesEveryName calls each operation by each name of one user.
func adminTakesEveryName(c *Check) {
	pool := c.Pool(target.PoolSpec{Tracking: target.Always, Aliases: []types.AliasAttributeType{types.AliasAttributeTypeEmail, types.AliasAttributeTypePreferredUsername}})
	actor := c.ActorWith(pool, target.ClientSpec{}, target.UserSpec{Email: true})
	device, _ := c.RememberedDevice(actor)
	names := map[string]string{"username": actor.User.ID, "e-mail alias": actor.User.Email, "sub": actor.User.Sub}
	for name, username := range sorted(names) {
		if username == "" {
			continue
		}
		calls := adminDeviceCalls(pool.ID, username, device.Key)
		for _, operation := range []string{"AdminGetDevice", "AdminListDevices", "AdminUpdateDeviceStatus"} {
			c.Case(operation+" by "+name, func() {
				response := c.raw(operation, calls[operation])
				c.Succeeds(response.Err(operation), operation+" by "+name)
				if operation == "AdminListDevices" {
					c.Expect(string(response.Body)).To(ContainSubstring(device.Key), "devices of the user by "+name)
				}
			})
		}
		c.Case("AdminForgetDevice by "+name, func() {
			device, _ := c.RememberedDevice(actor)
			body := adminDeviceCalls(pool.ID, username, device.Key)["AdminForgetDevice"]
			c.Succeeds(c.raw("AdminForgetDevice", body).Err("AdminForgetDevice"), "AdminForgetDevice by "+name)
		})
	}
}

func adminUnknownDevice(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	calls := adminDeviceCalls(actor.Client.Pool.ID, actor.User.ID, neverIssuedKey(actor))
	delete(calls, "AdminListDevices")
	each(c, calls, func(operation string, body map[string]any) {
		c.Refused(c.raw(operation, body).Err(operation), operation+" of an unknown key", resourceNotFound)
	})
}

func adminListsNoUnconfirmed(c *Check) {
	c.in(optInWithoutMFA(), func(actor *scenarios.Actor) {
		c.IssuedDevice(actor)
		devices, err := actor.AdminListDevices(c.Context(), 0)
		c.Succeeds(err, "AdminListDevices")
		c.Expect(devices).To(BeEmpty(), "devices of a user without confirmed devices")
	})
}

func adminStatusFollows(c *Check) {
	c.in(optInWithoutMFA(), func(actor *scenarios.Actor) {
		device, signIn := c.ConfirmedDevice(actor)
		if actor.Client.Pool.Spec.Tracking == target.OptIn {
			adminShows(c, actor, device.Key, "not_remembered")
		} else {
			adminShows(c, actor, device.Key, "remembered")
		}
		for _, status := range []types.DeviceRememberedStatusType{"remembered", "not_remembered", "remembered"} {
			c.Given(actor.UpdateDeviceStatus(c.Context(), signIn.AccessToken(), device.Key, status), "UpdateDeviceStatus")
			adminShows(c, actor, device.Key, string(status))
		}
		c.Given(actor.AdminUpdateDeviceStatus(c.Context(), device.Key, "not_remembered"), "AdminUpdateDeviceStatus")
		adminShows(c, actor, device.Key, "not_remembered")
	})
}

// statusAs sets a device's status as the user, or as an administrator.
func statusAs(c *Check, actor *scenarios.Actor, admin bool, accessToken, key string, status types.DeviceRememberedStatusType) error {
	if admin {
		return actor.AdminUpdateDeviceStatus(c.Context(), key, status)
	}
	return actor.UpdateDeviceStatus(c.Context(), accessToken, key, status)
}

// callers are those who may set a device's status on this target, by name: true for
// an administrator.
func callers(c *Check) map[string]bool {
	who := map[string]bool{"the user": false}
	if c.Has(spec.Administration) {
		who["an administrator"] = true
	}
	return who
}
