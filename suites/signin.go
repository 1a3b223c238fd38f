package suites

import (
	"errors"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// SignedIn signs the actor in, which the rule takes for granted.
func (c *Check) SignedIn(actor *scenarios.Actor, device *scenarios.Device) *scenarios.SignIn {
	signIn, err := c.signIn(actor, device)
	c.Given(err, "sign-in")
	return signIn
}

// signIn signs the actor in by any rung.
func (c *Check) signIn(actor *scenarios.Actor, device *scenarios.Device) (signIn *scenarios.SignIn, err error) {
	err = c.climb(actor, device, func(a *scenarios.Actor) (err error) {
		signIn, err = a.SignIn(c.Context(), device)
		return err
	})
	return signIn, err
}

// IssuedDevice signs in without a device and returns the one issued, which is
// not confirmed.
func (c *Check) IssuedDevice(actor *scenarios.Actor) (*scenarios.Device, *scenarios.SignIn) {
	signIn := c.SignedIn(actor, nil)
	c.hasDevices(actor, signIn)
	if provedBySRP(actor) && !signIn.Saw(passwordVerifier) {
		if signIn.Result.NewDeviceMetadata == nil {
			c.SkipBecause("DEV-NEW-01", "no device was issued")
		}
		c.Takes(rungHandsOutDevices)
	}
	device, err := actor.NewDevice(signIn.Result.NewDeviceMetadata)
	c.Given(err, "reading NewDeviceMetadata")
	return device, signIn
}

// ConfirmedDevice registers a device: remembered in an Always pool, only
// confirmed in an opt-in pool.
func (c *Check) ConfirmedDevice(actor *scenarios.Actor) (*scenarios.Device, *scenarios.SignIn) {
	device, signIn := c.IssuedDevice(actor)
	_, err := actor.ConfirmDevice(c.Context(), signIn.AccessToken(), device)
	c.Given(err, "registering a device")
	return device, signIn
}

// RememberedDevice registers a device and has it remembered, in whichever way the pool
// does.
func (c *Check) RememberedDevice(actor *scenarios.Actor) (*scenarios.Device, *scenarios.SignIn) {
	device, signIn := c.ConfirmedDevice(actor)
	if actor.Client.Pool.Spec.Tracking == target.OptIn {
		c.Given(actor.Remember(c.Context(), signIn.AccessToken(), device.Key), "registering a remembered device")
	}
	return device, signIn
}

// errNoMFA is the error of a sign-in that came to its end before a second factor.
var errNoMFA = errors.New("no second factor was asked for")

// AtMFA signs in up to the second factor, which the rule takes for granted.
func (c *Check) AtMFA(actor *scenarios.Actor, device *scenarios.Device) *scenarios.Attempt {
	c.needsMFA()
	var attempt *scenarios.Attempt
	err := c.climbTo(lowestMFA, actor, device, func(a *scenarios.Actor) error {
		attempt = a.Begin(device)
		_, err := attempt.Initiate(c.Context())
		for err == nil && !scenarios.IsMFA(attempt.Last.Challenge) {
			if attempt.Last.Result != nil {
				return errNoMFA
			}
			_, err = attempt.Answer(c.Context())
		}
		return err
	})
	if errors.Is(err, errNoMFA) {
		c.SkipBecause("MFA-09", err.Error())
	}
	c.Given(err, "the first factor")
	return attempt
}

// AtDeviceChallenge signs in with the device up to DEVICE_SRP_AUTH, which the
// rule takes for granted.
func (c *Check) AtDeviceChallenge(actor *scenarios.Actor, device *scenarios.Device) *scenarios.Attempt {
	attempt, err := c.atDeviceChallenge(actor, device)
	if errors.Is(err, scenarios.ErrDeviceNotAsked) {
		c.Skip(err.Error())
	}
	c.Given(err, "a sign-in up to DEVICE_SRP_AUTH")
	return attempt
}

// atDeviceChallenge comes to DEVICE_SRP_AUTH by any rung.
func (c *Check) atDeviceChallenge(actor *scenarios.Actor, device *scenarios.Device) (attempt *scenarios.Attempt, err error) {
	err = c.climb(actor, device, func(a *scenarios.Actor) (err error) {
		attempt, err = a.AtDeviceChallenge(c.Context(), device)
		return err
	})
	return attempt, err
}

// AtDeviceVerifier goes on to DEVICE_PASSWORD_VERIFIER.
func (c *Check) AtDeviceVerifier(actor *scenarios.Actor, device *scenarios.Device) *scenarios.Attempt {
	attempt := c.AtDeviceChallenge(actor, device)
	_, err := attempt.AnswerDeviceSRPAuth(c.Context())
	c.Given(err, "DEVICE_SRP_AUTH")
	if attempt.Last.Challenge != devicePasswordVerifier {
		c.Skip("DEVICE_PASSWORD_VERIFIER did not follow")
	}
	return attempt
}

// DeviceWouldBeAsked holds that a remembered device is asked for where there is MFA to
// replace, so that it shows something when another is not. The rule takes it for granted.
func (c *Check) DeviceWouldBeAsked(actor *scenarios.Actor, device *scenarios.Device) {
	if actor.Client.Pool.Spec.MFA != target.MFAOff {
		c.AtDeviceChallenge(actor, device)
	}
}

// DeviceIsAsked holds that a sign-in with the device runs the device challenges
// and ends with tokens.
func (c *Check) DeviceIsAsked(actor *scenarios.Actor, device *scenarios.Device) *scenarios.SignIn {
	signIn, err := c.signIn(actor, device)
	c.Succeeds(err, "sign-in with the device")
	if !signIn.Saw(deviceSRPAuth) || !signIn.Saw(devicePasswordVerifier) {
		c.Fail("the challenges DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER", challengesOf(signIn))
	}
	return signIn
}

// DeviceIsNotAsked holds that a sign-in with the device ends with tokens and
// without a device challenge.
func (c *Check) DeviceIsNotAsked(actor *scenarios.Actor, device *scenarios.Device) *scenarios.SignIn {
	signIn, err := c.signIn(actor, device)
	c.Succeeds(err, "sign-in with the device")
	if signIn.Saw(deviceSRPAuth) {
		c.Fail("a sign-in without DEVICE_SRP_AUTH", challengesOf(signIn))
	}
	return signIn
}

// MFAIsReplaced holds that the sign-in without a device, after which it was registered,
// asked for a second factor: else a device that is asked for replaces nothing.
func (c *Check) MFAIsReplaced(registered *scenarios.SignIn) {
	c.needsMFA()
	if !registered.SawMFA() {
		c.SkipBecause("MFA-09", "no second factor is asked for without a device")
	}
}

// MFAIsAsked holds that the sign-in asked for a second factor.
func (c *Check) MFAIsAsked(signIn *scenarios.SignIn) {
	c.needsMFA()
	if !signIn.SawMFA() {
		c.Fail("a second factor to be asked for", challengesOf(signIn))
	}
}

// MFAIsNotAsked holds that the sign-in asked for no second factor.
func (c *Check) MFAIsNotAsked(signIn *scenarios.SignIn) {
	c.needsMFA()
	if signIn.SawMFA() || signIn.Saw(mfaSetUp) {
		c.Fail("no second factor to be asked for", challengesOf(signIn))
	}
}
