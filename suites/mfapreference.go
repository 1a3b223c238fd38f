package suites

import (
	"encoding/json"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
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
	s.Rule("MFA-09", activeFactorIsAsked, engine.Waits(codesOfThree))
	s.Rule("MFA-10", preferenceWithoutToken)
	s.Rule("MFA-11", onePreferredFactor)
	s.Rule("MFA-16", choiceIsOfferedEverywhere)
	s.Rule("MFA-19", factorsToSelectAreListed)
	s.Rule("MFA-30", lastFactorStaysOn, engine.DependsOn("MFA-02"))
	s.Rule("MFA-35", mfaTurnedOff, engine.DependsOn("MFA-02"))
	s.Rule("MFA-36", factorIsTurnedOffAndOn, engine.DependsOn("MFA-02"))
	s.Rule("MFA-37", adminTurnsFactorOffAndOn, engine.DependsOn("MFA-02"))
	s.Rule("MFA-38", activeFactorsAreTold)
	s.Rule("MFA-40", emailForRecoveryAlone)
}

// selectMFA is the challenge to choose a factor.
const selectMFA = types.ChallengeNameTypeSelectMfaType

// withoutPreference is a user with several factors active and none preferred, in a
// pool that demands MFA: there all documents agree that the user is to choose.
func withoutPreference(c *Check, factors ...target.Factor) *scenarios.Actor {
	pool := c.Pool(target.PoolSpec{MFA: target.MFAOn, Factors: factors})
	return c.ActorWith(pool, target.ClientSpec{}, target.UserSpec{Factors: factors, NoPreference: true})
}

// severalFactors are TOTP and SMS, and e-mail where the target has it.
func severalFactors(c *Check) []target.Factor {
	factors := []target.Factor{target.TOTP, target.SMS}
	if c.Has(spec.Email) {
		factors = append(factors, target.Email)
	}
	return factors
}

func selectMFAType(c *Check) {
	factors := severalFactors(c)
	answers := map[string]target.Factor{"SOFTWARE_TOKEN_MFA": target.TOTP, "SMS_MFA": target.SMS}
	for answer, factor := range sorted(answers) {
		c.Case("ANSWER "+answer, func() { selectsFactor(c, withoutPreference(c, factors...), answer, factor) })
	}
	c.Case("ANSWER of no factor", func() {
		_, err := c.AtMFA(withoutPreference(c, factors...), nil).AnswerSelectMFA(c.Context(), "CARRIER_PIGEON")
		c.Refused(err, "SELECT_MFA_TYPE with an unknown ANSWER")
	})
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
}

// selectsFactor answers SELECT_MFA_TYPE and holds that the factor's challenge follows,
// whose code leads to tokens.
func selectsFactor(c *Check, actor *scenarios.Actor, answer string, factor target.Factor) {
	attempt := c.AtMFA(actor, nil)
	c.Expect(attempt.Last.Challenge).To(Equal(selectMFA), "challenge of a user with several factors")
	got, err := attempt.AnswerSelectMFA(c.Context(), target.Factor(answer))
	c.Succeeds(err, "SELECT_MFA_TYPE with "+answer)
	c.Expect(got.Challenge).To(BeEquivalentTo(factor), "challenge after SELECT_MFA_TYPE")
	_, err = attempt.Finish(c.Context())
	c.Given(err, "the selected factor's code")
}

// factorsToSelectAreListed takes either name of the parameter: AWS's guide has one,
// its clients read the other.
func factorsToSelectAreListed(c *Check) {
	factors := severalFactors(c)
	attempt := c.AtMFA(withoutPreference(c, factors...), nil)
	if attempt.Last.Challenge != selectMFA {
		c.Skip("SELECT_MFA_TYPE was not asked")
	}
	listed := attempt.Last.Parameters["MFAS_CAN_SELECT"]
	if listed == "" {
		listed = attempt.Last.Parameters["MFAS_CAN_CHOOSE"]
	}
	var offered []target.Factor
	err := json.Unmarshal([]byte(listed), &offered)
	c.Expect(err).To(BeNil(), "MFAS_CAN_SELECT or MFAS_CAN_CHOOSE as a JSON list: "+listed)
	for _, factor := range factors {
		name := target.Factor("EMAIL_MFA") // as the documents also write it
		if factor != target.Email {
			name = factor
		}
		c.Expect(offered).To(ContainElement(Or(Equal(factor), Equal(name))), "the factors to select")
	}
}

