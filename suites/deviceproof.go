package suites

import (
	"encoding/base64"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerDeviceProof lists the checks of what a device's proof must not be.
func registerDeviceProof(s registry) {
	s.Rule("DEV-SRP-09", wrongDeviceSecret, engine.DependsOn("DEV-SRP-07", "DEV-GET-01"))
	s.Rule("DEV-SRP-10", alteredSignature, engine.DependsOn("DEV-SRP-07"))
	s.Rule("DEV-SRP-11", proofOfTheOtherLeg, engine.DependsOn("DEV-SRP-07"))
	s.Rule("DEV-SRP-12", replayedDeviceProof, engine.DependsOn("DEV-SRP-07"))
	s.Rule("DEV-SRP-13", deviceAlone, engine.DependsOn("DEV-SRP-07"))
	s.Rule("DEV-SRP-15", anotherDevice, engine.DependsOn("DEV-SRP-07"))
	s.Rule("DEV-SRP-26", deviceChangedMidway, engine.DependsOn("DEV-SRP-07"))
}

func wrongDeviceSecret(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, first := c.RememberedDevice(actor)
		wrong := *device
		wrong.Secret += "x"
		_, err := actor.SignIn(c.Context(), &wrong)
		c.Refused(err, "sign-in with a wrong device secret", notAuthorized)
		c.Says(err, "sign-in with a wrong device secret", wrongCredentials)
		c.SignedIn(actor, device)
		_, err = actor.GetDevice(c.Context(), first.AccessToken(), device.Key)
		c.Succeeds(err, "GetDevice afterwards")
	})
}

// spoilSignature changes the bytes of the proof.
func spoilSignature(spoil func([]byte) []byte) scenarios.Edit {
	return func(r *scenarios.Request) {
		signature, err := base64.StdEncoding.DecodeString(r.Parameters[scenarios.SignatureKey])
		if err != nil {
			return
		}
		r.Parameters[scenarios.SignatureKey] = base64.StdEncoding.EncodeToString(spoil(signature))
	}
}

// flipBit inverts one bit.
func flipBit(bit int) func([]byte) []byte {
	return func(b []byte) []byte {
		b[bit/8] ^= 1 << (bit % 8)
		return b
	}
}

// spoiltSignatures are proofs that are almost right. One that only lacks the padding
// of its base64 is not among them: its bits are the right ones.
func spoiltSignatures() map[string]scenarios.Edit {
	return map[string]scenarios.Edit{
		"first bit changed":  spoilSignature(flipBit(7)),
		"middle bit changed": spoilSignature(flipBit(130)),
		"last bit changed":   spoilSignature(flipBit(31 * 8)),
		"last byte cut off":  spoilSignature(func(b []byte) []byte { return b[:len(b)-1] }),
		"first half alone":   spoilSignature(func(b []byte) []byte { return b[:len(b)/2] }),
		"a byte appended":    spoilSignature(func(b []byte) []byte { return append(b, 0) }),
		"all zeros":          spoilSignature(func(b []byte) []byte { return make([]byte, len(b)) }),
		"empty":              scenarios.Set(scenarios.SignatureKey, ""),
		"left out":           scenarios.Drop(scenarios.SignatureKey),
		"hexadecimal":        scenarios.Set(scenarios.SignatureKey, strings.Repeat("0a", 32)),
	}
}

// alteredSignature tries each on a user of its own: a failed proof may end the
// challenge, and counts towards a lock-out.
func alteredSignature(c *Check) {
	refused := refusing(c)
	each(c, spoiltSignatures(), func(name string, spoil scenarios.Edit) {
		actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		device, _ := c.RememberedDevice(actor)
		l := legAt(c.AtDeviceVerifier(actor, device))
		refused(l, l.Prove(c.Context(), spoil), "a device proof, signature "+name)
	})
}

func proofOfTheOtherLeg(c *Check) {
	pool := c.Pool(alwaysWithMFA().pool)
	c.CaseIn(deviceLegName, "user proof in the device leg", func() {
		actor := c.ActorIn(pool, target.ClientSpec{})
		device, _ := c.RememberedDevice(actor)
		attempt := actor.Begin(device)
		_, err := attempt.Initiate(c.Context())
		c.Given(err, "InitiateAuth")
		_, err = attempt.AnswerPasswordVerifier(c.Context())
		c.Given(err, "PASSWORD_VERIFIER")
		user := attempt.Sent.Parameters
		_, err = attempt.AnswerDeviceSRPAuth(c.Context())
		c.Given(err, "DEVICE_SRP_AUTH")
		_, err = attempt.AnswerDevicePasswordVerifier(c.Context(), scenarios.Set(scenarios.SignatureKey, user[scenarios.SignatureKey]), scenarios.Set("TIMESTAMP", user["TIMESTAMP"]))
		c.Refused(err, "the user's signature in the device leg")
		_, err = attempt.AnswerDevicePasswordVerifier(c.Context(), scenarios.Set(scenarios.SignatureKey, user[scenarios.SignatureKey]),
			scenarios.Set("TIMESTAMP", user["TIMESTAMP"]), scenarios.Set("PASSWORD_CLAIM_SECRET_BLOCK", user["PASSWORD_CLAIM_SECRET_BLOCK"]))
		c.Refused(err, "the user's signature and SECRET_BLOCK in the device leg")
		c.SignedIn(actor, device)
	})
	c.CaseIn(userLegName, "device proof in the user leg", func() {
		actor := c.ActorIn(pool, target.ClientSpec{})
		device, _ := c.RememberedDevice(actor)
		earlier := c.AtDeviceVerifier(actor, device)
		_, err := earlier.AnswerDevicePasswordVerifier(c.Context())
		c.Given(err, "DEVICE_PASSWORD_VERIFIER")
		proof := earlier.Sent.Parameters
		attempt := actor.Begin(nil)
		_, err = attempt.Initiate(c.Context())
		c.Given(err, "InitiateAuth")
		_, err = attempt.AnswerPasswordVerifier(c.Context(), scenarios.Set(scenarios.SignatureKey, proof[scenarios.SignatureKey]), scenarios.Set("TIMESTAMP", proof["TIMESTAMP"]))
		c.Refused(err, "the device's signature in the user leg")
	})
}

