package suites

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"math/big"
	"slices"
	"sync/atomic"

	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerSRP lists the checks of the arithmetic. Those of what a client may send are
// in srpinput.go, of TIMESTAMP in timestamp.go, of SECRET_BLOCK in secretblock.go.
func registerSRP(s registry) {
	s.Rule("SRP-01", rightProofs(2))
	s.Rule("SRP-02", rightProofs(2))
	s.Rule("SRP-03", scramblingOfEveryForm)
	s.Rule("SRP-04", rightUserProofs)
	s.Rule("SRP-05", rightDeviceProofs)
	s.Rule("SRP-06", rightProofs(8))
	s.Rule("SRP-07", userProofsSignBlock)
	s.Rule("SRP-08", deviceProofsSignBlock)
	s.Rule("SRP-10", numbersAreHexadecimal)
	s.Rule("SRP-12", serverNeverSendsZero)
	s.Rule("SRP-13", challengesAreFresh)
	s.Rule("SRP-19", secretBlockIsBound, engine.DependsOn("SRP-07"), engine.Limit(2*engine.UsualLimit))
	s.Rule("SRP-20", wrongProofsAreRefused, engine.Limit(engine.UsualLimit*2))
	s.Rule("SRP-21", textIsUTF8)
	s.Rule("SRP-22", onlyPoolNameEnters)
	s.Rule("SRP-23", noServerProof)
	s.Rule("SRP-24", composedAndDecomposed)
	s.suite.ShortNumbers(ruleOfShortNumber)
	registerSRPInput(s)
	registerTimestamp(s)
}

// ruleOfShortNumber says which rule speaks of how a number is encoded, on the leg where it
// began with a zero byte: SRP-03 has B in u, SRP-06 has u and S in the key.
func ruleOfShortNumber(short *scenarios.ShortNumberError) (rule, cell string) {
	rule, cell = "SRP-06", userLegName
	if short.Number == "SRP_B" {
		rule = "SRP-03"
	}
	if short.Device {
		cell = deviceLegName
	}
	return rule, cell
}

// rightProofs is a check that right proofs are accepted, count on each leg.
func rightProofs(count int) func(*Check) {
	return func(c *Check) {
		eachLeg(c, legs(c), func(name string, at beginLeg) {
			accepted := accepting(c)
			for i := range count {
				c.CaseIn(name, fmt.Sprintf("%s, exchange %d", name, i+1), func() { accepted(at(freshEphemeral)) })
			}
		})
	}
}

// formsOfA are the lengths of A whose bytes implementations get wrong.
func formsOfA() map[string]func(bits int) bool {
	return map[string]func(bits int) bool{
		"top bit set":               func(bits int) bool { return bits == 3072 },
		"top bit clear":             func(bits int) bool { return bits < 3072 && bits > 3068 },
		"odd number of digits":      func(bits int) bool { return bits <= 3068 && bits > 3064 },
		"leading zero byte":         func(bits int) bool { return bits < 3064 && bits > 3056 },
		"two leading zero bytes":    func(bits int) bool { return bits <= 3056 },
		"zero byte, then a top bit": func(bits int) bool { return bits == 3064 },
	}
}

// scramblingOfEveryForm proves with every form of A, a few times each: B takes
// its forms by chance, half of them with the top bit set.
func scramblingOfEveryForm(c *Check) {
	eachLeg(c, legs(c), func(name string, at beginLeg) {
		for form, like := range sorted(formsOfA()) {
			accepted := accepting(c)
			for i := range 2 {
				c.CaseIn(name, fmt.Sprintf("%s, A with %s, exchange %d", name, form, i+1), func() { accepted(at(ephemeralLike(like))) })
			}
		}
	})
}

func rightUserProofs(c *Check) {
	c.in(trackedAndUntracked(), func(actor *scenarios.Actor) { isAccepted(c, userLeg(c, actor, freshEphemeral())) })
}

func rightDeviceProofs(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) { isAccepted(c, deviceLeg(c, actor, freshEphemeral())) })
}

func userProofsSignBlock(c *Check) {
	rightUserProofs(c)
	blockIsBase64(c, legs(c)[userLegName])
}

func deviceProofsSignBlock(c *Check) {
	rightDeviceProofs(c)
	blockIsBase64(c, legs(c)[deviceLegName])
}

