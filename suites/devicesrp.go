package suites

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerDeviceSRP lists the checks of the sign-in on a remembered device.
// Those of refusals are in deviceproof.go, those of keys that the user does
// not have in devicekey.go, those of other flows in deviceflow.go.
func registerDeviceSRP(s registry) {
	s.Rule("DEV-SRP-01", deviceSRPAuthIsIssued, engine.DependsOn("SRP-07", "DEV-CONF-01"))
	s.Rule("DEV-SRP-02", deviceSRPAuthParameters, engine.DependsOn("DEV-SRP-01"))
	s.Rule("DEV-SRP-03", deviceSRPAuthNeedsItsParameters, engine.DependsOn("DEV-SRP-01"))
	s.Rule("DEV-SRP-04", devicePasswordVerifierFollows, engine.DependsOn("DEV-SRP-01"))
	s.Rule("DEV-SRP-05", devicePasswordVerifierParameters, engine.DependsOn("DEV-SRP-04"))
	s.Rule("DEV-SRP-06", saltIsTheRegisteredOne, engine.DependsOn("DEV-SRP-05"))
	s.Rule("DEV-SRP-07", deviceProofYieldsTokens, engine.DependsOn("DEV-SRP-05", "DEV-SRP-06"))
	s.Rule("DEV-SRP-08", deviceTokensNameTheDevice, engine.DependsOn("DEV-SRP-07"))
	s.Rule("DEV-SRP-14", deviceResponsesWithoutSession, engine.DependsOn("DEV-SRP-07"))
	s.Rule("DEV-SRP-24", signInMovesAuthenticatedDate, engine.DependsOn("DEV-SRP-07"))
	s.Rule("DEV-SRP-25", parallelDeviceSignIns, engine.DependsOn("DEV-SRP-07"))
	s.Rule("DEV-SRP-27", deviceKeyMissingText, engine.DependsOn("DEV-SRP-01"))
	s.Rule("DEV-SRP-28", devicePasswordVerifierNames, engine.DependsOn("DEV-SRP-04"))
	s.Rule("DEV-SRP-32", sessionOfDevicePasswordVerifier, engine.DependsOn("DEV-SRP-04"))
	registerDeviceProof(s)
	registerDeviceKey(s)
	registerDeviceFlow(s)
}

func deviceSRPAuthIsIssued(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		asksAfterPassword(c, actor, device, "the device")
	})
	ofTwoDevices(c, func(actor *scenarios.Actor, device *scenarios.Device, which string) {
		asksAfterPassword(c, actor, device, which)
	})
	c.CaseIn("a sign-in under an alias", "a sign-in under an alias", func() {
		actor := aliasedWithMFA(c)
		device, _ := c.RememberedDevice(actor)
		attempt := pastPasswordByAlias(c, actor, device)
		c.Expect(attempt.Last.Challenge).To(Equal(deviceSRPAuth), "challenge after the password of a sign-in under an alias")
	})
}

// asksAfterPassword holds that the device is asked for once the password is proven.
func asksAfterPassword(c *Check, actor *scenarios.Actor, device *scenarios.Device, which string) {
	c.demandsDevice(actor)
	attempt := actor.Begin(device)
	_, err := attempt.Initiate(c.Context())
	c.Succeeds(err, "InitiateAuth with "+which)
	answer, err := attempt.AnswerPasswordVerifier(c.Context())
	c.Succeeds(err, "PASSWORD_VERIFIER with "+which)
	c.Expect(answer.Challenge).To(Equal(deviceSRPAuth), "challenge after the password, with "+which)
	c.Expect(answer.Result).To(BeNil(), "AuthenticationResult in the answer with the challenge")
}

