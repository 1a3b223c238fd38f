package suites

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerSession lists the checks of how long a challenge and its Session live.
func registerSession(s registry) {
	s.Rule("AUTH-14", latePasswordVerifier, engine.Waits(longestSession+slack))
	s.Rule("AUTH-15", sessionLife, engine.DependsOn("MFA-02"), engine.Waits(2*(shortestSession+5*time.Minute)+shortestSession+slack))
	s.Rule("AUTH-16", sessionIsSingleUse)
	s.Rule("AUTH-17", sessionIsOfOneChallenge)
	s.Rule("AUTH-25", expiredSessionText, engine.DependsOn("MFA-02"), engine.Waits(shortestSession+slack))
}

// The bounds of AuthSessionValidity; the shorter is the default.
const (
	shortestSession = 3 * time.Minute
	longestSession  = 15 * time.Minute
)

// withMFA is a pool whose sign-in has a challenge with a Session.
func withMFA() target.PoolSpec { return target.PoolSpec{MFA: target.MFAOn} }

// latePasswordVerifier waits for the longest life of any Session: how long "a few
// seconds" are is not documented.
func latePasswordVerifier(c *Check) {
	pool := c.Pool(whatever())
	actor := c.ActorIn(pool, target.ClientSpec{})
	passwordIsTaken(c, actor)
	attempt := actor.Begin(nil)
	_, err := attempt.Initiate(c.Context())
	c.Given(err, "USER_SRP_AUTH")
	c.Wait(pool, longestSession+slack)
	_, err = attempt.AnswerPasswordVerifier(c.Context())
	c.Refused(err, "PASSWORD_VERIFIER answered late", notAuthorized)
}

func sessionLife(c *Check) {
	pool := c.Pool(withMFA())
	each(c, map[string]time.Duration{"by default": 0, "of 5 minutes": 5 * time.Minute}, func(_ string, validity time.Duration) {
		actor := c.ActorIn(pool, target.ClientSpec{Session: validity})
		if validity == 0 {
			c.byDefault(actor.Client)
			validity = shortestSession
		}
		other, clock := c.another(actor), c.Target().Clock()
		begun := clock.Now(pool.ID)
		inTime, late := c.AtMFA(actor, nil), c.AtMFA(other, nil)
		const margin = 45 * time.Second
		c.Wait(pool, validity-margin)
		_, err := inTime.AnswerMFA(c.Context())
		if took := clock.Now(pool.ID).Sub(begun); err != nil && took >= validity {
			c.Skip("the answer came " + took.String() + " after the sign-in began, when the Session may be over")
		}
		c.Succeeds(err, "a Session shortly before it expires")
		c.Wait(pool, margin+slack)
		_, err = late.AnswerMFA(c.Context())
		c.Refused(err, "an expired Session")
	})
	c.CaseIn(deviceLegName, "of a device's challenge", func() { lateDevice(c) })
}

// lateDevice answers DEVICE_SRP_AUTH when its Session is over: clients may leave the
// Session out (DEV-SRP-14), but this one is sent.
func lateDevice(c *Check) {
	actor := c.ActorIn(freshPool(c, alwaysWithMFA().pool), target.ClientSpec{})
	device, _ := c.RememberedDevice(actor)
	late := c.AtDeviceChallenge(actor, device)
	sessionOf(c, late)
	c.Wait(actor.Client.Pool, shortestSession+slack)
	_, err := late.AnswerDeviceSRPAuth(c.Context())
	if err == nil {
		_, err = late.AnswerDevicePasswordVerifier(c.Context())
	}
	c.Refused(err, "DEVICE_SRP_AUTH answered with an expired Session")
	c.SignedIn(actor, device)
}

func expiredSessionText(c *Check) {
	pool := c.Pool(withMFA())
	actor := c.ActorIn(pool, target.ClientSpec{})
	c.byDefault(actor.Client)
	attempt := c.AtMFA(actor, nil)
	c.Wait(pool, shortestSession+slack)
	_, err := attempt.AnswerMFA(c.Context())
	c.Refused(err, "an expired Session", notAuthorized)
	c.Says(err, "an expired Session", "Invalid session for the user, session is expired.")
}