// blockIsBase64 is a case of its own: clients go on with a SECRET_BLOCK that is not
// (amazon-cognito-identity-js and Amplify decode it as Node's Buffer does), and so do
// the walks of all other checks.
func blockIsBase64(c *Check, at beginLeg) {
	const name = "SECRET_BLOCK is base64"
	c.CaseIn(name, name, func() {
		l := at(freshEphemeral)
		block := l.Attempt.Last.Parameters["SECRET_BLOCK"]
		if _, err := base64.StdEncoding.DecodeString(block); err != nil {
			c.Fail("SECRET_BLOCK in base64", fmt.Sprintf("%q", block))
		}
		isAccepted(c, l)
	})
}

func numbersAreHexadecimal(c *Check) {
	eachLeg(c, legs(c), func(name string, at beginLeg) {
		c.CaseIn(name, name, func() {
			l := at(freshEphemeral)
			for _, key := range []string{"SRP_B", "SALT"} {
				if _, err := srp.ParseHex(l.Attempt.Last.Parameters[key]); err != nil {
					c.Fail(key+" to be a hexadecimal integer", err.Error())
				}
			}
			isAccepted(c, l) // made of the integers, re-encoded minimally
		})
	})
}

func serverNeverSendsZero(c *Check) {
	eachLeg(c, legs(c), func(name string, at beginLeg) {
		c.CaseIn(name, name, func() {
			for range 3 {
				B, err := srp.ParseHex(at(freshEphemeral).Attempt.Last.Parameters["SRP_B"])
				c.Reads(err, "SRP_B in hexadecimal")
				c.Expect(new(big.Int).Mod(B, srp.N()).Sign()).NotTo(BeZero(), "SRP_B mod N")
			}
		})
	})
}

func challengesAreFresh(c *Check) {
	c.CaseIn(userLegName, userLegName, func() {
		actor := c.plainest()
		a := freshEphemeral()
		challengesDiffer(c, userLeg(c, actor, a), userLeg(c, actor, a))
	})
	c.CaseIn(deviceLegName, deviceLegName, func() {
		actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		device, _ := c.RememberedDevice(actor)
		a := freshEphemeral()
		challengesDiffer(c, legOf(c, actor, device, a), legOf(c, actor, device, a))
	})
}

// challengesDiffer holds that two challenges for the same SRP_A share nothing.
func challengesDiffer(c *Check, one, two scenarios.Leg) {
	for _, key := range []string{"SRP_B", "SECRET_BLOCK"} {
		c.Expect(one.Attempt.Last.Parameters[key]).NotTo(BeEmpty(), key)
		c.Expect(one.Attempt.Last.Parameters[key]).NotTo(Equal(two.Attempt.Last.Parameters[key]), key+" of two challenges for the same SRP_A")
	}
}

// wrongProofsOfUser is how many wrong proofs a user sends before a right one: the service
// locks out after five, and what a lock-out refuses proves nothing.
const wrongProofsOfUser = 3

// wrongProofsAreRefused tries the proof of every known wrong client on each leg. Where
// cases run side by side, each lane has users of its own.
func wrongProofsAreRefused(c *Check) {
	choices := slices.DeleteFunc(slices.Clone(suspect.Choices()), func(choice suspect.Choice) bool {
		return !wrongInProof(choice) || choice.Rare() || choice.Partial()
	})
	alike := map[string]*atomic.Int64{deviceLegName: {}, userLegName: {}} // that did not change the proof
	inLane := (2*len(choices) + c.Lanes() - 1) / c.Lanes()
	var lanes []func()
	for leg, same := range sorted(alike) {
		for some := range slices.Chunk(choices, min(inLane, len(choices))) {
			lanes = append(lanes, func() { laneOfWrongProofs(c, leg, some, same) })
		}
	}
	c.SideBySide(lanes, cmp.Compare[string])
	for leg, same := range sorted(alike) {
		if n := same.Load(); n > 0 {
			c.Observe("%s: wrong values that did not change the proof: %d", leg, n)
		}
	}
}

func laneOfWrongProofs(c *Check, leg string, choices []suspect.Choice, alike *atomic.Int64) {
	at, refused := sharedLegs(c, wrongProofsOfUser)[leg], refusing(c)
	for _, choice := range choices {
		c.CaseIn(leg, leg+", "+choice.ID(), func() {
			if !wrongProofIsRefused(c, at, choice, refused) {
				alike.Add(1)
			}
		})
	}
}

