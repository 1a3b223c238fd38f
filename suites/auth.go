package suites

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerAuth lists the checks of the sign-in up to the first factor. Those of
// the flows that a client allows are in flows.go, of users that do not exist in
// existence.go, of SECRET_HASH in secrethash.go, of sessions in session.go, of the
// lock-out in lockout.go.
func registerAuth(s registry) {
	s.Rule("AUTH-01", passwordVerifierParameters)
	s.Rule("AUTH-02", srpAuthNeedsItsParameters)
	s.Rule("AUTH-03", passwordVerifierNeedsNoSession, engine.DependsOn("SRP-07"))
	s.Rule("AUTH-04", wrongPassword)
	s.Rule("AUTH-11", usernameInTheResponse, engine.DependsOn("SRP-07"))
	s.Rule("AUTH-12", deviceKeyInEitherStep, engine.DependsOn("DEV-SRP-01"))
	s.Rule("AUTH-13", emptyDeviceKeyIsAbsent, engine.DependsOn("SRP-07", "DEV-NEW-01"))
	s.Rule("AUTH-18", adminFlowsAreTheSame, engine.DependsOn("SRP-07"))
	s.Rule("AUTH-19", adminInitiateTakesDeviceKey, engine.DependsOn("SRP-07", "DEV-SRP-07"))
	s.Rule("AUTH-23", missingSRPAText)
	s.Rule("AUTH-24", wrongPasswordText)
	s.Rule("AUTH-28", passwordVerifierNamesUser)
	s.Rule("AUTH-29", sessionOfPasswordVerifierIsTaken)
	s.Rule("AUTH-34", aliasInTheResponse)
	s.Rule("AUTH-35", adminPasswordFlowTakesDeviceKey, engine.DependsOn("DEV-SRP-07"))
	s.Rule("AUTH-44", responsesNeedUsername)
	registerFlows(s)
	registerExistence(s)
	registerSecretHash(s)
	registerSession(s)
	registerLockout(s)
}

func passwordVerifierParameters(c *Check) {
	c.in(plainAndConfidential(), func(actor *scenarios.Actor) {
		answer, err := actor.Begin(nil).Initiate(c.Context())
		c.Succeeds(err, "USER_SRP_AUTH")
		c.Expect(answer.Challenge).To(Equal(passwordVerifier), "challenge of USER_SRP_AUTH")
		for _, key := range []string{"SALT", "SECRET_BLOCK", "SRP_B", "USER_ID_FOR_SRP"} {
			c.Expect(answer.Parameters).To(HaveKeyWithValue(key, Not(BeEmpty())), "ChallengeParameters")
		}
		c.Expect(answer.Parameters["USER_ID_FOR_SRP"]).To(Equal(actor.User.ID), "USER_ID_FOR_SRP")
	})
}

// plainAndConfidential are a pool that asks for a password alone, and one in which
// a sign-in takes every step that there is.
func plainAndConfidential() []setting { return []setting{{}, confidential()} }

func passwordVerifierNamesUser(c *Check) {
	c.in(plainAndConfidential(), func(actor *scenarios.Actor) {
		answer, err := actor.Begin(nil).Initiate(c.Context())
		c.Given(err, "USER_SRP_AUTH")
		c.Expect(answer.Parameters).To(HaveKeyWithValue("USERNAME", Not(BeEmpty())), "ChallengeParameters")
	})
}

func srpAuthNeedsItsParameters(c *Check) {
	c.in(plainAndConfidential(), func(actor *scenarios.Actor) {
		for _, key := range []string{"SRP_A", "USERNAME"} {
			_, err := actor.Begin(nil).Initiate(c.Context(), scenarios.Drop(key))
			c.Refused(err, "USER_SRP_AUTH without "+key)
		}
		c.GivenBegins(actor, types.AuthFlowTypeUserSrpAuth)
	})
}

func missingSRPAText(c *Check) {
	actor := c.Actor(whatever(), target.ClientSpec{})
	_, err := actor.Begin(nil).Initiate(c.Context(), scenarios.Drop("SRP_A"))
	c.Says(err, "USER_SRP_AUTH without SRP_A", "Missing required parameter SRP_A")
}