func sessionIsSingleUse(c *Check) {
	c.in([]setting{{pool: withMFA()}, confidential()}, func(actor *scenarios.Actor) {
		attempt := c.AtMFA(actor, nil)
		session := attempt.Last.Session
		_, err := attempt.AnswerMFA(c.Context())
		c.Given(err, "answering with the code")
		code, err := actor.User.Code(c.Context(), target.TOTP)
		c.Given(err, "getting another code")
		_, err = attempt.Respond(c.Context(), softwareTokenMFA, map[string]string{"SOFTWARE_TOKEN_MFA_CODE": code}, scenarios.WithSession(session))
		c.Refused(err, "a Session used twice", notAuthorized)
		c.Says(err, "a Session used twice", "Invalid session for the user, session can only be used once.")
	})
}

func sessionIsOfOneChallenge(c *Check) {
	eachIn(c, "second factor", map[string]func(code string) (types.ChallengeNameType, map[string]string){
		"SMS_MFA": func(code string) (types.ChallengeNameType, map[string]string) {
			return types.ChallengeNameTypeSmsMfa, map[string]string{"SMS_MFA_CODE": code}
		},
		"EMAIL_OTP": func(code string) (types.ChallengeNameType, map[string]string) {
			return types.ChallengeNameTypeEmailOtp, map[string]string{"EMAIL_OTP_CODE": code}
		},
		"MFA_SETUP": func(string) (types.ChallengeNameType, map[string]string) {
			return types.ChallengeNameTypeMfaSetup, nil
		},
		"NEW_PASSWORD_REQUIRED": func(string) (types.ChallengeNameType, map[string]string) {
			return types.ChallengeNameTypeNewPasswordRequired, map[string]string{"NEW_PASSWORD": "Another1!Password"}
		},
		"SELECT_MFA_TYPE": func(string) (types.ChallengeNameType, map[string]string) {
			return types.ChallengeNameTypeSelectMfaType, map[string]string{"ANSWER": "SOFTWARE_TOKEN_MFA"}
		},
	}, func(name string, other func(string) (types.ChallengeNameType, map[string]string)) {
		actor := c.Actor(withMFA(), target.ClientSpec{})
		attempt := c.AtMFA(actor, nil)
		code, err := actor.User.Code(c.Context(), target.TOTP)
		c.Given(err, "getting a code")
		challenge, parameters := other(code)
		_, err = attempt.Respond(c.Context(), challenge, parameters)
		c.Refused(err, name+" in answer to SOFTWARE_TOKEN_MFA")
	})
	c.CaseIn(deviceLegName, "SOFTWARE_TOKEN_MFA in answer to DEVICE_SRP_AUTH", func() {
		s := confidential()
		actor := c.Actor(s.pool, s.client)
		device, _ := c.RememberedDevice(actor)
		attempt := c.AtDeviceChallenge(actor, device)
		code, err := actor.User.Code(c.Context(), target.TOTP)
		c.Given(err, "getting a code")
		answer, err := attempt.Respond(c.Context(), softwareTokenMFA, map[string]string{"SOFTWARE_TOKEN_MFA_CODE": code})
		if err == nil {
			c.Expect(answer.Result).To(BeNil(), "tokens for a challenge that was not issued")
		}
		c.Refused(err, "SOFTWARE_TOKEN_MFA in answer to DEVICE_SRP_AUTH")
	})
	c.CaseIn(deviceLegName, "DEVICE_SRP_AUTH in answer to SOFTWARE_TOKEN_MFA", func() {
		s := confidential()
		actor := c.Actor(s.pool, s.client)
		device, signIn := c.RememberedDevice(actor)
		c.Given(actor.Unremember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus(not_remembered)")
		attempt := c.AtMFA(actor, device)
		_, err := attempt.AnswerDeviceSRPAuth(c.Context())
		if err == nil {
			_, err = attempt.AnswerDevicePasswordVerifier(c.Context())
		}
		c.Refused(err, "DEVICE_SRP_AUTH in answer to SOFTWARE_TOKEN_MFA")
	})
}