// activeFactorIsAsked follows a user of a pool with MFA optional through three
// sign-ins: without a factor, with one, and on a trusted device.
func activeFactorIsAsked(c *Check) {
	var cases []engine.NamedCase
	for _, tracking := range append(bothTrackings(), target.NoTracking) {
		cases = append(cases, engine.NamedCase{Name: "devices " + tracking.String(), Cell: "devices " + tracking.String(), Body: func() {
			pool := c.Pool(target.PoolSpec{Tracking: tracking, ChallengeRequired: true, MFA: target.MFAOptional})
			without := c.ActorWith(pool, target.ClientSpec{}, target.UserSpec{})
			c.MFAIsNotAsked(c.SignedIn(without, nil))
			actor := c.ActorIn(pool, target.ClientSpec{})
			c.MFAIsAsked(c.SignedIn(actor, nil))
			if tracking != target.NoTracking {
				device, _ := c.RememberedDevice(actor)
				c.MFAIsNotAsked(c.SignedIn(actor, device))
			}
			c.MFAIsAsked(c.SignedIn(actor, nil))
		}})
	}
	c.Cases(cases)
	factorIsAskedEverywhere(c)
}

// factorIsAskedEverywhere signs in by a password in the clear, under an alias, and with a
// temporary password.
func factorIsAskedEverywhere(c *Check) {
	pool := c.within(target.PoolSpec{MFA: target.MFAOptional, Aliases: []types.AliasAttributeType{types.AliasAttributeTypeEmail}})
	for name, signIn := range sorted(map[string]func(*scenarios.Actor) *scenarios.Attempt{
		"USER_PASSWORD_AUTH": func(actor *scenarios.Actor) *scenarios.Attempt {
			actor.Flow = types.AuthFlowTypeUserPasswordAuth
			return c.afterPassword(actor, nil)
		},
		"an alias": func(actor *scenarios.Actor) *scenarios.Attempt { return pastPasswordByAlias(c, actor, nil) },
		"a temporary password": func(actor *scenarios.Actor) *scenarios.Attempt {
			giveTemporaryPassword(c, actor)
			attempt := c.afterPassword(actor, nil)
			if attempt.Last.Challenge == types.ChallengeNameTypeNewPasswordRequired {
				_, err := attempt.AnswerNewPassword(c.Context(), newPassword)
				c.Given(err, "NEW_PASSWORD_REQUIRED")
			}
			return attempt
		},
	}) {
		c.CaseIn(name, name, func() {
			c.needsMFA()
			actor := c.ActorWith(c.Pool(pool), target.ClientSpec{}, target.UserSpec{Email: true, Factors: []target.Factor{target.TOTP}})
			attempt := signIn(actor)
			c.Expect(scenarios.IsMFA(attempt.Last.Challenge)).To(BeTrue(), "a second factor asked for in a sign-in with "+name)
		})
	}
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
	pool := c.Pool(target.PoolSpec{MFA: target.MFAOn, Factors: factors})
	for _, preferred := range factors {
		c.Case("several active, "+string(preferred)+" preferred", func() {
			c.Expect(c.AtMFA(preferring(c, pool, preferred, factors), nil).Last.Challenge).To(BeEquivalentTo(preferred), "challenge after the password")
		})
	}
	c.Case("two preferred", func() {
		signIn := c.SignedIn(preferring(c, pool, target.TOTP, factors), nil)
		err := setPreference(c, signIn.AccessToken(), func(in *cip.SetUserMFAPreferenceInput) {
			in.SoftwareTokenMfaSettings, in.SMSMfaSettings = softwareToken(true, true), sms(true, true)
		})
		c.Refused(err, "SetUserMFAPreference with two preferred factors")
	})
}