// ofTwoDevices is a case in which a user has two remembered devices, with each of which
// hold signs in.
func ofTwoDevices(c *Check, hold func(actor *scenarios.Actor, device *scenarios.Device, which string)) {
	c.CaseIn(alwaysWithMFA().String(), "each of two devices", func() {
		actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		first, second, _ := twoDevices(c, actor)
		hold(actor, first, "the first of two devices")
		hold(actor, second, "the second of two devices")
	})
}

// twoDevices registers two remembered devices for the actor's user, and returns the
// sign-in of the first with them.
func twoDevices(c *Check, actor *scenarios.Actor) (first, second *scenarios.Device, signIn *scenarios.SignIn) {
	first, signIn = c.RememberedDevice(actor)
	second, _ = c.RememberedDevice(actor)
	if first.Key == second.Key {
		c.Skip("two sign-ins got the same DeviceKey")
	}
	return first, second, signIn
}

func deviceSRPAuthParameters(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		attempt := c.AtDeviceChallenge(actor, device)
		c.Expect(attempt.Last.Parameters).To(HaveKeyWithValue("USERNAME", Not(BeEmpty())), "ChallengeParameters")
		c.Expect(attempt.Last.Session).NotTo(BeEmpty(), "Session")
	})
}

func deviceSRPAuthNeedsItsParameters(c *Check) {
	var cases []engine.NamedCase
	for _, secret := range []bool{false, true} {
		s := alwaysWithMFA()
		s.client.Secret = secret
		keys := []string{"USERNAME", "DEVICE_KEY", "SRP_A"}
		if secret {
			keys = []string{"SECRET_HASH"}
		}
		for _, key := range keys {
			cases = append(cases, engine.NamedCase{Name: s.String() + ", without " + key, Cell: s.String(), Body: func() {
				actor := c.Actor(s.pool, s.client)
				device, _ := c.RememberedDevice(actor)
				attempt := c.AtDeviceChallenge(actor, device)
				_, err := attempt.AnswerDeviceSRPAuth(c.Context(), scenarios.Drop(key))
				c.Refused(err, "DEVICE_SRP_AUTH without "+key)
				c.AtDeviceVerifier(actor, device)
			}})
		}
	}
	c.Cases(cases)
}

func deviceKeyMissingText(c *Check) {
	actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
	device, _ := c.RememberedDevice(actor)
	_, err := c.AtDeviceChallenge(actor, device).AnswerDeviceSRPAuth(c.Context(), scenarios.Drop("DEVICE_KEY"))
	c.Refused(err, "DEVICE_SRP_AUTH without DEVICE_KEY", invalidParameter)
	c.Says(err, "DEVICE_SRP_AUTH without DEVICE_KEY", "Missing required parameter DEVICE_KEY")
}

func devicePasswordVerifierFollows(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		answer, err := c.AtDeviceChallenge(actor, device).AnswerDeviceSRPAuth(c.Context())
		c.Succeeds(err, "DEVICE_SRP_AUTH")
		c.Expect(answer.Challenge).To(Equal(devicePasswordVerifier), "challenge after DEVICE_SRP_AUTH")
		c.Expect(answer.Parameters).To(HaveKeyWithValue("SECRET_BLOCK", Not(BeEmpty())), "ChallengeParameters")
		c.Expect(answer.Parameters).To(HaveKeyWithValue("SRP_B", Not(BeEmpty())), "ChallengeParameters")
	})
}

func devicePasswordVerifierParameters(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		parameters := c.AtDeviceVerifier(actor, device).Last.Parameters
		c.Expect(parameters).To(HaveKeyWithValue("SALT", MatchRegexp(`^[0-9a-fA-F]+$`)), "ChallengeParameters")
	})
}

func devicePasswordVerifierNames(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		parameters := c.AtDeviceVerifier(actor, device).Last.Parameters
		c.Expect(parameters).To(HaveKeyWithValue("USERNAME", Not(BeEmpty())), "ChallengeParameters")
		if key, there := parameters["DEVICE_KEY"]; there {
			c.Expect(key).To(Equal(device.Key), "DEVICE_KEY of ChallengeParameters")
		}
	})
}

