package suites

import (
	"slices"

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

// always has devices remembered by ConfirmDevice alone, no MFA and a public client.
func always() setting { return setting{pool: target.PoolSpec{Tracking: target.Always}} }

// whatever is a pool without MFA, for sign-ins without a device: created it tracks none,
// and a given one may.
func whatever() target.PoolSpec { return target.PoolSpec{AnyTracking: true} }

// alwaysWithMFA has devices remembered by ConfirmDevice alone, and demands a second
// factor that a remembered device replaces: all documents agree that it does.
func alwaysWithMFA() setting {
	return setting{pool: target.PoolSpec{Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOn}}
}

// confidential is a pool in which a sign-in with a device and one with MFA take
// every step that there is.
func confidential() setting {
	return setting{
		pool:   target.PoolSpec{Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOn},
		client: target.ClientSpec{Secret: true},
	}
}

// alwaysOptionalMFA is always with MFA left to the user.
func alwaysOptionalMFA() setting {
	return setting{pool: target.PoolSpec{Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOptional}}
}

// optIn has devices remembered by UpdateDeviceStatus, no MFA and a secret client.
func optIn() setting {
	return setting{pool: target.PoolSpec{Tracking: target.OptIn}, client: target.ClientSpec{Secret: true}}
}

// optInWithMFA is an opt-in pool that demands MFA, with a public client.
func optInWithMFA() setting {
	return setting{pool: target.PoolSpec{Tracking: target.OptIn, ChallengeRequired: true, MFA: target.MFAOn}}
}

// optInOptionalMFA is an opt-in pool with MFA left to the user, and a secret client.
func optInOptionalMFA() setting {
	return setting{
		pool:   target.PoolSpec{Tracking: target.OptIn, ChallengeRequired: true, MFA: target.MFAOptional},
		client: target.ClientSpec{Secret: true},
	}
}

// tracked lists the settings that track devices, each MFA mode and both kinds of
// client among them.
func tracked() []setting { return append(optInWithoutMFA(), optInWithMFA(), optInOptionalMFA()) }

// optInWithoutMFA lists the settings of tracked but for opt-in pools with MFA.
func optInWithoutMFA() []setting {
	return append(alwaysAndConfidential(), alwaysOptionalMFA(), optIn())
}

// alwaysAndConfidential lists the settings in which a sign-in has the fewest and
// the most steps, for what does not depend on anything else in a pool.
func alwaysAndConfidential() []setting { return []setting{always(), confidential()} }

// untracked lists settings that do not track devices.
func untracked() []setting {
	return []setting{
		{pool: target.PoolSpec{}},
		{pool: target.PoolSpec{MFA: target.MFAOn}, client: target.ClientSpec{Secret: true}},
	}
}

// trackedAndUntracked lists both.
func trackedAndUntracked() []setting { return append(tracked(), untracked()...) }

// trackedWithMFA lists those of tracked in which a remembered device replaces
// the second factor. Device challenges of must rules belong here (way).
func trackedWithMFA() []setting {
	return slices.DeleteFunc(tracked(), func(s setting) bool { return s.pool.MFA == target.MFAOff })
}

// trackedAs lists those of tracked that track devices in the given way.
func trackedAs(tracking target.Tracking) []setting {
	return slices.DeleteFunc(tracked(), func(s setting) bool { return s.pool.Tracking != tracking })
}

// trackedWithMFAAs lists those of trackedWithMFA that track devices in the given way.
func trackedWithMFAAs(tracking target.Tracking) []setting {
	return slices.DeleteFunc(trackedWithMFA(), func(s setting) bool { return s.pool.Tracking != tracking })
}

// allMFA are the modes of a pool.
func allMFA() []target.MFA { return []target.MFA{target.MFAOff, target.MFAOptional, target.MFAOn} }

// bothTrackings are the two ways to track devices.
func bothTrackings() []target.Tracking { return []target.Tracking{target.Always, target.OptIn} }

// combined are the settings of every combination, each with a public and a secret
// client.
func combined(trackings []target.Tracking, required bool, mfa ...target.MFA) []setting {
	var all []setting
	for _, tracking := range trackings {
		for _, mode := range mfa {
			pool := target.PoolSpec{Tracking: tracking, ChallengeRequired: required, MFA: mode}
			all = append(all, setting{pool: pool}, setting{pool: pool, client: target.ClientSpec{Secret: true}})
		}
	}
	return all
}

// byDefault takes for granted that the client was made without settings of its own: those
// of a target file's client are not known.
func (c *Check) byDefault(client *target.Client) {
	if client.Pool.Given {
		c.Skip("the settings of the target file's client are not known; with `pool: create` one with the defaults is made")
	}
}

// in runs body as a case in each setting that the target can make.
func (c *Check) in(settings []setting, body func(*scenarios.Actor)) {
	var cases []engine.NamedCase
	for _, s := range c.available(c.distinct(settings)) {
		cases = append(cases, engine.NamedCase{Name: s.String(), Cell: s.String(), Body: func() { body(c.Actor(s.pool, s.client)) }})
	}
	c.Cases(cases)
}

// distinct are the settings as the target can have them, each once.
func (c *Check) distinct(settings []setting) []setting {
	var all []setting
	for _, s := range settings {
		s.pool = c.within(s.pool)
		if !slices.ContainsFunc(all, func(other setting) bool { return other.String() == s.String() }) {
			all = append(all, s)
		}
	}
	return all
}

// available are the settings that the target can provide: all of them if it creates
// pools. If it provides none, all are left, so that the check reports it.
func (c *Check) available(settings []setting) []setting {
	had := slices.DeleteFunc(slices.Clone(settings), func(s setting) bool {
		gives := c.Fixtures().Gives(c.Context(), s.pool, s.client)
		if !gives {
			c.Wanted(s.pool)
		}
		return !gives
	})
	if len(had) == 0 {
		return settings
	}
	return had
}
