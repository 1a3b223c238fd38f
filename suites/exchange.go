package suites

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"math/big"
	"time"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/target"
)

// leg is one of the two SRP exchanges of a sign-in, brought to the point where
// its proof is due.
type leg struct {
	device  bool
	attempt *scenarios.Attempt
	a       *big.Int
	A       *big.Int // as it was sent; nil: g^a
}

// legs are the two exchanges by name: each function brings a fresh user to one.
func legs(c *Check) map[string]func(choose func() *big.Int) leg { return legsOfUsers(c, 1) }

// legsOfUsers are the two exchanges by name: each function brings a user to one,
// another user after so many exchanges. Given users serve once: after its case
// one is as before. For cases in their order, not side by side.
func legsOfUsers(c *Check, exchanges int) map[string]func(choose func() *big.Int) leg {
	pool := c.Pool(target.PoolSpec{Tracking: target.Always})
	again := func(actor *scenarios.Actor, begun int) bool {
		return actor != nil && !actor.User.Given && begun%exchanges != 0
	}
	var user, owner *scenarios.Actor
	var device *scenarios.Device
	userLegs, deviceLegs := 0, 0
	return map[string]func(func() *big.Int) leg{
		"user leg": func(choose func() *big.Int) leg {
			if !again(user, userLegs) {
				user = c.ActorIn(pool, target.ClientSpec{})
			}
			userLegs++
			return userLeg(c, user, choose())
		},
		"device leg": func(choose func() *big.Int) leg {
			if !again(owner, deviceLegs) {
				owner = c.ActorIn(pool, target.ClientSpec{})
				device, _ = c.RememberedDevice(owner)
			}
			deviceLegs++
			return legOf(c, owner, device, choose())
		},
	}
}

// userLeg starts USER_SRP_AUTH with A = g^a.
func userLeg(c *Check, actor *scenarios.Actor, a *big.Int) leg {
	attempt := actor.Begin(nil)
	attempt.NextSRP = clientOf(c, a)
	_, err := attempt.Initiate(c.Context())
	c.Given(err, "USER_SRP_AUTH")
	return leg{attempt: attempt, a: a}
}

// deviceLeg registers a device and brings a sign-in with it to
// DEVICE_PASSWORD_VERIFIER, with A = g^a there.
func deviceLeg(c *Check, actor *scenarios.Actor, a *big.Int) leg {
	device, _ := c.RememberedDevice(actor)
	return legOf(c, actor, device, a)
}

// legOf brings a sign-in with the device to DEVICE_PASSWORD_VERIFIER, with
// A = g^a there.
func legOf(c *Check, actor *scenarios.Actor, device *scenarios.Device, a *big.Int) leg {
	attempt := c.AtDeviceChallenge(actor, device)
	attempt.NextSRP = clientOf(c, a)
	_, err := attempt.AnswerDeviceSRPAuth(c.Context())
	c.Given(err, "DEVICE_SRP_AUTH")
	return leg{device: true, attempt: attempt, a: a}
}

// clientOf is the client's side with a given.
func clientOf(c *Check, a *big.Int) *srp.Client {
	client, err := srp.NewClient(srp.WithEphemeral(a))
	c.Given(err, "A")
	return client
}

// draw is a fresh a of 1024 bits.
func draw() *big.Int { return drawBytes(128) }

// drawBytes is a fresh number of so many bytes, its top bit set.
func drawBytes(size int) *big.Int {
	b := make([]byte, size)
	_, _ = rand.Read(b) // never fails, see crypto/rand
	b[0] |= 0x80
	return integerOf(b)
}

// drawLike is a fresh a whose A is as wanted: the first from a random one on, for
// g^(a+1) = 2·g^a mod N takes no time.
func drawLike(wanted func(A *big.Int) bool) func() *big.Int {
	const tries = 1 << 20 // two zero bytes come once in 65,536
	return func() *big.Int {
		a := draw()
		A, N, one := srp.Verifier(a), srp.N(), big.NewInt(1)
		for range tries {
			if wanted(A) {
				return a
			}
			a.Add(a, one)
			if A.Lsh(A, 1).Cmp(N) >= 0 {
				A.Sub(A, N)
			}
		}
		return a
	}
}

// prove answers with the right proof, as the edits change it.
func (l leg) prove(c *Check, edits ...scenarios.Edit) error { return l.send(c.Context(), edits...) }

func (l leg) send(ctx context.Context, edits ...scenarios.Edit) error {
	var err error
	if l.device {
		_, err = l.attempt.AnswerDevicePasswordVerifier(ctx, edits...)
	} else {
		_, err = l.attempt.AnswerPasswordVerifier(ctx, edits...)
	}
	return err
}

// exchange is the leg as the search for wrong values sees it.
func (l leg) exchange(timestamp string) suspect.Exchange {
	actor, parameters := l.attempt.Actor, l.attempt.Last.Parameters
	e := suspect.Exchange{
		Ephemeral: l.a, A: l.sentA(), B: parameters["SRP_B"], Salt: parameters["SALT"], Device: l.device,
		PoolID: actor.Client.Pool.ID, SecretBlock: parameters["SECRET_BLOCK"], Timestamp: timestamp,
		Names: map[string]string{"username": actor.User.Username, "sub": actor.User.Sub, "alias": actor.User.Email},
	}
	if l.device {
		e.Identity = l.attempt.Device.Identity()
		return e
	}
	e.Identity = srp.Identity{Group: srp.PoolName(e.PoolID), Name: parameters["USER_ID_FOR_SRP"], Secret: actor.User.Password}
	return e
}

func (l leg) sentA() *big.Int {
	if l.A != nil {
		return l.A
	}
	return l.attempt.SRP.A()
}

// proveAs answers with the proof of a client with wrong values. It tells whether
// that proof is another than the right one, and could so be refused.
func (l leg) proveAs(c *Check, variant suspect.Variant) (differs bool, err error) {
	e := l.exchange(srp.Timestamp(time.Now()))
	wrong := variant.Proof(e)
	if bytes.Equal(wrong, suspect.Of().Proof(e)) {
		return false, nil
	}
	return true, l.proveBy(c, e, wrong)
}

// proveBy answers with a proof, made for the exchange.
func (l leg) proveBy(c *Check, e suspect.Exchange, proof []byte) error {
	return l.prove(c, scenarios.Set(signatureKey, base64.StdEncoding.EncodeToString(proof)), scenarios.Set("TIMESTAMP", e.Timestamp))
}