// preferring is a user with all of the factors active, one of them preferred.
func preferring(c *Check, pool *target.Pool, preferred target.Factor, factors []target.Factor) *scenarios.Actor {
	others := slices.DeleteFunc(slices.Clone(factors), func(f target.Factor) bool { return f == preferred })
	return c.ActorWith(pool, target.ClientSpec{}, target.UserSpec{Factors: append([]target.Factor{preferred}, others...)})
}

// choiceIsOfferedEverywhere looks where the documents disagree: the guide has TOTP
// asked for where MFA is optional, and takes away a factor whose address serves for
// account recovery.
func choiceIsOfferedEverywhere(c *Check) {
	factors := []target.Factor{target.TOTP, target.SMS}
	for name, pool := range sorted(map[string]target.PoolSpec{
		"MFA optional":                  {MFA: target.MFAOptional, Factors: factors},
		"account recovery by telephone": {MFA: target.MFAOn, Factors: factors, Edit: recoveredBy(types.RecoveryOptionNameTypeVerifiedPhoneNumber)},
	}) {
		c.Case(name, func() {
			actor := c.ActorWith(c.Pool(pool), target.ClientSpec{}, target.UserSpec{Factors: factors, NoPreference: true})
			c.Expect(c.AtMFA(actor, nil).Last.Challenge).To(Equal(selectMFA), "challenge after the password")
		})
	}
}

// recoveredBy has users recover their accounts by one means alone.
func recoveredBy(means types.RecoveryOptionNameType) func(*cip.CreateUserPoolInput) {
	return func(in *cip.CreateUserPoolInput) {
		in.AccountRecoverySetting = &types.AccountRecoverySettingType{
			RecoveryMechanisms: []types.RecoveryOptionType{{Name: means, Priority: aws.Int32(1)}},
		}
	}
}

// mayChange leaves users alone that were there before.
func (c *Check) mayChange(actor *scenarios.Actor) {
	if actor.User.Given {
		c.Skip("users of the target file are not changed")
	}
}

// lastFactorStaysOn holds what comes of it, not the answer: a target may refuse to
// turn the factor off, or let it be.
func lastFactorStaysOn(c *Check) {
	actor := withFactor(c, target.TOTP, target.ClientSpec{})
	c.mayChange(actor)
	err := setPreference(c, c.SignedIn(actor, nil).AccessToken(), func(in *cip.SetUserMFAPreferenceInput) {
		in.SoftwareTokenMfaSettings = softwareToken(false, false)
	})
	if err != nil {
		c.GivenRefused(err, "SetUserMFAPreference that turns the last factor off")
	}
	c.Expect(c.afterPassword(actor, nil).Last.Challenge).To(Equal(softwareTokenMFA), "challenge after the password")
}

func mfaTurnedOff(c *Check) {
	pool, err := c.Fixtures().FreshPool(c.Context(), target.PoolSpec{MFA: target.MFAOptional})
	c.Given(err, "creating a pool")
	actor := c.ActorIn(pool, target.ClientSpec{})
	if !c.SignedIn(actor, nil).SawMFA() {
		c.SkipBecause("MFA-09", "no second factor was asked for before")
	}
	_, err = c.Target().API().SetUserPoolMfaConfig(c.Context(), &cip.SetUserPoolMfaConfigInput{
		UserPoolId: &pool.ID, MfaConfiguration: types.UserPoolMfaTypeOff,
	})
	c.Given(err, "SetUserPoolMfaConfig(OFF)")
	c.MFAIsNotAsked(c.SignedIn(actor, nil))
}