// wrongInProof reports whether a client's wrong value makes its proof wrong. What
// it registers is not part of a proof, and a TIMESTAMP that is merely another one
// is right if it is signed as sent.
func wrongInProof(choice suspect.Choice) bool {
	switch choice.Axis {
	case suspect.SentSalt, suspect.SentVerifier, suspect.VerifierPower, suspect.PadBytes, suspect.PublicPower,
		suspect.Day, suspect.Clock, suspect.Zone:
		return false
	}
	return true
}

// proofTries is how many exchanges are begun to find one in which a wrong value
// shows: those that need certain bytes show in one out of two or three.
const proofTries = 5

// wrongProofIsRefused reports whether the wrong value changed the proof in some
// exchange; the proof is then refused. One that is right for a server that encodes a short
// number wrongly is the matter of the rules about that, if the next one is refused.
func wrongProofIsRefused(c *Check, at beginLeg, choice suspect.Choice, refused legRefusal) bool {
	spared := false
	for range proofTries {
		l := at(ephemeralLike(wholeA))
		e := l.SuspectExchange("")
		differs, err := l.ProveAs(c.Context(), suspect.Of(choice))
		if differs && err == nil && !spared && scenarios.ShortNumber(e) != "" {
			spared = true
			continue
		}
		if differs {
			refused(l, err, "the proof of a client with this mistake ("+choice.Means+")")
			return true
		}
		if !choice.Shows(l.SuspectExchange("")) {
			return false
		}
	}
	return false
}

func textIsUTF8(c *Check) {
	each(c, map[string]string{
		"Latin with marks":    "Pässwörd1!çñ",
		"Cyrillic":            "Aa1!ПарольПароль",
		"CJK":                 "Aa1!密碼密碼密碼",
		"beyond the 16th bit": "Pass1!\U0001f511\U0001f510",
	}, func(_ string, password string) {
		actor := c.ActorWith(c.Pool(whatever()), target.ClientSpec{}, target.UserSpec{Password: password})
		_, err := actor.SignIn(c.Context(), nil)
		c.Succeeds(err, "sign-in with a password beyond ASCII")
		passwordIsProven(c, actor)
	})
}

// composedAndDecomposed tells whether a password set in one of Unicode's normal forms
// signs in, typed in either.
func composedAndDecomposed(c *Check) {
	forms := map[string]string{"composed": "P\u00e4ssword1!", "decomposed": "Pa\u0308ssword1!"}
	for set, password := range sorted(forms) {
		actor := c.ActorWith(c.Pool(whatever()), target.ClientSpec{}, target.UserSpec{Password: password})
		passwordIsProven(c, actor)
		for typed, password := range sorted(forms) {
			attempt := actor.Begin(nil)
			attempt.Password = password
			_, err := attempt.Initiate(c.Context())
			if err == nil {
				_, err = attempt.Finish(c.Context())
			}
			c.Observe("set %s, typed %s: %s", set, typed, c.resultOf(err))
		}
	}
}

// onlyPoolNameEnters demands that what is made of more than the pool's name is refused:
// that what is made of the name is accepted is SRP-04 and SRP-07.
func onlyPoolNameEnters(c *Check) {
	actor := c.Actor(whatever(), target.ClientSpec{})
	refused := refusing(c)
	for _, choice := range suspect.Choices() {
		if !choice.Axis.IsGroup() || len(choice.Rules) == 0 || choice.Rules[0] != "SRP-22" {
			continue
		}
		c.Case(choice.ID(), func() {
			l := userLeg(c, c.another(actor), freshEphemeral())
			differs, err := l.ProveAs(c.Context(), suspect.Of(choice))
			if differs { // the pool's id may be such that it makes none
				refused(l, err, "the proof of a client with this mistake ("+choice.Means+")")
			}
		})
	}
}

// noServerProof holds that the answer to a right proof has nothing but tokens or
// a challenge in it.
func noServerProof(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		l := userLeg(c, actor, freshEphemeral())
		c.Given(l.Prove(c.Context()), "the right proof")
		for _, key := range []string{"M2", "SERVER_PROOF", "SRP_M2", "SERVER_SIGNATURE"} {
			c.Expect(l.Attempt.Last.Parameters).NotTo(HaveKey(key), "ChallengeParameters")
		}
	})
}
