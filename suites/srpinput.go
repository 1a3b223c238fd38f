package suites

import (
	"math/big"
	"strings"
	"time"

	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerSRPInput lists the checks of the numbers that a client sends.
func registerSRPInput(s registry) {
	s.Rule("SRP-09", publicValueWritten(map[string]func(string) string{"as it is": func(A string) string { return A }}))
	s.Rule("SRP-11", zeroNeverLeadsToTokens)
	s.Rule("SRP-14", anyEphemeralWorks)
	s.Rule("SRP-25", publicValueWritten(otherwiseWritten()))
}

// otherwiseWritten are ways to write SRP_A that AWS's clients do not use, and that mean
// the same integer.
func otherwiseWritten() map[string]func(string) string {
	return map[string]func(string) string{
		"upper case":                      strings.ToUpper,
		"a leading 0":                     func(A string) string { return "0" + A },
		"a leading zero byte":             func(A string) string { return "00" + A },
		"a leading zero byte, upper case": func(A string) string { return "00" + strings.ToUpper(A) },
	}
}

// publicValueWritten is a check that SRP_A verifies however it is written, with an even
// and with an odd number of digits in its integer.
func publicValueWritten(ways map[string]func(string) string) func(*Check) {
	return func(c *Check) {
		lengths := map[string]func(bits int) bool{"of odd length": formsOfA()["odd number of digits"], "of even length": formsOfA()["top bit set"]}
		var cases []engine.NamedCase
		for written, write := range sorted(ways) {
			rewrite := func(r *scenarios.Request) { r.Parameters["SRP_A"] = write(r.Parameters["SRP_A"]) }
			for form, like := range sorted(lengths) {
				cases = append(cases,
					engine.NamedCase{Name: "user leg, A " + form + ", " + written, Cell: userLegName, Body: func() { userSignsInWith(c, ephemeralLike(like), rewrite) }},
					engine.NamedCase{Name: "device leg, A " + form + ", " + written, Cell: deviceLegName, Body: func() { deviceSignsInWith(c, ephemeralLike(like), rewrite) }})
			}
		}
		c.Cases(cases)
	}
}

// userSignsInWith holds that the user's leg ends well with A = g^a, sent as rewritten. choose
// draws an a for each exchange.
func userSignsInWith(c *Check, choose func() *big.Int, rewrite scenarios.Edit) {
	actor := c.plainest()
	acceptedAs(c, func() scenarios.Leg {
		attempt := actor.Begin(nil)
		attempt.NextSRP = clientOf(c, choose())
		_, err := attempt.Initiate(c.Context(), rewrite)
		c.Succeeds(err, "USER_SRP_AUTH")
		return legAt(attempt)
	})
}

// deviceSignsInWith is userSignsInWith for the device's leg.
func deviceSignsInWith(c *Check, choose func() *big.Int, rewrite scenarios.Edit) {
	actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
	device, _ := c.RememberedDevice(actor)
	acceptedAs(c, func() scenarios.Leg {
		attempt := c.AtDeviceChallenge(actor, device)
		attempt.NextSRP = clientOf(c, choose())
		_, err := attempt.AnswerDeviceSRPAuth(c.Context(), rewrite)
		c.Succeeds(err, "DEVICE_SRP_AUTH")
		return legAt(attempt)
	})
}

// acceptedAs is isAccepted for exchanges that begin in a way of their own.
func acceptedAs(c *Check, begin func() scenarios.Leg) {
	c.Succeeds(begin().Prove(c.Context()), "the right proof")
	randomIsRefused(c, begin())
}

// zeros are the values of A that are 0 modulo N.
func zeros() map[string]*big.Int {
	N := srp.N()
	return map[string]*big.Int{"A = 0": new(big.Int), "A = N": N, "A = 2N": new(big.Int).Lsh(N, 1)}
}

// zeroNeverLeadsToTokens attacks without knowing a password: it sends A ≡ 0, for
// which a careless server's S is 0, and proves with that S.
func zeroNeverLeadsToTokens(c *Check) {
	userRefused, deviceRefused := refusing(c), refusing(c)
	for name, A := range sorted(zeros()) {
		c.CaseIn(userLegName, "user leg, "+name, func() {
			actor := c.plainest()
			attempt := actor.Begin(nil)
			_, err := attempt.Initiate(c.Context(), scenarios.Set("SRP_A", A.Text(16)))
			if err == nil {
				id := srp.Identity{Group: srp.PoolName(actor.Client.Pool.ID), Name: attempt.Last.Parameters["USER_ID_FOR_SRP"]}
				err = proveWithZero(c, scenarios.Leg{Attempt: attempt}, A, id)
			}
			userRefused(scenarios.Leg{Attempt: attempt}, err, "a sign-in with "+name)
		})
		c.CaseIn(deviceLegName, "device leg, "+name, func() {
			actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
			device, _ := c.RememberedDevice(actor)
			attempt := c.AtDeviceChallenge(actor, device)
			_, err := attempt.AnswerDeviceSRPAuth(c.Context(), scenarios.Set("SRP_A", A.Text(16)))
			if err == nil {
				err = proveWithZero(c, scenarios.Leg{Device: true, Attempt: attempt}, A, device.Identity())
			}
			deviceRefused(scenarios.Leg{Device: true, Attempt: attempt}, err, "a device sign-in with "+name)
		})
	}
}

// proveWithZero answers with the proof of S = 0, for u made of A as it was sent
// and of A reduced.
func proveWithZero(c *Check, l scenarios.Leg, A *big.Int, id srp.Identity) error {
	e := l.SuspectExchange(srp.Timestamp(time.Now()))
	_, err := srp.ParseHex(e.B)
	c.Reads(err, "SRP_B in hexadecimal")
	e.Identity, e.Premaster = id, new(big.Int)
	for _, hashed := range []*big.Int{A, new(big.Int)} {
		e.A = hashed
		if err = l.ProveBy(c.Context(), e, l.Proof(e)); err == nil {
			return nil
		}
	}
	return err
}

// plainly draws until A is plain: how it is encoded is said apart.
func plainly(draw func() *big.Int) func() *big.Int {
	return func() *big.Int {
		for {
			if a := draw(); plainA(srp.Verifier(a).BitLen()) {
				return a
			}
		}
	}
}

func anyEphemeralWorks(c *Check) {
	sizes := map[string]func() *big.Int{
		"a of 1024 bits":      plainly(longEphemeral),
		"a of 256 bits":       plainly(func() *big.Int { return new(big.Int).Rsh(longEphemeral(), 768) }),
		"a of 3071 bits":      plainly(func() *big.Int { return new(big.Int).Lsh(longEphemeral(), 2047) }),
		"a of 2 bits":         func() *big.Int { return big.NewInt(3) },
		"a just below N":      func() *big.Int { return new(big.Int).Sub(srp.N(), big.NewInt(3)) },
		"a of 128 bits, even": plainly(func() *big.Int { return new(big.Int).Lsh(new(big.Int).Rsh(longEphemeral(), 897), 1) }),
	}
	eachLeg(c, controlledLegs(c), func(name string, at beginLeg) {
		for size, choose := range sorted(sizes) {
			c.CaseIn(name, name+", "+size, func() { isAccepted(c, at(choose)) })
		}
	})
	c.CaseIn(deviceLegName, "the same A on both legs", func() {
		actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		device, _ := c.RememberedDevice(actor)
		same := clientOf(c, freshEphemeral())
		attempt := actor.Begin(device)
		attempt.NextSRP = same
		_, err := attempt.Initiate(c.Context())
		c.Given(err, "USER_SRP_AUTH")
		_, err = attempt.AnswerPasswordVerifier(c.Context())
		c.Given(err, "PASSWORD_VERIFIER")
		attempt.NextSRP = same
		_, err = attempt.AnswerDeviceSRPAuth(c.Context())
		c.Succeeds(err, "DEVICE_SRP_AUTH with the A of the user leg")
		_, err = attempt.AnswerDevicePasswordVerifier(c.Context())
		c.Succeeds(err, "DEVICE_PASSWORD_VERIFIER with the A of the user leg")
		c.Expect(attempt.Last.Result).NotTo(BeNil(), "AuthenticationResult")
		deviceIsProven(c, actor, device)
	})
}