func replayedDeviceProof(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		attempt := c.AtDeviceVerifier(actor, device)
		answer, err := attempt.AnswerDevicePasswordVerifier(c.Context())
		c.Given(err, "DEVICE_PASSWORD_VERIFIER")
		if answer.Result == nil {
			c.SkipBecause("POOL-05", "a further challenge followed the device's proof")
		}
		_, err = attempt.Resend(c.Context())
		c.Refused(err, "the same response sent twice")
	})
	c.CaseIn(alwaysWithMFA().String(), "DEVICE_SRP_AUTH of a complete sign-in", func() { deviceChallengeIsUsedUp(c) })
}

// deviceAlone tries to get tokens from the device's challenges without a first
// factor before them.
func deviceAlone(c *Check) {
	c.in(optInWithoutMFA(), func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		attempt := actor.Begin(device)
		_, err := attempt.AnswerDeviceSRPAuth(c.Context())
		if err == nil {
			_, err = attempt.AnswerDevicePasswordVerifier(c.Context())
		}
		c.Refused(err, "device authentication without a first factor")
	})
	c.CaseIn(alwaysWithMFA().String(), "after PASSWORD_VERIFIER was issued and not answered", func() {
		actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		device, _ := c.RememberedDevice(actor)
		attempt := actor.Begin(device)
		_, err := attempt.Initiate(c.Context())
		c.Given(err, "InitiateAuth")
		_, err = attempt.AnswerDeviceSRPAuth(c.Context())
		if err == nil {
			_, err = attempt.AnswerDevicePasswordVerifier(c.Context())
		}
		c.Refused(err, "device authentication before the password was proved")
	})
	c.CaseIn(alwaysWithMFA().String(), "after a wrong password", func() {
		actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		device, _ := c.RememberedDevice(actor)
		attempt := actor.Begin(device)
		attempt.Password += "x"
		_, err := attempt.Initiate(c.Context())
		c.Given(err, "InitiateAuth")
		_, err = attempt.AnswerPasswordVerifier(c.Context())
		c.GivenRefused(err, "a wrong password")
		_, err = attempt.AnswerDeviceSRPAuth(c.Context())
		if err == nil {
			_, err = attempt.AnswerDevicePasswordVerifier(c.Context())
		}
		c.Refused(err, "device authentication after a wrong password")
	})
}

// deviceChallengeIsUsedUp answers the device's challenges of a sign-in that has come to its
// tokens once more: by their Session, and as clients do that send none.
func deviceChallengeIsUsedUp(c *Check) {
	actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
	device, _ := c.RememberedDevice(actor)
	attempt := c.AtDeviceChallenge(actor, device)
	session := attempt.Last.Session
	_, err := attempt.Finish(c.Context())
	c.Given(err, "the device's challenges")
	for _, once := range []struct{ session, what string }{
		{session, "DEVICE_SRP_AUTH of a complete sign-in, answered again by its Session"},
		{"", "DEVICE_SRP_AUTH of a complete sign-in, answered again without a Session"},
	} {
		_, err := attempt.AnswerDeviceSRPAuth(c.Context(), scenarios.WithSession(once.session))
		if err == nil {
			_, err = attempt.AnswerDevicePasswordVerifier(c.Context())
		}
		c.Refused(err, once.what)
	}
}

func anotherDevice(c *Check) {
	actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
	first, _ := c.RememberedDevice(actor)
	second, _ := c.RememberedDevice(actor)
	attempt := c.AtDeviceChallenge(actor, first)
	attempt.Device = second
	_, err := attempt.AnswerDeviceSRPAuth(c.Context())
	if err == nil {
		_, err = attempt.AnswerDevicePasswordVerifier(c.Context())
	}
	c.Observe("the device challenge answered with the key and proof of another device: %s", c.resultOf(err))

	attempt = c.AtDeviceVerifier(actor, first)
	_, err = attempt.AnswerDevicePasswordVerifier(c.Context(), scenarios.Set("DEVICE_KEY", second.Key))
	c.Observe("the device's proof with the key of another: %s", c.resultOf(err))
}

func deviceChangedMidway(c *Check) {
	changes := map[string]func(*scenarios.Actor, string, *scenarios.Device) error{
		"set to not_remembered": func(a *scenarios.Actor, token string, d *scenarios.Device) error {
			return a.UpdateDeviceStatus(c.Context(), token, d.Key, types.DeviceRememberedStatusTypeNotRemembered)
		},
		"forgotten": func(a *scenarios.Actor, token string, d *scenarios.Device) error {
			return a.ForgetDevice(c.Context(), token, d.Key)
		},
	}
	each(c, changes, func(name string, change func(*scenarios.Actor, string, *scenarios.Device) error) {
		actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		device, signIn := c.RememberedDevice(actor)
		attempt := c.AtDeviceVerifier(actor, device)
		c.Given(change(actor, signIn.AccessToken(), device), name)
		_, err := attempt.AnswerDevicePasswordVerifier(c.Context())
		c.Observe("device %s before the answer to DEVICE_PASSWORD_VERIFIER: %s", name, c.resultOf(err))
	})
}
