package suites

import (
	"math/big"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/target"
)

// The names of the two SRP exchanges of a sign-in in the cases of a check.
const (
	userLegName   = "user leg"
	deviceLegName = "device leg"
)

// legs are the two exchanges by name: each function brings a fresh user to one. They
// take what they need when they are called, so that a target without devices is judged
// by the user's leg.
func legs(c *Check) map[string]func(choose func() *big.Int) scenarios.Leg { return sharedLegs(c, 1) }

// sharedLegs are the two exchanges by name: each function brings a user to one,
// and another user after every n exchanges. Given users serve once, because they
// are as before when the case ends. For cases in their order, not side by side.
func sharedLegs(c *Check, n int) map[string]func(choose func() *big.Int) scenarios.Leg {
	again := func(actor *scenarios.Actor, begun int) bool {
		return actor != nil && !actor.User.Given && begun%n != 0
	}
	var user, owner *scenarios.Actor
	var device *scenarios.Device
	userLegs, deviceLegs := 0, 0
	return map[string]func(func() *big.Int) scenarios.Leg{
		userLegName: func(choose func() *big.Int) scenarios.Leg {
			if !again(user, userLegs) {
				user = c.plainest()
			}
			userLegs++
			return userLeg(c, user, choose())
		},
		deviceLegName: func(choose func() *big.Int) scenarios.Leg {
			if !again(owner, deviceLegs) {
				owner = c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
				device, _ = c.RememberedDevice(owner)
			}
			deviceLegs++
			return legOf(c, owner, device, choose())
		},
	}
}

// plainest is a user where a sign-in takes the fewest steps: a password alone, unless
// the target provides nothing but other pools.
func (c *Check) plainest() *scenarios.Actor {
	s := c.available(append([]setting{{}}, trackedAndUntracked()...))[0]
	return c.Actor(s.pool, s.client)
}

// userLeg starts USER_SRP_AUTH with A = g^a.
func userLeg(c *Check, actor *scenarios.Actor, a *big.Int) scenarios.Leg {
	l, err := scenarios.UserLeg(c.Context(), actor, a)
	c.Given(err, "USER_SRP_AUTH")
	return l
}

// deviceLeg registers a device and brings a sign-in with it to
// DEVICE_PASSWORD_VERIFIER, with A = g^a there.
func deviceLeg(c *Check, actor *scenarios.Actor, a *big.Int) scenarios.Leg {
	device, _ := c.RememberedDevice(actor)
	return legOf(c, actor, device, a)
}

// legOf brings a sign-in with the device to DEVICE_PASSWORD_VERIFIER, with
// A = g^a there.
func legOf(c *Check, actor *scenarios.Actor, device *scenarios.Device, a *big.Int) scenarios.Leg {
	var l scenarios.Leg
	err := c.climb(actor, device, func(as *scenarios.Actor) (err error) {
		l, err = scenarios.DeviceLeg(c.Context(), as, device, a)
		return err
	})
	c.Given(err, "a sign-in up to DEVICE_PASSWORD_VERIFIER")
	return l
}

// clientOf is the client's side with a given.
func clientOf(c *Check, a *big.Int) *srp.Client {
	client, err := srp.NewClient(srp.WithEphemeral(a))
	c.Given(err, "computing A")
	return client
}

// freshEphemeral is an a of 256 bits, for the reason that shortEphemeral gives: A is a
// random power of g as well, and all that has to do with the size of a is said apart.
func freshEphemeral() *big.Int { return scenarios.NewEphemeral(256 / 8) }

// longEphemeral is an a of the size that the service's documents have.
func longEphemeral() *big.Int { return scenarios.NewEphemeral(scenarios.EphemeralBytes) }

// ephemeralLike draws an a whose A is as wanted.
func ephemeralLike(wanted func(A *big.Int) bool) func() *big.Int {
	return func() *big.Int { return scenarios.NewEphemeralLike(wanted) }
}
