package suites

import (
	"cmp"
	"math/big"
	"strings"
	"time"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/target"
)

// The names of the two SRP exchanges of a sign-in in the cases of a check.
const (
	userLegName   = "user leg"
	deviceLegName = "device leg"
)

// beginLeg brings a user to an exchange, with A = g^a for the a that it is to choose.
type beginLeg func(choose func() *big.Int) scenarios.Leg

// legs are the two exchanges by name: each function brings a user to one. They take
// what they need when they are called, so that a target without devices is judged by the
// user's leg. For cases in their order, not side by side.
func legs(c *Check) map[string]beginLeg { return legsOf(c, 1, 1) }

// controlledLegs are legs for exchanges each of which has a control of its own, another
// exchange of the user.
func controlledLegs(c *Check) map[string]beginLeg {
	return legsOf(c, 1, 2)
}

// sharedLegs are legs of users who may have so many proofs refused before they have to
// show that they are not locked out.
func sharedLegs(c *Check, refusals int) map[string]beginLeg {
	return legsOf(c, refusals, 1)
}

func legsOf(c *Check, refusals, each int) map[string]beginLeg {
	user := &legOwner{limit: refusals, each: each, make: func() (*scenarios.Actor, *scenarios.Device) { return c.plainest(), nil }}
	owner := &legOwner{limit: refusals, each: each, make: func() (*scenarios.Actor, *scenarios.Device) {
		actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		device, _ := c.RememberedDevice(actor)
		return actor, device
	}}
	return map[string]beginLeg{
		userLegName:   func(choose func() *big.Int) scenarios.Leg { return user.leg(c, choose) },
		deviceLegName: func(choose func() *big.Int) scenarios.Leg { return owner.leg(c, choose) },
	}
}

// eachLeg runs body for both of legs, side by side where cases do. Those of a leg are in
// their order, and named after it.
func eachLeg(c *Check, legs map[string]beginLeg, body func(name string, at beginLeg)) {
	var bodies []func()
	for name, at := range sorted(legs) {
		bodies = append(bodies, func() { body(name, at) })
	}
	c.SideBySide(bodies, func(a, b string) int { return cmp.Compare(legOfCase(a), legOfCase(b)) })
}

// legOfCase is the leg that a case is named after.
func legOfCase(name string) string {
	if strings.HasPrefix(name, deviceLegName) {
		return deviceLegName
	}
	return userLegName
}

// exchangesOfUser is how many exchanges one user serves in a minute: servers admit few.
// Where the clock can be moved, the user serves on in the next.
const exchangesOfUser = 6

// legOwner is a user, perhaps with a device, who serves one exchange after another.
type legOwner struct {
	limit    int // refused proofs, after which the right one has to be taken
	each     int // exchanges that come of one
	make     func() (*scenarios.Actor, *scenarios.Device)
	actor    *scenarios.Actor // nil if another is needed
	device   *scenarios.Device
	last     *scenarios.Attempt // the exchange before
	begun    int                // exchanges
	refusals int                // since the right proof was taken
}

// leg brings the owner to an exchange.
func (o *legOwner) leg(c *Check, choose func() *big.Int) scenarios.Leg {
	if !o.serves(c) {
		o.begun, o.refusals = 0, 0
		o.actor, o.device = o.make()
	}
	o.begun += o.each
	actor := o.actor
	o.actor = nil // unless the exchange begins
	l := exchangeOf(c, actor, o.device, o.device != nil, choose())
	o.actor, o.last = actor, l.Attempt
	return l
}

// serves reports whether the owner can go on. Given users serve once, because they are as
// before when the case ends; others until the right proof is not taken any more: what is
// refused of a user who is locked out proves nothing.
func (o *legOwner) serves(c *Check) bool {
	if o.actor == nil || o.actor.User.Given || o.begun >= exchangesOfUser && !c.Instant() {
		return false
	}
	if o.begun >= exchangesOfUser {
		c.Wait(o.actor.Client.Pool, time.Minute)
		o.begun = 0
	}
	if o.last.Refused() {
		o.refusals++
	}
	if o.refusals < o.limit {
		return true
	}
	o.begun++
	o.refusals = 0
	l, err := atProof(c, o.actor, o.device, freshEphemeral())
	return err == nil && l.Prove(c.Context()) == nil
}

// plainest is a user where a sign-in takes the fewest steps: a password alone, unless
// the target provides nothing but other pools.
func (c *Check) plainest() *scenarios.Actor {
	s := c.available(append([]setting{{}}, trackedAndUntracked()...))[0]
	return c.Actor(s.pool, s.client)
}

// userLeg starts USER_SRP_AUTH with A = g^a.
func userLeg(c *Check, actor *scenarios.Actor, a *big.Int) scenarios.Leg {
	l, err := atProof(c, actor, nil, a)
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
	l, err := atProof(c, actor, device, a)
	c.Given(err, "a sign-in up to DEVICE_PASSWORD_VERIFIER")
	return l
}

// atProof brings a sign-in to the proof of the device, to that of the user without one.
func atProof(c *Check, actor *scenarios.Actor, device *scenarios.Device, a *big.Int) (l scenarios.Leg, err error) {
	if device == nil {
		return scenarios.UserLeg(c.Context(), actor, a)
	}
	err = c.climb(actor, device, func(as *scenarios.Actor) (err error) {
		l, err = scenarios.DeviceLeg(c.Context(), as, device, a)
		return err
	})
	return l, err
}

// clientOf is the client's side with a given.
func clientOf(c *Check, a *big.Int) *srp.Client {
	client, err := srp.NewClient(srp.WithEphemeral(a))
	c.Given(err, "computing A")
	return client
}

// freshEphemeral is an a of 256 bits, for the reason that shortEphemeral gives: A is a
// random power of g as well, and all that has to do with the size of a is said apart. So is
// how A is encoded: it is plain, as what an actor draws.
func freshEphemeral() *big.Int { return scenarios.NewEphemeralLike(plainA) }

// plainA and wholeA report whether A of so many bits has all of its hexadecimal digits, and
// needs no sign byte or may need one.
func plainA(bits int) bool { return scenarios.IsPlain(bits, modulusBits) }
func wholeA(bits int) bool { return bits > modulusBits-4 }

// modulusBits is the length of N.
const modulusBits = 3072

// longEphemeral is an a of the size that the service's documents have.
func longEphemeral() *big.Int { return scenarios.NewEphemeral(scenarios.EphemeralBytes) }

// ephemeralLike draws an a whose A has as many bits as is wanted.
func ephemeralLike(wanted func(bits int) bool) func() *big.Int {
	return func() *big.Int { return scenarios.NewEphemeralLike(wanted) }
}
