package suites

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

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
	s.Rule("ADM-12", adminAttributesFit, engine.DependsOn("ADM-01"))
	s.Rule("ADM-13", adminTakesSub, engine.DependsOn("DEV-CONF-01"))
}

// rememberedStatus is the attribute that shows whether a device is remembered.
const rememberedStatus = "dev:device_remembered_status"

// administratorsAttributes are those that the examples show to an administrator alone.
func administratorsAttributes() []string {
	return []string{deviceARN, deviceOwner, rememberedStatus, "dev:device_sdk"}
}

// The attributes that name a device and its owner.
const (
	deviceARN   = "dev:device_arn"
	deviceOwner = "dev:device_owner"
)

// hasAdministratorsAttributes holds that a device has each of them.
func hasAdministratorsAttributes(c *Check, device *types.DeviceType) {
	for _, name := range administratorsAttributes() {
		c.Expect(scenarios.Attribute(device, name)).NotTo(BeEmpty(), name)
	}
}

func adminSeesMoreAttributes(c *Check) {
	c.in(optInWithoutMFA(), func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		got, err := actor.AdminGetDevice(c.Context(), device.Key)
		c.Succeeds(err, "AdminGetDevice")
		hasAdministratorsAttributes(c, got)
		devices, err := actor.AdminListDevices(c.Context(), 0)
		c.Succeeds(err, "AdminListDevices")
		listed := deviceOf(devices, device.Key)
		c.Expect(listed).NotTo(BeNil(), "the device in the list of AdminListDevices")
		hasAdministratorsAttributes(c, listed)
	})
}

// adminAttributesFit compares the attributes with the example's. The last part of the
// ARN is the device's key, or its UUID.
func adminAttributesFit(c *Check) {
	actor := c.Actor(always().pool, target.ClientSpec{})
	device, _ := c.RememberedDevice(actor)
	got, err := actor.AdminGetDevice(c.Context(), device.Key)
	c.Given(err, "AdminGetDevice")
	region, uuid, _ := strings.Cut(device.Key, "_")
	form := fmt.Sprintf(`^arn:aws[\w-]*:cognito-idp:%s:\d{12}:owner/%s/device/(%s|%s)$`, region,
		regexp.QuoteMeta(scenarios.Attribute(got, deviceOwner)), device.Key, uuid)
	c.Expect(scenarios.Attribute(got, deviceARN)).To(MatchRegexp(form), deviceARN)
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
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		for _, status := range []types.DeviceRememberedStatusType{"not_remembered", "remembered"} {
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
	c.CaseIn(alwaysWithMFA().String(), "that device alone", func() {
		actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		first, second, _ := twoDevices(c, actor)
		c.AtDeviceChallenge(actor, second)
		c.Succeeds(actor.AdminUpdateDeviceStatus(c.Context(), first.Key, "not_remembered"), "AdminUpdateDeviceStatus(not_remembered)")
		c.DeviceIsAsked(actor, second)
	})
}

func adminForgetTakesEffect(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, first := c.RememberedDevice(actor)
		_, err := actor.GetDevice(c.Context(), first.AccessToken(), device.Key)
		c.Given(err, "GetDevice before AdminForgetDevice")
		c.Succeeds(actor.AdminForgetDevice(c.Context(), device.Key), "AdminForgetDevice")
		_, err = actor.GetDevice(c.Context(), first.AccessToken(), device.Key)
		c.Refused(err, "GetDevice of the device")
		_ = actor.AdminUpdateDeviceStatus(c.Context(), device.Key, "remembered") // whatever it answers, a device that was deleted stays so
		if signIn, err := actor.SignIn(c.Context(), device); err == nil {
			c.Expect(signIn.Saw(deviceSRPAuth)).To(BeFalse(), "DEVICE_SRP_AUTH in a sign-in with the device")
			c.MFAIsAsked(signIn)
		} else {
			c.Refused(err, "sign-in with the device")
		}
		signIn, err := c.signIn(actor, nil)
		c.Succeeds(err, "sign-in without the device")
		c.MFAIsAsked(signIn)
	})
	c.CaseIn(always().String(), "that device alone", func() {
		actor := c.Actor(always().pool, target.ClientSpec{})
		first, second, _ := twoDevices(c, actor)
		listed := func() []string {
			devices, err := actor.AdminListDevices(c.Context(), 0)
			c.Given(err, "AdminListDevices")
			return keysOf(devices)
		}
		if !slices.Contains(listed(), first.Key) {
			c.Skip("AdminListDevices did not list the device before")
		}
		c.Succeeds(actor.AdminForgetDevice(c.Context(), first.Key), "AdminForgetDevice")
		c.Expect(listed()).To(And(ContainElement(second.Key), Not(ContainElement(first.Key))), "keys listed by AdminListDevices")
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
			c.Refused(c.raw(operation, calls[operation]).Err(operation), operation+" of an unknown user", userNotFound, resourceNotFound)
		})
	}
}

