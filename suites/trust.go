package suites

import (
	"cmp"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerTrust lists the checks of what an application builds on remembered
// devices: windows of trust, clean-up, a limit of devices.
func registerTrust(s registry) {
	s.Rule("TRUST-01", rememberedDoesNotExpire, engine.DependsOn("DEV-SRP-07"), engine.Waits(90*day+slack))
	s.Rule("TRUST-02", trustWindow, engine.DependsOn("DEV-STAT-02", "DEV-STAT-03"), engine.Waits(90*day+slack))
	s.Rule("TRUST-03", authenticatedDateShowsIdleness, engine.DependsOn("DEV-SRP-24"), engine.Waits(95*day))
	s.Rule("TRUST-04", manyDevicesOfOneUser, engine.DependsOn("DEV-CONF-01"), engine.Limit(2*engine.UsualLimit))
}

const day = 24 * time.Hour

// freshPool is a pool of the check's own, whose clock it may move by months.
func freshPool(c *Check, spec target.PoolSpec) *target.Pool {
	pool, err := c.Fixtures().FreshPool(c.Context(), spec)
	c.Given(err, "creating a pool")
	return pool
}

func rememberedDoesNotExpire(c *Check) {
	for _, s := range []setting{confidential(), optInWithMFA()} {
		pool := freshPool(c, s.pool)
		actor := c.ActorIn(pool, s.client)
		device, _ := c.RememberedDevice(actor)
		var passed time.Duration
		for _, days := range []int{30, 60, 90} {
			c.CaseIn(s.String(), fmt.Sprintf("%s after %d days", s, days), func() {
				c.Wait(pool, time.Duration(days)*day-passed)
				passed = time.Duration(days) * day
				c.MFAIsNotAsked(c.DeviceIsAsked(actor, device))
			})
		}
	}
}

// trustUntil is the custom attribute in which the application of trustWindow
// keeps the day until which a device is trusted.
const trustUntil = "trust_until"

// trustWindow does as an application that trusts a device for some days: it
// writes the last day into a custom attribute, sets the device to not_remembered
// on that day, and to remembered again after the second factor.
func trustWindow(c *Check) {
	for name, admin := range sorted(callers(c)) {
		for _, days := range []int{30, 60, 90} {
			window := fmt.Sprintf("%d days", days)
			c.CaseIn(window, window+", status set by "+name, func() {
				spec := target.PoolSpec{Tracking: target.OptIn, ChallengeRequired: true, MFA: target.MFAOn, Custom: []string{trustUntil}}
				pool := freshPool(c, spec)
				oneTrustWindow(c, c.ActorIn(pool, target.ClientSpec{}), admin, time.Duration(days)*day)
			})
		}
	}
}

func oneTrustWindow(c *Check, actor *scenarios.Actor, admin bool, window time.Duration) {
	pool := actor.Client.Pool
	device, signIn := c.RememberedDevice(actor)
	until := c.Target().Clock().Now(pool.ID).Add(window)
	writeAttribute(c, signIn.AccessToken(), "custom:"+trustUntil, until.Format(time.DateOnly))
	c.MFAIsNotAsked(c.DeviceIsAsked(actor, device))

	c.Wait(pool, window)
	signIn, err := actor.SignIn(c.Context(), device)
	if err != nil || !signIn.Saw(deviceSRPAuth) {
		c.SkipBecause("TRUST-01", "the device was not asked for at the end of the window")
	}
	c.Expect(readAttribute(c, signIn.AccessToken(), "custom:"+trustUntil)).To(Equal(until.Format(time.DateOnly)), "the day that the application stored")
	c.Succeeds(statusAs(c, actor, admin, signIn.AccessToken(), device.Key, "not_remembered"), "setting not_remembered")
	signIn = c.DeviceIsNotAsked(actor, device)
	c.MFAIsAsked(signIn)

	c.Succeeds(statusAs(c, actor, admin, signIn.AccessToken(), device.Key, "remembered"), "setting remembered")
	c.MFAIsNotAsked(c.DeviceIsAsked(actor, device))
}

func writeAttribute(c *Check, accessToken, name, value string) {
	_, err := c.Target().API().UpdateUserAttributes(c.Context(), &cip.UpdateUserAttributesInput{
		AccessToken: &accessToken, UserAttributes: []types.AttributeType{{Name: &name, Value: &value}},
	})
	c.Given(err, "UpdateUserAttributes")
}

func readAttribute(c *Check, accessToken, name string) string {
	out, err := c.Target().API().GetUser(c.Context(), &cip.GetUserInput{AccessToken: &accessToken})
	c.Given(err, "GetUser")
	for _, attribute := range out.UserAttributes {
		if aws.ToString(attribute.Name) == name {
			return aws.ToString(attribute.Value)
		}
	}
	return ""
}

// authenticatedDateShowsIdleness leaves one device idle for more than 90 days
// and uses the other, as a clean-up job would find them. Both have signed in: before
// that there may be no date.
func authenticatedDateShowsIdleness(c *Check) {
	pool := freshPool(c, alwaysWithMFA().pool)
	actor := c.ActorIn(pool, target.ClientSpec{})
	idle, _ := c.RememberedDevice(actor)
	used, _ := c.RememberedDevice(actor)
	for _, device := range []*scenarios.Device{idle, used} {
		c.SignedIn(actor, device)
	}
	c.Wait(pool, 80*day)
	c.SignedIn(actor, used)
	c.Wait(pool, 15*day)
	signIn := c.SignedIn(actor, used)
	limit := c.Target().Clock().Now(pool.ID).Add(-90 * day)
	devices, err := actor.ListDevices(c.Context(), signIn.AccessToken(), 0)
	c.Given(err, "ListDevices")
	var old []string
	for _, device := range []*scenarios.Device{idle, used} {
		listed := deviceOf(devices, device.Key)
		switch {
		case listed == nil && device == idle: // that its trust does not lapse is TRUST-01
			old = append(old, device.Key)
			continue
		case listed == nil:
			c.Fail("the device that was used in the list of ListDevices", "no such device")
		case listed.DeviceLastAuthenticatedDate == nil:
			c.Skip("no DeviceLastAuthenticatedDate is told, which is DEV-GET-06")
		}
		if listed.DeviceLastAuthenticatedDate.Before(limit) {
			old = append(old, device.Key)
		}
	}
	c.Expect(old).To(ConsistOf(idle.Key), "devices that have not signed in for 90 days")
}

// manyDevicesOfOneUser registers more than a page of devices, then does as an
// application that allows two.
func manyDevicesOfOneUser(c *Check) {
	own := registerMany(c)
	actor, signIn := own.actor, own.signIn
	devices, err := actor.ListDevices(c.Context(), signIn.AccessToken(), 60)
	c.Observe("%d devices of one user: %s, %d listed", len(own.all()), c.resultOf(err), len(devices))
	const allowed = 2
	keys := without(keysOf(devices), own.before) // what the user had before is not ours to forget
	beyond := keys[min(allowed, len(keys)):]
	errs := make([]error, len(beyond))
	c.InLanes(len(beyond), func(i int) { errs[i] = actor.ForgetDevice(c.Context(), signIn.AccessToken(), beyond[i]) })
	if err := cmp.Or(errs...); err != nil {
		c.Observe("ForgetDevice of a device beyond the limit of %d: %s", allowed, c.resultOf(err))
		return
	}
	left, err := actor.ListDevices(c.Context(), signIn.AccessToken(), 60)
	c.Observe("after forgetting the devices beyond a limit of %d: %s, %d listed", allowed, c.resultOf(err), len(left))
}
