package suites

import (
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerChosenCodes lists the checks of one-time passwords as first factors, and
// of what follows the first factor of USER_AUTH.
func registerChosenCodes(s registry) {
	s.Rule("USER-12", requiredMFALimitsChoice, engine.DependsOn("USER-01"))
	s.Rule("USER-13", mfaFollowsChosenPassword, engine.DependsOn("USER-05"))
	s.Rule("USER-14", emailCodeSignsIn)
	s.Rule("USER-15", smsCodeSignsIn)
	s.Rule("USER-16", selectedEmailCode, engine.DependsOn("USER-01", "USER-14"))
	s.Rule("USER-17", wrongOneTimePassword, engine.DependsOn("USER-14"))
	s.Rule("USER-23", choiceTakesDeviceKey, engine.DependsOn("USER-05"))
	s.Rule("USER-24", whatFollowsPasswordAndDevice)
	s.Rule("USER-25", whatFollowsCodeAndDevice)
	s.Rule("USER-26", choiceGivesMetadata, engine.DependsOn("USER-05", "DEV-NEW-01"))
	s.Rule("USER-28", codesOfferedBesideMFA)
}

// requiredMFALimitsChoice takes a target that refuses such a pool at its word.
func requiredMFALimitsChoice(c *Check) {
	for name, spec := range sorted(map[string]target.PoolSpec{"passwords allowed": offering(), "codes allowed": offering(types.AuthFactorTypeEmailOtp)}) {
		c.Case(name, func() {
			spec.MFA = target.MFAOn
			pool, err := c.Fixtures().Pool(c.Context(), spec)
			if err != nil && len(spec.FirstFactors) > 1 && target.AsError(err).Kind == target.Refused {
				return
			}
			c.Given(err, "creating a pool")
			actor := c.ActorWith(pool, choosingClient(), target.UserSpec{Email: true, Factors: []target.Factor{target.TOTP}})
			for _, offered := range choice(c, actor).Last.Available {
				c.Expect(offered).NotTo(Or(Equal(types.ChallengeNameTypeEmailOtp), Equal(types.ChallengeNameTypeSmsOtp)), "a first factor where MFA is required")
			}
		})
	}
}

func mfaFollowsChosenPassword(c *Check) {
	spec := offering()
	spec.MFA = target.MFAOn
	attempt := c.Actor(spec, choosingClient()).Begin(nil)
	_, err := attempt.Choose(c.Context(), chosenPassword)
	c.Succeeds(err, "USER_AUTH with PREFERRED_CHALLENGE=PASSWORD")
	signIn, err := attempt.Finish(c.Context())
	c.Succeeds(err, "the rest of the sign-in")
	c.MFAIsAsked(signIn)
}

// reachable is a user of a pool that sends codes, with both addresses.
func reachable(c *Check, spec target.PoolSpec) *scenarios.Actor {
	return c.ActorWith(c.Pool(spec), choosingClient(), target.UserSpec{Email: true, Phone: true})
}

// codeSignsIn prefers a code, and holds that it is sent and signs in.
func codeSignsIn(c *Check, factor types.ChallengeNameType, allowed types.AuthFactorType) {
	pool := offering(allowed)
	pool.Texts = allowed == types.AuthFactorTypeSmsOtp
	actor := reachable(c, pool)
	attempt := actor.Begin(nil)
	answer, err := attempt.Choose(c.Context(), factor)
	c.textIsDue(actor.Client.Pool, err == nil && answer.Challenge == factor || !pool.Texts)
	c.Succeeds(err, "USER_AUTH with PREFERRED_CHALLENGE="+string(factor))
	c.Expect(answer.Challenge).To(Equal(factor), "challenge of USER_AUTH")
	endsWithCode(c, attempt, factor)
}

// endsWithCode answers with the code that was sent.
func endsWithCode(c *Check, attempt *scenarios.Attempt, factor types.ChallengeNameType) {
	_, err := attempt.AnswerMFA(c.Context())
	c.Succeeds(err, "the code that was sent")
	endsFirstFactor(c, attempt)
	again := attempt.Actor.Begin(nil)
	_, err = again.Choose(c.Context(), factor)
	c.Given(err, "USER_AUTH with PREFERRED_CHALLENGE="+string(factor))
	c.Discerned(wrongOneTimeCode(c, again), "a wrong one-time password", "USER-17")
}

func emailCodeSignsIn(c *Check) { codeSignsIn(c, chosenEmail, types.AuthFactorTypeEmailOtp) }

func smsCodeSignsIn(c *Check) { codeSignsIn(c, chosenSMS, types.AuthFactorTypeSmsOtp) }

func selectedEmailCode(c *Check) {
	attempt := choice(c, reachable(c, offering(types.AuthFactorTypeEmailOtp)))
	answer, err := attempt.SelectFactor(c.Context(), chosenEmail)
	c.Succeeds(err, "SELECT_CHALLENGE with EMAIL_OTP")
	c.Expect(answer.Challenge).To(Equal(chosenEmail), "challenge after SELECT_CHALLENGE")
	endsWithCode(c, attempt, chosenEmail)
}

func wrongOneTimePassword(c *Check) {
	actor := reachable(c, offering(types.AuthFactorTypeEmailOtp))
	attempt := actor.Begin(nil)
	_, err := attempt.Choose(c.Context(), chosenEmail)
	c.Given(err, "USER_AUTH with PREFERRED_CHALLENGE=EMAIL_OTP")
	c.Refused(wrongOneTimeCode(c, attempt), "a wrong one-time password")
	again := actor.Begin(nil)
	_, err = again.Choose(c.Context(), chosenEmail)
	c.Given(err, "USER_AUTH with PREFERRED_CHALLENGE=EMAIL_OTP")
	_, err = again.AnswerMFA(c.Context())
	c.Given(err, "the right one-time password")
}

// wrongOneTimeCode answers the challenge at hand with another code than the one sent.
func wrongOneTimeCode(c *Check, attempt *scenarios.Attempt) error {
	factor := target.Email
	if attempt.Last.Challenge == chosenSMS {
		factor = target.SMS
	}
	code, err := attempt.Actor.User.Code(c.Context(), factor)
	c.Given(err, "getting the code")
	_, err = attempt.AnswerMFAWith(c.Context(), otherCode(code))
	return err
}

// otherCode is a code that differs from the one given in its last digit.
func otherCode(code string) string {
	last := code[len(code)-1]
	if last == '0' {
		return code[:len(code)-1] + "1"
	}
	return code[:len(code)-1] + "0"
}

// tracking has the pool remember devices that stand in for the second factor.
func tracking(spec target.PoolSpec, mfa target.MFA) target.PoolSpec {
	spec.Tracking, spec.ChallengeRequired, spec.MFA = target.Always, true, mfa
	return spec
}

func choiceTakesDeviceKey(c *Check) {
	actor := c.Actor(tracking(offering(), target.MFAOn), choosingClient())
	device, _ := c.RememberedDevice(actor)
	for _, factor := range []types.ChallengeNameType{"", chosenPassword, chosenSRP} {
		name := "PREFERRED_CHALLENGE " + string(factor)
		if factor == "" {
			name = "no PREFERRED_CHALLENGE"
		}
		c.Case(name, func() {
			attempt := choosing(c, actor, factor)
			if attempt == nil {
				return
			}
			attempt.Device = device
			_, err := attempt.Choose(c.Context(), factor)
			c.Succeeds(err, "USER_AUTH with DEVICE_KEY")
		})
	}
}

func whatFollowsPasswordAndDevice(c *Check) {
	actor := c.Actor(tracking(offering(), target.MFAOn), choosingClient())
	device, _ := c.RememberedDevice(actor)
	for _, factor := range []types.ChallengeNameType{chosenPassword, chosenSRP} {
		attempt := actor.Begin(device)
		_, err := attempt.Choose(c.Context(), factor)
		c.Observe("%s", follows(c, string(factor)+" with the key of a remembered device", attempt, err))
	}
}

func whatFollowsCodeAndDevice(c *Check) {
	actor := reachable(c, tracking(offering(types.AuthFactorTypeEmailOtp), target.MFAOff))
	device, _ := c.RememberedDevice(actor)
	attempt := actor.Begin(device)
	_, err := attempt.Choose(c.Context(), chosenEmail)
	c.Observe("%s", follows(c, "EMAIL_OTP with the key of a remembered device", attempt, err))
}

// follows walks an attempt to its end, if it began, and words what it met.
func follows(c *Check, what string, attempt *scenarios.Attempt, err error) string {
	if err != nil {
		return what + ": " + resultOf(err)
	}
	signIn, err := attempt.Finish(c.Context())
	if err != nil {
		return what + ": " + resultOf(err)
	}
	return what + ": " + challengesOf(signIn)
}

func choiceGivesMetadata(c *Check) {
	attempt := c.Actor(tracking(offering(), target.MFAOff), choosingClient()).Begin(nil)
	_, err := attempt.Choose(c.Context(), chosenPassword)
	c.Given(err, "USER_AUTH with PREFERRED_CHALLENGE=PASSWORD")
	signIn, err := attempt.Finish(c.Context())
	c.Given(err, "the rest of the sign-in")
	c.Expect(signIn.Result.NewDeviceMetadata).NotTo(BeNil(), "NewDeviceMetadata")
}

func codesOfferedBesideMFA(c *Check) {
	spec := offering(types.AuthFactorTypeEmailOtp)
	spec.MFA = target.MFAOptional
	actor := c.ActorWith(c.Pool(spec), choosingClient(), target.UserSpec{Email: true, Factors: []target.Factor{target.TOTP}})
	c.Observe("first factors of a user with an active second one: %v", choice(c, actor).Last.Available)
}