func sessionOfDevicePasswordVerifier(c *Check) {
	actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
	device, _ := c.RememberedDevice(actor)
	session := c.AtDeviceVerifier(actor, device).Last.Session
	c.Observe("DEVICE_PASSWORD_VERIFIER: Session %s", presence(session != ""))
}

// saltIsTheRegisteredOne registers salts of 16 bytes in minimal form, DEV-CONF-12 and
// DEV-CONF-19 being about others, with verifiers that need no sign byte, which DEV-CONF-10 is
// about.
func saltIsTheRegisteredOne(c *Check) {
	each(c, map[string][]byte{
		"top bit clear": bytesOf(16, 0x11), "top bit set": append([]byte{0}, bytesOf(16, 0x91)...),
		"odd digits": bytesOf(16, 0x01),
	}, func(_ string, like []byte) {
		actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		device, signIn := c.IssuedDevice(actor)
		want, v := verifierFrom(c, device, integerOf(like), needsNoSign)
		salt := want.FillBytes(make([]byte, len(like)))
		_, err := actor.ConfirmDevice(c.Context(), signIn.AccessToken(), device, withVerifier(salt, srp.Pad(v)))
		c.Given(err, "ConfirmDevice")
		got, err := srp.ParseHex(c.AtDeviceVerifier(actor, device).Last.Parameters["SALT"])
		c.Reads(err, "SALT in hexadecimal")
		c.Expect(got.Cmp(want)).To(BeZero(), "SALT compared with the registered salt")
	})
}

func deviceProofYieldsTokens(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		proofLeadsToTokens(c, actor, device, "the device")
		deviceIsProven(c, actor, device)
	})
	ofTwoDevices(c, func(actor *scenarios.Actor, device *scenarios.Device, which string) {
		proofLeadsToTokens(c, actor, device, which)
	})
	refused := refusing(c)
	proven := engine.Once(c.Check, func(l scenarios.Leg) { deviceIsProven(c, l.Attempt.Actor, l.Attempt.Device) })
	for _, key := range []string{"PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK", "TIMESTAMP", "USERNAME", "DEVICE_KEY"} {
		c.CaseIn(alwaysWithMFA().String(), "without "+key, func() {
			actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
			device, _ := c.RememberedDevice(actor)
			l := legAt(c.AtDeviceVerifier(actor, device))
			refused(l, l.Prove(c.Context(), scenarios.Drop(key)), "DEVICE_PASSWORD_VERIFIER without "+key)
			proven(l)
		})
	}
}

// proofLeadsToTokens signs in with the device, which the rule wants to end with tokens.
func proofLeadsToTokens(c *Check, actor *scenarios.Actor, device *scenarios.Device, which string) {
	attempt := c.AtDeviceVerifier(actor, device)
	answer, err := attempt.AnswerDevicePasswordVerifier(c.Context())
	c.Succeeds(err, "DEVICE_PASSWORD_VERIFIER with the right proof of "+which)
	c.Expect(answer.Result != nil || answer.Challenge != "").To(BeTrue(), "tokens or a further challenge")
	signIn, err := attempt.Finish(c.Context())
	c.Succeeds(err, "the rest of the sign-in")
	c.Expect(signIn.AccessToken()).NotTo(BeEmpty(), "AccessToken")
}

func deviceTokensNameTheDevice(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		tokenNames(c, actor, device, "the device")
	})
	ofTwoDevices(c, func(actor *scenarios.Actor, device *scenarios.Device, which string) {
		tokenNames(c, actor, device, which)
	})
}

// tokenNames holds that the access token of a sign-in with the device names it.
func tokenNames(c *Check, actor *scenarios.Actor, device *scenarios.Device, which string) {
	signIn := c.SignedIn(actor, device)
	_, uuid, _ := strings.Cut(device.Key, "_")
	c.Expect(deviceClaim(c, signIn.AccessToken())).To(Or(Equal(device.Key), Equal(uuid)), "claim device_key of a sign-in with "+which)
}

