package suites

import (
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/target"
)

// Actor returns a new user, at a client of a pool with the configuration; with TOTP
// if the pool has MFA.
func (c *Check) Actor(spec target.PoolSpec, client target.ClientSpec) *scenarios.Actor {
	return c.ActorIn(c.Pool(c.within(spec)), client)
}

// ActorIn returns a new user at a client of the pool, with TOTP if the pool has MFA.
func (c *Check) ActorIn(pool *target.Pool, client target.ClientSpec) *scenarios.Actor {
	user := target.UserSpec{}
	if pool.Spec.MFA != target.MFAOff {
		user.Factors = []target.Factor{target.TOTP}
	}
	return c.ActorWith(pool, client, user)
}

// ActorWith returns a new user as described, at a client of the pool.
func (c *Check) ActorWith(pool *target.Pool, client target.ClientSpec, user target.UserSpec) *scenarios.Actor {
	return &scenarios.Actor{
		User: c.User(pool, user), Client: c.Client(pool, client), SRP: shortEphemeral(), Plain: true, Challenged: c.takesWay, Refused: c.takesAnswer,
		Arithmetic: c.arithmetic,
	}
}

// arithmetic is how the target computes SRP, as far as the check takes that for granted.
func (c *Check) arithmetic() suspect.Arithmetic {
	spoken, err := suspect.ParseArithmetic(c.Arithmetic())
	c.Given(err, "reading the target's arithmetic")
	return spoken
}

// another returns a new user like the actor's, at the same client.
func (c *Check) another(actor *scenarios.Actor) *scenarios.Actor {
	other := *actor
	other.User = c.Actor(actor.Client.Pool.Spec, actor.Client.Spec).User
	return &other
}

// shortEphemeral has a client draw a of 256 bits, as AWS's Swift client does: no
// server can tell, and the checks need a third less time. What a rule says of A
// itself is checked with an a of its own.
func shortEphemeral() []srp.Option { return []srp.Option{srp.WithEphemeralBits(256)} }