func passwordVerifierNeedsNoSession(c *Check) {
	c.in(plainAndConfidential(), func(actor *scenarios.Actor) {
		attempt := actor.Begin(nil)
		_, err := attempt.Initiate(c.Context())
		c.Given(err, "USER_SRP_AUTH")
		_, err = attempt.AnswerPasswordVerifier(c.Context(), scenarios.WithSession(""))
		c.Succeeds(err, "PASSWORD_VERIFIER without Session")
	})
}

// sessionOfPasswordVerifierIsTaken sends back what came, which may be none. A target that
// refuses the same without it refuses the proof.
func sessionOfPasswordVerifierIsTaken(c *Check) {
	c.in(plainAndConfidential(), func(actor *scenarios.Actor) {
		answered := func(session func(*scenarios.Answer) string) error {
			attempt := actor.Begin(nil)
			answer, err := attempt.Initiate(c.Context())
			c.Given(err, "USER_SRP_AUTH")
			_, err = attempt.AnswerPasswordVerifier(c.Context(), scenarios.WithSession(session(answer)))
			return err
		}
		err := answered(func(answer *scenarios.Answer) string { return answer.Session })
		if err != nil {
			c.Given(answered(func(*scenarios.Answer) string { return "" }), "PASSWORD_VERIFIER without a Session")
		}
		c.Succeeds(err, "PASSWORD_VERIFIER with its Session")
	})
}

// answerWrongly signs in with a wrong password.
func answerWrongly(c *Check, actor *scenarios.Actor) error {
	attempt := actor.Begin(nil)
	attempt.Password += "x"
	_, err := attempt.Initiate(c.Context())
	if provedBySRP(actor) {
		c.Given(err, "USER_SRP_AUTH")
		_, err = attempt.AnswerPasswordVerifier(c.Context())
	}
	return err
}

func provedBySRP(actor *scenarios.Actor) bool {
	return actor.Flow == "" || actor.Flow == types.AuthFlowTypeUserSrpAuth
}

func wrongPassword(c *Check) {
	c.in(plainAndConfidential(), func(actor *scenarios.Actor) {
		attempt := actor.Begin(nil)
		_, err := attempt.Initiate(c.Context())
		c.Given(err, "USER_SRP_AUTH")
		_, err = attempt.AnswerPasswordVerifier(c.Context())
		c.Given(err, "the right password")
		c.Refused(answerWrongly(c, actor), "a wrong password", notAuthorized)
	})
	inTheClear := func(flow types.AuthFlowType, admin bool) {
		c.CaseIn(string(flow), string(flow), func() {
			actor := c.Actor(whatever(), target.ClientSpec{})
			actor.Flow, actor.Admin = flow, admin
			c.Refused(answerWrongly(c, actor), "a wrong password", notAuthorized)
			c.GivenBegins(actor, flow)
		})
	}
	inTheClear(types.AuthFlowTypeUserPasswordAuth, false)
	if c.Has(spec.Administration) {
		inTheClear(types.AuthFlowTypeAdminUserPasswordAuth, true)
	}
}

func wrongPasswordText(c *Check) {
	c.in(plainAndConfidential(), func(actor *scenarios.Actor) {
		c.Says(answerWrongly(c, actor), "a wrong password", wrongCredentials, strings.TrimSuffix(wrongCredentials, "."))
		passwordIsTaken(c, actor)
	})
}

// aliased is a pool whose users may sign in by e-mail.
func aliased() target.PoolSpec {
	return target.PoolSpec{Tracking: target.Always, Aliases: []types.AliasAttributeType{types.AliasAttributeTypeEmail}}
}

// byAlias begins a sign-in under the e-mail address of a user.
func byAlias(c *Check, client target.ClientSpec) *scenarios.Attempt {
	actor := c.ActorWith(c.Pool(aliased()), client, target.UserSpec{Email: true})
	attempt := actor.Begin(nil)
	_, err := attempt.Initiate(c.Context(), actor.As(actor.User.Email))
	c.Given(err, "USER_SRP_AUTH by alias")
	return attempt
}

