package suites

import (
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerMFAPreference lists the checks of the factors that a user chooses.
func registerMFAPreference(s registry) {
	s.Rule("MFA-04", selectMFAType)
	s.Rule("MFA-09", activeFactorIsAsked, engine.DependsOn("MFA-02"))
	s.Rule("MFA-10", preferenceWithoutToken)
	s.Rule("MFA-11", onePreferredFactor)
}

// withoutPreference is a user with several factors active and none preferred.
func withoutPreference(c *Check, factors ...target.Factor) *scenarios.Actor {
	pool := c.Pool(target.PoolSpec{MFA: target.MFAOn, Factors: factors})
	return c.ActorWith(pool, target.ClientSpec{}, target.UserSpec{Factors: factors, NoPreference: true})
}

func selectMFAType(c *Check) {
	factors := []target.Factor{target.TOTP, target.SMS}
	if c.Has(spec.Email) {
		factors = append(factors, target.Email)
	}
	answers := map[string]target.Factor{"SOFTWARE_TOKEN_MFA": target.TOTP, "SMS_MFA": target.SMS}
	for answer, factor := range sorted(answers) {
		c.Case("ANSWER "+answer, func() { selectsFactor(c, withoutPreference(c, factors...), answer, factor) })
	}
	if !c.Has(spec.Email) {
		return
	}
	c.Case("ANSWER EMAIL_OTP or EMAIL_MFA", func() {
		actor := withoutPreference(c, factors...)
		attempt := c.AtMFA(actor, nil)
		_, err := attempt.AnswerSelectMFA(c.Context(), target.Email)
		if err != nil {
			_, err = c.AtMFA(actor, nil).AnswerSelectMFA(c.Context(), "EMAIL_MFA")
		}
		c.Succeeds(err, "SELECT_MFA_TYPE with the e-mail factor")
	})
	c.Case("ANSWER of no factor", func() {
		_, err := c.AtMFA(withoutPreference(c, factors...), nil).AnswerSelectMFA(c.Context(), "CARRIER_PIGEON")
		c.Refused(err, "SELECT_MFA_TYPE with an unknown ANSWER")
	})
}

// selectsFactor answers SELECT_MFA_TYPE and holds that the factor's challenge follows,
// whose code leads to tokens.
func selectsFactor(c *Check, actor *scenarios.Actor, answer string, factor target.Factor) {
	attempt := c.AtMFA(actor, nil)
	c.Expect(attempt.Last.Challenge).To(Equal(types.ChallengeNameTypeSelectMfaType), "challenge of a user with several factors")
	got, err := attempt.AnswerSelectMFA(c.Context(), target.Factor(answer))
	c.Succeeds(err, "SELECT_MFA_TYPE with "+answer)
	c.Expect(got.Challenge).To(BeEquivalentTo(factor), "challenge after SELECT_MFA_TYPE")
	_, err = attempt.Finish(c.Context())
	c.Given(err, "the selected factor's code")
}

// activeFactorIsAsked follows a user of a pool with MFA optional through three
// sign-ins: without a factor, with one, and on a trusted device.
func activeFactorIsAsked(c *Check) {
	var cases []engine.NamedCase
	for _, tracking := range bothTrackings() {
		cases = append(cases, engine.NamedCase{Name: "devices " + tracking.String(), Body: func() {
			pool := c.Pool(target.PoolSpec{Tracking: tracking, ChallengeRequired: true, MFA: target.MFAOptional})
			without := c.ActorWith(pool, target.ClientSpec{}, target.UserSpec{})
			c.MFAIsNotAsked(c.SignedIn(without, nil))
			actor := c.ActorIn(pool, target.ClientSpec{})
			c.MFAIsAsked(c.SignedIn(actor, nil))
			device, _ := c.RememberedDevice(actor)
			c.MFAIsNotAsked(c.SignedIn(actor, device))
			c.MFAIsAsked(c.SignedIn(actor, nil))
		}})
	}
	c.Cases(cases)
}

func preferenceWithoutToken(c *Check) {
	pool := c.Pool(target.PoolSpec{MFA: target.MFAOptional})
	actor := c.ActorWith(pool, target.ClientSpec{}, target.UserSpec{})
	err := setPreference(c, c.SignedIn(actor, nil).AccessToken(), func(in *cip.SetUserMFAPreferenceInput) {
		in.SoftwareTokenMfaSettings = softwareToken(true, true)
	})
	c.Refused(err, "SetUserMFAPreference of a token never registered", invalidParameter)
	c.Says(err, "SetUserMFAPreference of a token never registered", "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA")
}

func onePreferredFactor(c *Check) {
	factors := []target.Factor{target.TOTP, target.SMS}
	c.Case("two preferred", func() {
		actor := withoutPreference(c, factors...)
		attempt := c.AtMFA(actor, nil)
		_, err := attempt.AnswerSelectMFA(c.Context(), target.TOTP)
		c.Given(err, "SELECT_MFA_TYPE")
		signIn, err := attempt.Finish(c.Context())
		c.Given(err, "sign-in")
		err = setPreference(c, signIn.AccessToken(), func(in *cip.SetUserMFAPreferenceInput) {
			in.SoftwareTokenMfaSettings, in.SMSMfaSettings = softwareToken(true, true), sms(true, true)
		})
		c.Refused(err, "SetUserMFAPreference with two preferred factors", invalidParameter)
	})
	c.Case("several active, none preferred", func() {
		c.Expect(c.AtMFA(withoutPreference(c, factors...), nil).Last.Challenge).To(Equal(types.ChallengeNameTypeSelectMfaType), "challenge after the password")
	})
	for _, preferred := range factors {
		c.Case("several active, "+string(preferred)+" preferred", func() {
			order := []target.Factor{preferred}
			for _, factor := range factors {
				if factor != preferred {
					order = append(order, factor)
				}
			}
			pool := c.Pool(target.PoolSpec{MFA: target.MFAOn, Factors: factors})
			actor := c.ActorWith(pool, target.ClientSpec{}, target.UserSpec{Factors: order})
			c.Expect(c.AtMFA(actor, nil).Last.Challenge).To(BeEquivalentTo(preferred), "challenge after the password")
		})
	}
}