func adminReadsUnknownUser(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	calls := adminDeviceCalls(actor.Client.Pool.ID, "nobody-of-this-name", neverIssuedKey(actor))
	for _, operation := range []string{"AdminGetDevice", "AdminListDevices"} {
		c.Observe("%s of an unknown user: %s", operation, c.resultOf(c.raw(operation, calls[operation]).Err(operation)))
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

// adminTakesEveryName calls each operation by each documented name of a user: in a
// pool with user names and aliases, and in one where the e-mail address is the name.
func adminTakesEveryName(c *Check) {
	c.CaseIn("a pool with aliases", "a pool with aliases", func() {
		actor := actorWithAliases(c)
		eachAdminOperation(c, actor, map[string]string{"user name": actor.User.ID, "e-mail alias": actor.User.Email}, succeedsBy)
	})
	c.CaseIn("a pool without user names", "a pool without user names", func() {
		pool := c.Pool(target.PoolSpec{Tracking: target.Always, UsernameAttributes: []types.UsernameAttributeType{types.UsernameAttributeTypeEmail}})
		actor := c.ActorWith(pool, target.ClientSpec{}, target.UserSpec{Email: true})
		eachAdminOperation(c, actor, map[string]string{"e-mail address": actor.User.Email, "sub": actor.User.Sub}, succeedsBy)
	})
}

func actorWithAliases(c *Check) *scenarios.Actor {
	pool := c.Pool(target.PoolSpec{Tracking: target.Always, Aliases: []types.AliasAttributeType{types.AliasAttributeTypeEmail, types.AliasAttributeTypePreferredUsername}})
	return c.ActorWith(pool, target.ClientSpec{}, target.UserSpec{Email: true})
}

// adminOperations are the operations on a device, in an order in which each finds it.
func adminOperations() []string {
	return []string{"AdminGetDevice", "AdminListDevices", "AdminUpdateDeviceStatus", "AdminForgetDevice"}
}

// eachAdminOperation registers a device for each name, calls each operation on it by
// that name, and hands the answers on.
func eachAdminOperation(c *Check, actor *scenarios.Actor, names map[string]string, answered func(c *Check, what, key string, response *target.RawResponse)) {
	for name, username := range sorted(names) {
		if username == "" {
			c.Skip("the user's " + name + " is not known")
		}
		device, _ := c.RememberedDevice(actor)
		calls := adminDeviceCalls(actor.Client.Pool.ID, username, device.Key)
		for _, operation := range adminOperations() {
			answered(c, operation+" by "+name, device.Key, c.raw(operation, calls[operation]))
		}
	}
}

// succeedsBy holds that an operation succeeds, and that a list has the device.
func succeedsBy(c *Check, what, key string, response *target.RawResponse) {
	c.Succeeds(response.Err(what), what)
	if strings.HasPrefix(what, "AdminListDevices") {
		c.Expect(response.Object()["Devices"]).To(ContainElement(HaveKeyWithValue("DeviceKey", key)), "devices of "+what)
	}
}

func adminTakesSub(c *Check) {
	actor := actorWithAliases(c)
	eachAdminOperation(c, actor, map[string]string{"sub": actor.User.Sub}, func(c *Check, what, _ string, response *target.RawResponse) {
		c.Observe("%s in a pool with user names: %s", what, c.resultOf(response.Err(what)))
	})
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
		before := keysBefore(c, actor)
		c.IssuedDevice(actor)
		devices, err := actor.AdminListDevices(c.Context(), 0)
		c.Given(err, "AdminListDevices")
		c.Expect(without(keysOf(devices), before)).To(BeEmpty(), "devices of a user without confirmed devices")
	})
}

func adminStatusFollows(c *Check) {
	c.in(optInWithoutMFA(), func(actor *scenarios.Actor) {
		device, signIn := c.ConfirmedDevice(actor)
		got, err := actor.AdminGetDevice(c.Context(), device.Key)
		c.Given(err, "AdminGetDevice")
		if scenarios.Attribute(got, rememberedStatus) == "" {
			c.SkipBecause("ADM-01", rememberedStatus+" is not told")
		}
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