// aliasedWithMFA is a user who may sign in by e-mail, where a remembered device replaces
// the second factor.
func aliasedWithMFA(c *Check) *scenarios.Actor {
	pool := alwaysWithMFA().pool
	pool.Aliases = []types.AliasAttributeType{types.AliasAttributeTypeEmail}
	return c.ActorWith(c.Pool(pool), target.ClientSpec{}, target.UserSpec{Email: true, Factors: []target.Factor{target.TOTP}})
}

// pastPasswordByAlias proves the password in a sign-in that began under the user's
// e-mail address, which the rule takes for granted.
func pastPasswordByAlias(c *Check, actor *scenarios.Actor, device *scenarios.Device) *scenarios.Attempt {
	attempt := actor.Begin(device)
	_, err := attempt.Initiate(c.Context(), actor.As(actor.User.Email))
	c.Given(err, "USER_SRP_AUTH by alias")
	_, err = attempt.AnswerPasswordVerifier(c.Context(), actor.As(attempt.Last.Parameters["USER_ID_FOR_SRP"]))
	c.Given(err, "PASSWORD_VERIFIER with USER_ID_FOR_SRP")
	return attempt
}

func usernameInTheResponse(c *Check) {
	attempt := byAlias(c, target.ClientSpec{})
	user := attempt.Last.Parameters["USER_ID_FOR_SRP"]
	_, err := attempt.AnswerPasswordVerifier(c.Context(), attempt.Actor.As(user))
	c.Succeeds(err, "PASSWORD_VERIFIER with USER_ID_FOR_SRP")
	c.Expect(attempt.Last.Result).NotTo(BeNil(), "AuthenticationResult")
}

func aliasInTheResponse(c *Check) {
	for name, client := range sorted(map[string]target.ClientSpec{"a public client": {}, "a secret client": {Secret: true}}) {
		attempt := byAlias(c, client)
		_, err := attempt.AnswerPasswordVerifier(c.Context(), attempt.Actor.As(attempt.Actor.User.Email))
		c.Observe("%s: PASSWORD_VERIFIER with the alias, and its hash: %s", name, c.resultOf(err))
	}
}

func deviceKeyInEitherStep(c *Check) {
	places := map[string][2]bool{"AuthParameters alone": {true, false}, "the PASSWORD_VERIFIER response alone": {false, true}, "both": {true, true}}
	var cases []engine.NamedCase
	for _, s := range trackedWithMFA() {
		for place, in := range sorted(places) {
			cases = append(cases, engine.NamedCase{Name: s.String() + ", DEVICE_KEY in " + place, Cell: s.String(), Body: func() {
				actor := c.Actor(s.pool, s.client)
				device, _ := c.RememberedDevice(actor)
				attempt := actor.Begin(device)
				_, err := attempt.Initiate(c.Context(), editUnless(in[0], scenarios.Drop("DEVICE_KEY")))
				c.Succeeds(err, "USER_SRP_AUTH")
				_, err = attempt.AnswerPasswordVerifier(c.Context(), editUnless(in[1], scenarios.Drop("DEVICE_KEY")))
				c.Succeeds(err, "PASSWORD_VERIFIER")
				c.Expect(attempt.Last.Challenge).To(Equal(deviceSRPAuth), "challenge after the password")
			}})
		}
	}
	c.Cases(cases)
}

// editUnless is the edit, or none if the condition holds.
func editUnless(condition bool, edit scenarios.Edit) scenarios.Edit {
	if condition {
		return func(*scenarios.Request) {}
	}
	return edit
}

