package suites

import (
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

// signInRung is a way to sign in, for a check that takes a sign-in for granted and is
// not about its proof.
type signInRung struct {
	flow  types.AuthFlowType
	admin bool
}

// lowerSignIns are the ways below USER_SRP_AUTH, the best first.
func (c *Check) lowerSignIns() []signInRung {
	rungs := []signInRung{{flow: types.AuthFlowTypeUserPasswordAuth}}
	if c.Has(spec.Administration) {
		rungs = append(rungs, signInRung{flow: types.AuthFlowTypeAdminUserPasswordAuth, admin: true})
	}
	return rungs
}

// A must may stand on a rung, where devices are handed out and asked for by rules that
// are weaker (DEV-NEW-08, DEV-SRP-21, POOL-09): they are taken, so that their failure is
// not its own, and the rung marks the verdict.
const (
	rungHandsOutDevices = "DEV-NEW-08"
	rungAsksForDevices  = "DEV-SRP-21"
	rungAsksWithoutMFA  = "POOL-09"
)

// Where a session keeps the rungs on which sign-ins were had, and second factors asked
// for.
const (
	lowestSignIn = "sign-in"
	lowestMFA    = "second factor"
)

// climb walks a sign-in with the device, or without (nil), as the actor or, if the
// target refuses USER_SRP_AUTH, on a lower rung. The error is that of the actor's own
// flow if no rung bears.
func (c *Check) climb(actor *scenarios.Actor, device *scenarios.Device, walk func(*scenarios.Actor) error) error {
	return c.climbTo(lowestSignIn, actor, device, walk)
}

// climbTo is climb to what the session has rungs of its own for.
func (c *Check) climbTo(what string, actor *scenarios.Actor, device *scenarios.Device, walk func(*scenarios.Actor) error) error {
	if device != nil {
		c.demandsDevice(actor)
	}
	if !provedBySRP(actor) || actor.Admin {
		return walk(actor)
	}
	if known, ok := c.Learned(what).(signInRung); ok && c.bears(what, known, actor, device, walk) {
		return nil
	}
	err := c.Anew(func() error { return walk(actor) })
	if err == nil || !refusesSignIn(err) {
		return err
	}
	for _, rung := range c.lowerSignIns() {
		if c.bears(what, rung, actor, device, walk) {
			if what != lowestSignIn || actor.Client.Pool.Spec.MFA == target.MFAOff {
				c.Learn(what, rung) // where MFA is asked for, a flow that skips it bears too
			}
			return nil
		}
	}
	return err
}

// bears reports whether the walk comes to its end on a rung.
func (c *Check) bears(what string, rung signInRung, actor *scenarios.Actor, device *scenarios.Device, walk func(*scenarios.Actor) error) bool {
	lower := *actor
	lower.Flow, lower.Admin = rung.flow, rung.admin
	if walk(&lower) != nil {
		return false
	}
	c.Rung(what + ": " + string(rung.flow))
	if device != nil {
		c.Takes(rungAsksForDevices)
	}
	return true
}

// byBestFlow is the actor in the best flow that the target has, for checks that make the
// steps of a sign-in themselves and are not about its proof.
func (c *Check) byBestFlow(actor *scenarios.Actor) *scenarios.Actor {
	if !provedBySRP(actor) || actor.Admin || !c.lacksSRP(actor) {
		return actor
	}
	lower := *actor
	lower.Flow = types.AuthFlowTypeUserPasswordAuth
	c.Rung(lowestSignIn + ": " + string(lower.Flow))
	return &lower
}

// provedByBestFlow is byBestFlow for a sign-in that the rule wants to end well: where the
// actor proves the password by SRP, that the right proof is accepted is taken for granted.
func (c *Check) provedByBestFlow(actor *scenarios.Actor) *scenarios.Actor {
	best := c.byBestFlow(actor)
	if provedBySRP(best) {
		c.Takes("SRP-07")
	}
	return best
}

// learnedLack is where a session keeps whether the target lacks USER_SRP_AUTH.
const learnedLack = "no USER_SRP_AUTH"

// lacksSRP reports whether the target says that it has no USER_SRP_AUTH: it is asked
// once in a session.
func (c *Check) lacksSRP(actor *scenarios.Actor) bool {
	if known, ok := c.Learned(learnedLack).(bool); ok {
		return known
	}
	err := begin(c, actor, types.AuthFlowTypeUserSrpAuth)
	lacks := err != nil && target.AsError(err).Kind == target.Unsupported
	if err == nil || lacks {
		c.Learn(learnedLack, lacks)
	}
	return lacks
}

// refusesSignIn reports whether a target does not sign a user in who does everything
// right: not one that is too busy to say.
func refusesSignIn(err error) bool {
	switch target.AsError(err).Kind {
	case target.Refused, target.Unsupported, target.ServerError, target.Malformed, target.Unsent:
		return true
	}
	return false
}

// withoutMFARung marks what was had in a pool without MFA.
const withoutMFARung = "pool: without MFA"

// within is the configuration of a pool to check a rule in: that which is asked for, or,
// where the target has no software tokens and the pool none but them, one without MFA.
// A rule that is about MFA names the feature and is never tried there; of what a rule
// says of MFA in passing nothing is judged ([Check.needsMFA]). That devices are asked for
// there is a weaker rule, which [Check.demandsDevice] takes.
func (c *Check) within(pool target.PoolSpec) target.PoolSpec {
	if c.hasMFA(pool) {
		return pool
	}
	pool.MFA = target.MFAOff
	c.Rung(withoutMFARung)
	c.mapped.Store(true)
	return pool
}

// demandsDevice takes for granted that the actor's pool asks for remembered devices, if it
// is without MFA for want of any.
func (c *Check) demandsDevice(actor *scenarios.Actor) {
	if c.mapped.Load() && actor.Client.Pool.Spec.MFA == target.MFAOff {
		c.Takes(rungAsksWithoutMFA)
	}
}

func (c *Check) hasMFA(s target.PoolSpec) bool {
	return s.MFA == target.MFAOff || s.Factors != nil || c.Has(spec.TOTP)
}

// needsMFA ends the case as unsupported if it is in a pool without MFA for want of any.
func (c *Check) needsMFA() {
	if c.mapped.Load() {
		c.Unsupported("the target lacks the feature " + string(spec.TOTP))
	}
}
