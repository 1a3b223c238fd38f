package suites

import (
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// setting is a configuration that a check is run in.
type setting struct {
	pool   target.PoolSpec
	client target.ClientSpec
}

// String names the setting in the cases of a check.
func (s setting) String() string {
	client := "public client"
	if s.client.Secret {
		client = "secret client"
	}
	return s.pool.String() + " × " + client
}

// tracked lists the pool configurations that track devices, each MFA mode and
// both kinds of client among them.
func tracked() []setting {
	return []setting{
		{pool: target.PoolSpec{Tracking: target.Always}},
		{pool: target.PoolSpec{Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOn}, client: target.ClientSpec{Secret: true}},
		{pool: target.PoolSpec{Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOptional}},
		{pool: target.PoolSpec{Tracking: target.OptIn}, client: target.ClientSpec{Secret: true}},
		{pool: target.PoolSpec{Tracking: target.OptIn, ChallengeRequired: true, MFA: target.MFAOn}},
		{pool: target.PoolSpec{Tracking: target.OptIn, ChallengeRequired: true, MFA: target.MFAOptional}, client: target.ClientSpec{Secret: true}},
	}
}

// trackedWithMFA lists those of tracked in which a remembered device replaces
// the second factor.
func trackedWithMFA() []setting {
	var with []setting
	for _, s := range tracked() {
		if s.pool.MFA != target.MFAOff {
			with = append(with, s)
		}
	}
	return with
}

// in runs body as a case in each setting that the target can make.
func (c *Check) in(settings []setting, body func(*scenarios.Actor)) {
	var cases []engine.NamedCase
	for _, s := range c.available(settings) {
		cases = append(cases, engine.NamedCase{Name: s.String(), Body: func() { body(c.Actor(s.pool, s.client)) }})
	}
	c.Cases(cases)
}

// sorted yields a table in the order of its names, the same in every run.
func sorted[T any](table map[string]T) iter.Seq2[string, T] {
	return func(yield func(string, T) bool) {
		for _, name := range slices.Sorted(maps.Keys(table)) {
			if !yield(name, table[name]) {
				return
			}
		}
	}
}

// available are the settings that can be had: all where pools are made. Where one
// is given that is none of them, all are left, so that the check says so.
func (c *Check) available(settings []setting) []setting {
	had := slices.DeleteFunc(slices.Clone(settings), func(s setting) bool {
		return !c.Fixtures().Gives(c.Context(), s.pool, s.client)
	})
	if len(had) == 0 {
		return settings
	}
	return had
}

// each runs body as a case for every entry of a table.
func each[T any](c *Check, table map[string]T, body func(name string, entry T)) {
	var cases []engine.NamedCase
	for name, entry := range sorted(table) {
		cases = append(cases, engine.NamedCase{Name: name, Body: func() { body(name, entry) }})
	}
	c.Cases(cases)
}

// slack is added to a wait, so that what was to end has ended.
const slack = 2 * time.Second

// Actor returns a fresh user at a client of a pool of the configuration. Where
// the pool has MFA, the user has its first factor.
func (c *Check) Actor(spec target.PoolSpec, client target.ClientSpec) *scenarios.Actor {
	return c.ActorIn(c.Pool(spec), client)
}

// ActorIn returns a fresh user at a client of the pool, with TOTP where the pool
// has MFA.
func (c *Check) ActorIn(pool *target.Pool, client target.ClientSpec) *scenarios.Actor {
	user := target.UserSpec{}
	if pool.Spec.MFA != target.MFAOff {
		user.Factors = []target.Factor{target.TOTP}
	}
	return c.ActorWith(pool, client, user)
}

// ActorWith returns a fresh user as described, at a client of the pool.
func (c *Check) ActorWith(pool *target.Pool, client target.ClientSpec, user target.UserSpec) *scenarios.Actor {
	return &scenarios.Actor{User: c.User(pool, user), Client: c.Client(pool, client)}
}

// another returns a fresh user like the actor's, at the same client.
func (c *Check) another(actor *scenarios.Actor) *scenarios.Actor {
	return &scenarios.Actor{User: c.Actor(actor.Client.Pool.Spec, actor.Client.Spec).User, Client: actor.Client}
}

// SignedIn signs the actor in, as something the rule takes for granted.
func (c *Check) SignedIn(actor *scenarios.Actor, device *scenarios.Device) *scenarios.SignIn {
	signIn, err := actor.SignIn(c.Context(), device)
	c.Given(err, "sign-in")
	return signIn
}

// IssuedDevice signs in without a device and returns the one issued, which is
// not confirmed.
func (c *Check) IssuedDevice(actor *scenarios.Actor) (*scenarios.Device, *scenarios.SignIn) {
	signIn := c.SignedIn(actor, nil)
	device, err := actor.NewDevice(signIn.Result.NewDeviceMetadata)
	c.Given(err, "a new device")
	return device, signIn
}

// ConfirmedDevice registers a device: remembered in an Always pool, only
// confirmed in an opt-in pool.
func (c *Check) ConfirmedDevice(actor *scenarios.Actor) (*scenarios.Device, *scenarios.SignIn) {
	device, signIn, err := actor.RegisterDevice(c.Context())
	c.Given(err, "a confirmed device")
	return device, signIn
}

// RememberedDevice registers a device and has it remembered.
func (c *Check) RememberedDevice(actor *scenarios.Actor) (*scenarios.Device, *scenarios.SignIn) {
	device, signIn, err := actor.RememberedDevice(c.Context())
	c.Given(err, "a remembered device")
	return device, signIn
}

// DeviceIsAsked holds that a sign-in with the device runs the device challenges
// and ends with tokens.
func (c *Check) DeviceIsAsked(actor *scenarios.Actor, device *scenarios.Device) *scenarios.SignIn {
	signIn, err := actor.SignIn(c.Context(), device)
	c.Succeeds(err, "sign-in with the device")
	if !signIn.Saw(deviceSRPAuth) || !signIn.Saw(devicePasswordVerifier) {
		c.Fail("the challenges DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER", seen(signIn))
	}
	return signIn
}

// DeviceIsNotAsked holds that a sign-in with the device ends with tokens and
// without a device challenge.
func (c *Check) DeviceIsNotAsked(actor *scenarios.Actor, device *scenarios.Device) *scenarios.SignIn {
	signIn, err := actor.SignIn(c.Context(), device)
	c.Succeeds(err, "sign-in with the device")
	if signIn.Saw(deviceSRPAuth) {
		c.Fail("a sign-in without DEVICE_SRP_AUTH", seen(signIn))
	}
	return signIn
}

// MFAIsAsked holds that the sign-in asked for a second factor.
func (c *Check) MFAIsAsked(signIn *scenarios.SignIn) {
	if !signIn.SawMFA() {
		c.Fail("a second factor to be asked for", seen(signIn))
	}
}

// MFAIsNotAsked holds that the sign-in asked for no second factor.
func (c *Check) MFAIsNotAsked(signIn *scenarios.SignIn) {
	if signIn.SawMFA() {
		c.Fail("no second factor to be asked for", seen(signIn))
	}
}