func emptyDeviceKeyIsAbsent(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		attempt := actor.Begin(nil)
		_, err := attempt.Initiate(c.Context(), scenarios.Set("DEVICE_KEY", ""))
		c.Succeeds(err, `USER_SRP_AUTH with DEVICE_KEY ""`)
		_, err = attempt.AnswerPasswordVerifier(c.Context(), scenarios.Set("DEVICE_KEY", ""))
		c.Succeeds(err, `PASSWORD_VERIFIER with DEVICE_KEY ""`)
		signIn, err := attempt.Finish(c.Context())
		c.Succeeds(err, "the rest of the sign-in")
		c.Expect(signIn.Result.NewDeviceMetadata).NotTo(BeNil(), "NewDeviceMetadata")
	})
	c.CaseIn("JSON null", "JSON null", func() {
		actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
		attempt := actor.Begin(nil)
		_, err := attempt.Initiate(c.Context())
		c.Given(err, "USER_SRP_AUTH")
		body := map[string]any{"ClientId": actor.Client.ID, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": map[string]any{
			"USERNAME": actor.User.Username, "SRP_A": attempt.Sent.Parameters["SRP_A"], "DEVICE_KEY": nil,
		}}
		response := c.raw("InitiateAuth", body)
		c.Succeeds(response.Err("InitiateAuth"), "USER_SRP_AUTH with DEVICE_KEY null")
		c.Expect(response.Object()).To(HaveKeyWithValue("ChallengeName", "PASSWORD_VERIFIER"))
	})
}

func adminFlowsAreTheSame(c *Check) {
	var cases []engine.NamedCase
	for _, s := range plainAndConfidential() {
		for _, flow := range []types.AuthFlowType{types.AuthFlowTypeUserSrpAuth, types.AuthFlowTypeAdminUserPasswordAuth} {
			name := s.String() + ", " + string(flow)
			cases = append(cases, engine.NamedCase{Name: name, Cell: name, Body: func() {
				actor := c.Actor(s.pool, s.client)
				actor.Admin, actor.Flow = true, flow
				signIn, err := actor.SignIn(c.Context(), nil)
				c.Succeeds(err, "sign-in by AdminInitiateAuth")
				c.Expect(signIn.AccessToken()).NotTo(BeEmpty(), "AccessToken")
				c.Expect(signIn.Saw(passwordVerifier)).To(Equal(flow == types.AuthFlowTypeUserSrpAuth), "PASSWORD_VERIFIER in "+challengesOf(signIn))
				if s.pool.MFA != target.MFAOff {
					c.MFAIsAsked(signIn)
				}
				flowRefusesWrongPassword(c, actor)
			}})
		}
	}
	c.Cases(cases)
}

func adminInitiateTakesDeviceKey(c *Check) { adminTakesDeviceKey(c, types.AuthFlowTypeUserSrpAuth) }

func adminPasswordFlowTakesDeviceKey(c *Check) {
	adminTakesDeviceKey(c, types.AuthFlowTypeAdminUserPasswordAuth)
}

// adminTakesDeviceKey sends the key in AuthParameters, and in no response to
// PASSWORD_VERIFIER.
func adminTakesDeviceKey(c *Check, flow types.AuthFlowType) {
	proven := provenOnce(c)
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, registered := c.RememberedDevice(actor)
		actor.Admin, actor.Flow = true, flow
		attempt := actor.Begin(device)
		answer, err := attempt.Initiate(c.Context())
		c.Succeeds(err, "AdminInitiateAuth with DEVICE_KEY")
		if answer.Challenge == passwordVerifier {
			_, err = attempt.AnswerPasswordVerifier(c.Context(), scenarios.Drop("DEVICE_KEY"))
			c.Succeeds(err, "PASSWORD_VERIFIER")
		}
		signIn, err := attempt.Finish(c.Context())
		c.Succeeds(err, "the rest of the sign-in")
		if !signIn.Saw(deviceSRPAuth) {
			c.Fail("the challenge DEVICE_SRP_AUTH", challengesOf(signIn))
		}
		c.MFAIsNotAsked(signIn)
		c.MFAIsReplaced(registered)
		proven(walker{actor, device})
	})
}

// responsesNeedUsername walks a sign-in with MFA and one with a device.
func responsesNeedUsername(c *Check) {
	atEachStep(c, scenarios.Drop("USERNAME"), func(_ *scenarios.Actor, step string, err error) {
		if step != "InitiateAuth" {
			c.Refused(err, step+" without USERNAME")
		}
	})
}