// turnedOffAndOn follows a user whose factor is turned off and on again by turn.
func turnedOffAndOn(c *Check, turn func(actor *scenarios.Actor, accessToken string, on bool) error) {
	actor := c.Actor(target.PoolSpec{MFA: target.MFAOptional}, target.ClientSpec{})
	c.mayChange(actor)
	signIn := c.SignedIn(actor, nil)
	if !signIn.SawMFA() {
		c.SkipBecause("MFA-09", "no second factor was asked for before")
	}
	c.Succeeds(turn(actor, signIn.AccessToken(), false), "turning TOTP off")
	signIn = c.SignedIn(actor, nil)
	c.MFAIsNotAsked(signIn)
	c.Succeeds(turn(actor, signIn.AccessToken(), true), "turning TOTP on again")
	c.MFAIsAsked(c.SignedIn(actor, nil))
}

func factorIsTurnedOffAndOn(c *Check) {
	turnedOffAndOn(c, func(_ *scenarios.Actor, accessToken string, on bool) error {
		return setPreference(c, accessToken, func(in *cip.SetUserMFAPreferenceInput) { in.SoftwareTokenMfaSettings = softwareToken(on, on) })
	})
}

func adminTurnsFactorOffAndOn(c *Check) {
	turnedOffAndOn(c, func(actor *scenarios.Actor, _ string, on bool) error {
		_, err := c.Target().API().AdminSetUserMFAPreference(c.Context(), &cip.AdminSetUserMFAPreferenceInput{
			UserPoolId: &actor.Client.Pool.ID, Username: &actor.User.ID, SoftwareTokenMfaSettings: softwareToken(on, on),
		})
		return err
	})
}

func activeFactorsAreTold(c *Check) {
	pool := c.Pool(target.PoolSpec{MFA: target.MFAOptional})
	told := func(actor *scenarios.Actor) *cip.GetUserOutput {
		out, err := c.Target().API().GetUser(c.Context(), &cip.GetUserInput{AccessToken: aws.String(c.SignedIn(actor, nil).AccessToken())})
		c.Succeeds(err, "GetUser")
		return out
	}
	c.Case("TOTP preferred", func() {
		out := told(c.ActorIn(pool, target.ClientSpec{}))
		c.Expect(out.UserMFASettingList).To(And(ContainElement("SOFTWARE_TOKEN_MFA"), Not(ContainElement("SMS_MFA"))), "UserMFASettingList")
		if out.PreferredMfaSetting != nil { // no member is required
			c.Expect(*out.PreferredMfaSetting).To(Equal("SOFTWARE_TOKEN_MFA"), "PreferredMfaSetting")
		}
	})
	c.Case("no factor", func() {
		out := told(c.ActorWith(pool, target.ClientSpec{}, target.UserSpec{}))
		c.Expect(out.UserMFASettingList).NotTo(Or(ContainElement("SOFTWARE_TOKEN_MFA"), ContainElement("SMS_MFA")), "UserMFASettingList")
		c.Expect(aws.ToString(out.PreferredMfaSetting)).To(BeEmpty(), "PreferredMfaSetting")
	})
}

// emailForRecoveryAlone tries to have codes by e-mail where e-mail is the only means
// to recover an account.
func emailForRecoveryAlone(c *Check) {
	pool, err := c.Fixtures().FreshPool(c.Context(), target.PoolSpec{Edit: recoveredBy(types.RecoveryOptionNameTypeVerifiedEmail)})
	c.Given(err, "creating a pool")
	_, err = c.Target().API().SetUserPoolMfaConfig(c.Context(), &cip.SetUserPoolMfaConfigInput{
		UserPoolId: &pool.ID, MfaConfiguration: types.UserPoolMfaTypeOptional, EmailMfaConfiguration: &types.EmailMfaConfigType{},
	})
	c.Refused(err, "SetUserPoolMfaConfig with e-mail codes where accounts are recovered by e-mail alone")
}