func deviceResponsesWithoutSession(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		attempt := c.AtDeviceChallenge(actor, device)
		_, err := attempt.AnswerDeviceSRPAuth(c.Context(), scenarios.WithSession(""))
		c.Succeeds(err, "DEVICE_SRP_AUTH without Session")
		answer, err := attempt.AnswerDevicePasswordVerifier(c.Context(), scenarios.WithSession(""))
		c.Succeeds(err, "DEVICE_PASSWORD_VERIFIER without Session")
		c.Expect(answer.Result).NotTo(BeNil(), "AuthenticationResult")
	})
	c.CaseIn("USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH", func() {
		actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		device, _ := c.RememberedDevice(actor)
		actor.Flow = types.AuthFlowTypeUserPasswordAuth
		attempt := c.AtDeviceChallenge(actor, device)
		_, err := attempt.AnswerDeviceSRPAuth(c.Context(), scenarios.WithSession(""))
		c.Succeeds(err, "DEVICE_SRP_AUTH without Session")
		_, err = attempt.AnswerDevicePasswordVerifier(c.Context(), scenarios.WithSession(""))
		c.Succeeds(err, "DEVICE_PASSWORD_VERIFIER without Session")
	})
}

// signInMovesAuthenticatedDate lets time pass between two sign-ins, since the
// date may be whole seconds. Before the first there may be none.
func signInMovesAuthenticatedDate(c *Check) {
	c.in([]setting{alwaysWithMFA(), confidential()}, func(actor *scenarios.Actor) {
		before, after := authenticatedDates(c, actor, func(device *scenarios.Device) { c.SignedIn(actor, device) })
		c.Expect(after).To(BeTemporally(">", before), "DeviceLastAuthenticatedDate")
	})
	c.CaseIn("a refused proof", "a refused proof", func() {
		actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
		before, after := authenticatedDates(c, actor, func(device *scenarios.Device) {
			_, err := c.AtDeviceVerifier(actor, device).AnswerDevicePasswordVerifier(c.Context(), spoilSignature(flipBit(130)))
			c.GivenRefused(err, "a device proof with a bit of its signature changed")
		})
		c.Expect(after).To(BeTemporally("==", before), "DeviceLastAuthenticatedDate after a refused proof")
	})
}

// authenticatedDates are the DeviceLastAuthenticatedDate of a device that has signed in,
// and the one after what is done with it later.
func authenticatedDates(c *Check, actor *scenarios.Actor, later func(*scenarios.Device)) (before, after time.Time) {
	device, first := c.RememberedDevice(actor)
	date := func() time.Time {
		got, err := actor.GetDevice(c.Context(), first.AccessToken(), device.Key)
		c.Given(err, "GetDevice")
		c.isTold(got.DeviceLastAuthenticatedDate)
		return *got.DeviceLastAuthenticatedDate
	}
	c.SignedIn(actor, device)
	before = date()
	c.Wait(actor.Client.Pool, slack)
	later(device)
	return before, date()
}

func parallelDeviceSignIns(c *Check) {
	actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
	device, _ := c.RememberedDevice(actor)
	errs := make([]error, 4)
	bodies := make([]func(), len(errs))
	for i := range errs {
		bodies[i] = func() { _, errs[i] = actor.SignIn(c.Context(), device) }
	}
	c.Together(bodies...)
	succeeded := 0
	for _, err := range errs {
		if err == nil {
			succeeded++
			continue
		}
		c.Observe("one of the sign-ins: %s", c.resultOf(err))
	}
	if succeeded > 0 {
		deviceIsProven(c, actor, device)
	}
	c.Observe("%d of %d parallel sign-ins of one device succeeded", succeeded, len(errs))
}
