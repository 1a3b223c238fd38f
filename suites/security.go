package suites

import (
	"encoding/base64"
	"math/big"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerSecurity lists the checks of isolation and tampering.
func registerSecurity(s registry) {
	s.Rule("SEC-01", proofsDoNotTravel)
	s.Rule("SEC-02", sessionsDoNotTravel)
	s.Rule("SEC-03", tamperedSessions)
	s.Rule("SEC-04", oversizedAndMalformed, engine.Limit(2*engine.UsualLimit))
	s.Rule("SEC-05", repeatedWrongDeviceProofs, engine.DependsOn("DEV-SRP-07"))
	s.Rule("SEC-06", unknownUserWithDeviceKey)
	s.Rule("SEC-07", lockOutByDeviceProofs, engine.DependsOn("DEV-SRP-07"), engine.Locks())
	s.Rule("SEC-08", publicValueBeyondN)
	s.Rule("SEC-09", sessionsOfDeviceChallenges, engine.DependsOn("DEV-SRP-07"))
}

// proofOf sets the responses that make up a proof.
func proofOf(from *scenarios.Attempt) scenarios.Edit {
	return func(r *scenarios.Request) {
		for _, key := range []string{scenarios.SecretBlockKey, scenarios.SignatureKey, "TIMESTAMP"} {
			r.Parameters[key] = from.Sent.Parameters[key]
		}
	}
}

// provedElsewhere is an attempt whose right proof was accepted at its own place.
func provedElsewhere(c *Check, actor *scenarios.Actor) *scenarios.Attempt {
	l := userLeg(c, actor, freshEphemeral())
	c.Given(l.Prove(c.Context()), "the right proof where it belongs")
	return l.Attempt
}

func proofsDoNotTravel(c *Check) {
	pool := c.Pool(target.PoolSpec{Tracking: target.Always})
	places := map[string]func(owner *scenarios.Actor) *scenarios.Actor{
		"another user of the pool": c.another,
		"a user of another pool":   func(*scenarios.Actor) *scenarios.Actor { return c.Actor(whatever(), target.ClientSpec{}) },
	}
	eachIn(c, userLegName, places, func(where string, other func(*scenarios.Actor) *scenarios.Actor) {
		owner := c.ActorIn(pool, target.ClientSpec{})
		proved := provedElsewhere(c, owner)
		attempt := other(owner).Begin(nil)
		_, err := attempt.Initiate(c.Context())
		c.Given(err, "USER_SRP_AUTH")
		_, err = attempt.AnswerPasswordVerifier(c.Context(), proofOf(proved))
		c.Refused(err, "a proof and SECRET_BLOCK for "+where)
	})
	c.CaseIn(userLegName, "a SECRET_BLOCK not yet used, under another user's name", func() {
		owner := c.ActorIn(pool, target.ClientSpec{})
		victim := c.another(owner)
		l := userLeg(c, owner, freshEphemeral())
		err := l.Prove(c.Context(), victim.As(victim.User.Username))
		if err == nil && l.Attempt.Last.Result != nil { // whoever is found by SECRET_BLOCK may have tokens of their own
			sub := parsedJWT(c, aws.ToString(l.Attempt.Last.Result.AccessToken), "AccessToken").Claims.Text("sub")
			c.Expect(sub).To(Equal(owner.User.Sub), "the tokens' user")
			return
		}
		c.Refused(err, "a right proof under another user's name")
	})
	c.CaseIn(deviceLegName, "a device's proof for another device", func() {
		owner := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		l := deviceLeg(c, owner, freshEphemeral())
		c.Given(l.Prove(c.Context()), "the device's proof where it belongs")
		other := deviceLeg(c, c.another(owner), freshEphemeral())
		c.Refused(other.Prove(c.Context(), proofOf(l.Attempt)), "a device's proof for another user's device")
	})
	c.CaseIn(deviceLegName, "another user's device in place of the user's own", func() {
		owner := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		own, _ := c.RememberedDevice(owner)
		foreign, _ := c.RememberedDevice(c.another(owner))
		attempt := c.AtDeviceChallenge(owner, own)
		attempt.Device = foreign
		_, err := attempt.AnswerDeviceSRPAuth(c.Context())
		if err == nil {
			_, err = attempt.AnswerDevicePasswordVerifier(c.Context())
		}
		c.Refused(err, "the device challenge answered with another user's device, and its right proof")
		c.SignedIn(owner, own)
	})
}

func sessionsDoNotTravel(c *Check) {
	pool := c.Pool(target.PoolSpec{Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOn})
	other := c.Client(pool, target.ClientSpec{Flows: []types.ExplicitAuthFlowsType{types.ExplicitAuthFlowsTypeAllowUserSrpAuth, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth}})
	elsewhere := func(r *scenarios.Request) { r.ClientID = other.ID }
	c.Case("MFA", func() {
		actor := c.ActorIn(pool, target.ClientSpec{})
		_, err := c.AtMFA(actor, nil).AnswerMFA(c.Context(), elsewhere)
		c.Refused(err, "the Session of another client")
		sessionIsTaken(c, actor)
	})
	c.Case("another user's Session", func() {
		one, two := c.ActorIn(pool, target.ClientSpec{}), c.ActorIn(pool, target.ClientSpec{})
		session := c.AtMFA(one, nil).Last.Session
		_, err := c.AtMFA(two, nil).AnswerMFA(c.Context(), scenarios.WithSession(session))
		c.Refused(err, "the Session of another user")
		sessionIsTaken(c, two)
	})
}

// tampered are Sessions that are nearly right.
func tampered() map[string]func(string) string {
	return map[string]func(string) string{
		"first half":        func(s string) string { return s[:max(min(20, len(s)), len(s)/2)] },
		"one character cut": func(s string) string { return s[:len(s)-1] },
		"first changed":     func(s string) string { return anotherLetter(s[0]) + s[1:] },
		"middle changed":    func(s string) string { return s[:len(s)/2] + anotherLetter(s[len(s)/2]) + s[len(s)/2+1:] },
		"appended":          func(s string) string { return s + "A" },
		"of no one":         func(string) string { return strings.Repeat("A", 64) },
		"of other letters":  func(string) string { return strings.Repeat("ü", 40) },
	}
}

// anotherLetter is a letter that is not b.
func anotherLetter(b byte) string {
	if b == 'A' {
		return "B"
	}
	return "A"
}

// sessionOf is the Session of the challenge that is due, which has one.
func sessionOf(c *Check, attempt *scenarios.Attempt) string {
	if attempt.Last.Session == "" {
		c.Skip("the challenge came without a Session")
	}
	return attempt.Last.Session
}

func tamperedSessions(c *Check) {
	taken := engine.Once(c.Check, func(actor *scenarios.Actor) { sessionIsTaken(c, actor) })
	each(c, tampered(), func(name string, tamper func(string) string) {
		attempt := c.AtMFA(c.Actor(withMFA(), target.ClientSpec{}), nil)
		session := sessionOf(c, attempt)
		_, err := attempt.AnswerMFA(c.Context(), scenarios.WithSession(tamper(session)))
		c.Refused(err, "a Session, "+name)
		taken(attempt.Actor)
	})
}

// sessionsOfDeviceChallenges tells what becomes of Sessions that are not the one
// issued where none may be needed at all (DEV-SRP-14).
func sessionsOfDeviceChallenges(c *Check) {
	setting := alwaysWithMFA()
	other := c.Client(c.Pool(setting.pool), target.ClientSpec{Flows: []types.ExplicitAuthFlowsType{types.ExplicitAuthFlowsTypeAllowUserSrpAuth, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth}})
	edits := map[string]func(session string) scenarios.Edit{
		"sent by another client": func(string) scenarios.Edit { return func(r *scenarios.Request) { r.ClientID = other.ID } },
		"of no one":              func(string) scenarios.Edit { return scenarios.WithSession(strings.Repeat("A", 64)) },
		"cut short": func(session string) scenarios.Edit {
			return scenarios.WithSession(session[:max(len(session)-1, 0)])
		},
	}
	for name, edit := range sorted(edits) {
		actor := c.Actor(setting.pool, setting.client)
		device, _ := c.RememberedDevice(actor)
		attempt := c.AtDeviceChallenge(actor, device)
		_, err := attempt.AnswerDeviceSRPAuth(c.Context(), edit(attempt.Last.Session))
		c.Observe("DEVICE_SRP_AUTH with a Session %s: %s", name, c.resultOf(err))
	}
}

func oversizedAndMalformed(c *Check) {
	taken := engine.Once(c.Check, func(actor *scenarios.Actor) { passwordIsTaken(c, actor) })
	each(c, map[string]string{
		"of 6144 bits": strings.Repeat("f", 1536), "of 100000 digits": strings.Repeat("f", 100_000),
		"not hexadecimal": "xyz", "empty": "", "negative": "-1", "with a blank": "12 34", "with 0x": "0x1234", "base64": "q83vASNFZ4k=",
	}, func(name, A string) {
		actor := c.plainest()
		attempt := actor.Begin(nil)
		_, err := attempt.Initiate(c.Context(), scenarios.Set("SRP_A", A))
		if err == nil {
			_, err = attempt.AnswerPasswordVerifier(c.Context())
		}
		c.Refused(err, "SRP_A "+name)
		taken(actor)
	})
	eachLeg(c, legs(c), func(name string, at beginLeg) {
		refused := refusing(c)
		for what, edit := range sorted(map[string]scenarios.Edit{
			"signature that is not base64":    scenarios.Set(scenarios.SignatureKey, "!!not base64!!"),
			"signature of 100 KB":             scenarios.Set(scenarios.SignatureKey, base64.StdEncoding.EncodeToString(make([]byte, 75_000))),
			"SECRET_BLOCK that is not base64": scenarios.Set(scenarios.SecretBlockKey, "!!not base64!!"),
			"SECRET_BLOCK of 100 KB":          scenarios.Set(scenarios.SecretBlockKey, base64.StdEncoding.EncodeToString(make([]byte, 75_000))),
			"SECRET_BLOCK that is empty":      scenarios.Set(scenarios.SecretBlockKey, ""),
		}) {
			c.CaseIn(name, name+", "+what, func() {
				l := at(freshEphemeral)
				refused(l, l.Prove(c.Context(), edit), "a "+what)
			})
		}
	})
}

// publicValueBeyondN tells whether A + N·2^3072, of which only the residue counts,
// signs in.
func publicValueBeyondN(c *Check) {
	actor := c.Actor(whatever(), target.ClientSpec{})
	passwordIsProven(c, actor)
	multiple := new(big.Int).Lsh(srp.N(), uint(srp.N().BitLen()))
	for hashed, asSent := range sorted(map[string]bool{"as it was sent": true, "reduced": false}) {
		c.Observe("a right proof for SRP_A beyond N, hashed %s: %s", hashed, c.resultOf(proveBeyond(c, actor, multiple, asSent)))
	}
}

// proveBeyond signs in with A plus a multiple of N, as to a server that reduces what it
// is sent, and proves for that number or for A itself.
func proveBeyond(c *Check, actor *scenarios.Actor, multiple *big.Int, asSent bool) error {
	a := freshEphemeral()
	honest := clientOf(c, a)
	A := new(big.Int).Add(multiple, honest.A())
	attempt := actor.Begin(nil)
	attempt.NextSRP = honest
	if _, err := attempt.Initiate(c.Context(), scenarios.Set("SRP_A", A.Text(16))); err != nil {
		return err
	}
	if !asSent {
		A = honest.A()
	}
	l := scenarios.Leg{Attempt: attempt, Ephemeral: a, A: A}
	e := l.SuspectExchange(srp.Timestamp(time.Now()))
	return l.ProveBy(c.Context(), e, l.Proof(e))
}

func repeatedWrongDeviceProofs(c *Check) {
	actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
	device, _ := c.RememberedDevice(actor)
	c.SignedIn(actor, device)
	wrong := *device
	wrong.Secret += "x"
	for i := range failuresToLock - 1 {
		attempt, err := actor.AtDeviceChallenge(c.Context(), &wrong)
		if i > 0 && err != nil { // whether such proofs lock a user out is SEC-07
			c.Observe("sign-in after %d wrong device proofs: %s", i, c.resultOf(err))
			break
		}
		c.Given(err, "a sign-in up to DEVICE_SRP_AUTH")
		_, err = attempt.AnswerDeviceSRPAuth(c.Context())
		c.Given(err, "DEVICE_SRP_AUTH")
		_, err = attempt.AnswerDevicePasswordVerifier(c.Context())
		c.Refused(err, "a wrong device proof")
	}
	c.Case("one challenge, many proofs", func() {
		actor := c.another(actor)
		device, _ := c.RememberedDevice(actor)
		attempt := c.AtDeviceVerifier(actor, device)
		for range failuresToLock - 1 {
			_, err := attempt.AnswerDevicePasswordVerifier(c.Context(), spoilSignature(flipBit(9)))
			c.Refused(err, "a wrong device proof")
		}
	})
}

// unknownUserWithDeviceKey compares the refusal of an unknown user with that of a wrong
// password, both without a DEVICE_KEY and both with the same one. Where no two refusals of a
// wrong password have the same text, because each names its request, the text tells nothing.
func unknownUserWithDeviceKey(c *Check) {
	actor := c.Actor(alwaysWithMFA().pool, concealing())
	device, _ := c.RememberedDevice(actor)
	refusal := func(attempt *scenarios.Attempt, with *scenarios.Device) error {
		attempt.Device = with
		_, err := attempt.Initiate(c.Context())
		if err == nil {
			_, err = attempt.AnswerPasswordVerifier(c.Context())
		}
		return err
	}
	each(c, map[string]*scenarios.Device{"no key": nil, "a key never issued": staleDevice(actor), "another user's key": device}, func(name string, with *scenarios.Device) {
		ofKnown := func() *target.Error {
			wrong := c.another(actor).Begin(nil)
			wrong.Password += "x"
			err := refusal(wrong, with)
			c.GivenRefused(err, "a wrong password with "+name)
			return target.AsError(err)
		}
		want := ofKnown()
		err := refusal(asNobody(actor, "nobody-of-this-name"), with)
		c.Refused(err, "a sign-in of an unknown user with "+name, want.Name)
		if told := target.AsError(err).Message; told != want.Message && ofKnown().Message == want.Message {
			c.Fail("the message for an unknown user with "+name+" to be "+want.Message, told)
		}
	})
}
