package suites

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerMFA lists the checks of the second factor. Those of several factors
// and of the user's preference are in mfapreference.go.
func registerMFA(s registry) {
	s.Rule("MFA-01", smsIsAnswered)
	s.Rule("MFA-02", softwareTokenIsAnswered)
	s.Rule("MFA-03", emailIsAnswered)
	s.Rule("MFA-05", mfaNeedsSession, engine.DependsOn("MFA-02"))
	s.Rule("MFA-06", wrongCodeIsRefused)
	s.Rule("MFA-07", usedCodeIsRefused, engine.DependsOn("MFA-02"))
	s.Rule("MFA-08", mfaTakesDeviceKey, engine.DependsOn("MFA-02"))
	s.Rule("MFA-12", mfaWithoutDeviceKey, engine.DependsOn("MFA-02"))
	s.Rule("MFA-13", sessionSurvivesWrongCode, engine.DependsOn("MFA-06"))
	s.Rule("MFA-14", wrongSoftwareTokenText, engine.DependsOn("MFA-06", "MFA-02"))
	s.Rule("MFA-15", wrongSMSText, engine.DependsOn("MFA-01"))
	s.Rule("MFA-17", friendlyDeviceNameIsShown)
	s.Rule("MFA-18", adminIsToldTheUser)
	registerMFAPreference(s)
	registerMFASetUp(s)
	registerSoftwareToken(s)
	registerSentCode(s)
}

// withFactor is a pool that demands one second factor, and its user.
func withFactor(c *Check, factor target.Factor, client target.ClientSpec) *scenarios.Actor {
	pool := c.Pool(target.PoolSpec{Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOn, Factors: []target.Factor{factor}})
	return c.ActorWith(pool, client, target.UserSpec{Factors: []target.Factor{factor}})
}

// factorIsAnswered signs in with the factor, by public and secret clients.
func factorIsAnswered(c *Check, factor target.Factor) {
	for _, secret := range []bool{false, true} {
		client := target.ClientSpec{Secret: secret}
		c.Case(setting{client: client}.String(), func() {
			actor := withFactor(c, factor, client)
			attempt := c.AtMFA(actor, nil)
			c.Expect(attempt.Last.Challenge).To(BeEquivalentTo(factor), "challenge after the password")
			c.Expect(attempt.Last.Session).NotTo(BeEmpty(), "Session")
			answer, err := attempt.AnswerMFA(c.Context())
			c.Succeeds(err, "the right code")
			c.Expect(answer.Result).NotTo(BeNil(), "AuthenticationResult")
			codeIsLookedAt(c, actor)
		})
	}
}

func smsIsAnswered(c *Check) {
	factorIsAnswered(c, target.SMS)
	c.CaseIn("with DEVICE_KEY", "with DEVICE_KEY", func() {
		actor := withFactor(c, target.SMS, target.ClientSpec{})
		device, signIn := c.RememberedDevice(actor)
		c.Given(actor.Unremember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus(not_remembered)")
		_, err := c.AtMFA(actor, device).AnswerMFA(c.Context(), scenarios.Set("DEVICE_KEY", device.Key))
		c.Succeeds(err, "the right code with DEVICE_KEY")
	})
}

func emailIsAnswered(c *Check) { factorIsAnswered(c, target.Email) }

func softwareTokenIsAnswered(c *Check) { factorIsAnswered(c, target.TOTP) }

func friendlyDeviceNameIsShown(c *Check) {
	actor := withFactor(c, target.TOTP, target.ClientSpec{})
	c.Expect(c.AtMFA(actor, nil).Last.Parameters).To(HaveKeyWithValue("FRIENDLY_DEVICE_NAME", target.TokenName), "ChallengeParameters")
}

func adminIsToldTheUser(c *Check) {
	actor := withFactor(c, target.TOTP, target.ClientSpec{})
	actor.Admin, actor.Flow = true, types.AuthFlowTypeAdminUserPasswordAuth
	c.Expect(c.AtMFA(actor, nil).Last.Parameters).To(HaveKeyWithValue("USER_ID_FOR_SRP", actor.User.ID), "ChallengeParameters of AdminInitiateAuth")
}

func mfaNeedsSession(c *Check) {
	_, err := c.AtMFA(withFactor(c, target.TOTP, target.ClientSpec{}), nil).AnswerMFA(c.Context(), scenarios.WithSession(""))
	c.Refused(err, "SOFTWARE_TOKEN_MFA without Session", invalidParameter)
	c.Says(err, "SOFTWARE_TOKEN_MFA without Session", "Missing required parameter Session")
}

// wrongCode answers the factor's challenge with digits that are not its code. Those of a
// code that is sent are a guess, and are made again if they were taken: where nobody is
// written to, servers send the same code always.
func wrongCode(c *Check, attempt *scenarios.Attempt) error {
	guesses := []string{"000000", "111111"}
	if attempt.Last.Challenge == softwareTokenMFA {
		wrong, err := attempt.Actor.User.TOTP.Wrong()
		c.Given(err, "making up a wrong code")
		guesses = []string{wrong}
	}
	for i, guess := range guesses {
		if i > 0 {
			attempt = c.AtMFA(attempt.Actor, nil)
		}
		if _, err := attempt.AnswerMFAWith(c.Context(), guess); err != nil {
			return err
		}
	}
	return nil
}

// codeIsLookedAt holds that a wrong code is refused of a user whose right one is taken.
func codeIsLookedAt(c *Check, actor *scenarios.Actor) {
	c.Discerned(wrongCode(c, c.AtMFA(actor, nil)), "a wrong code", "MFA-06")
}

func wrongCodeIsRefused(c *Check) {
	factors := []target.Factor{target.TOTP}
	if c.Has(spec.SMS) {
		factors = append(factors, target.SMS)
	}
	if c.Has(spec.Email) {
		factors = append(factors, target.Email)
	}
	for _, factor := range factors {
		c.CaseIn(string(factor), string(factor), func() {
			err := wrongCode(c, c.AtMFA(withFactor(c, factor, target.ClientSpec{}), nil))
			if e := target.AsError(err); e != nil && e.Name != codeMismatch {
				_, err := c.AtMFA(withFactor(c, factor, target.ClientSpec{}), nil).AnswerMFA(c.Context())
				c.Given(err, "the right code") // no code gets as far as being compared
			}
			c.Refused(err, string(factor)+" with a wrong code", codeMismatch)
		})
	}
}

func wrongSoftwareTokenText(c *Check) {
	err := wrongCode(c, c.AtMFA(withFactor(c, target.TOTP, target.ClientSpec{}), nil))
	c.Says(err, "SOFTWARE_TOKEN_MFA with a wrong code", "Invalid code received for user")
}

func wrongSMSText(c *Check) {
	err := wrongCode(c, c.AtMFA(withFactor(c, target.SMS, target.ClientSpec{}), nil))
	c.Says(err, "SMS_MFA with a wrong code", "Invalid code or auth state for the user.")
}

func usedCodeIsRefused(c *Check) {
	actor := withFactor(c, target.TOTP, target.ClientSpec{})
	first, second := c.AtMFA(actor, nil), c.AtMFA(actor, nil)
	code, err := actor.User.Code(c.Context(), target.TOTP)
	c.Given(err, "getting a code")
	_, err = first.AnswerMFAWith(c.Context(), code)
	c.Given(err, "the first use of the code")
	_, err = second.AnswerMFAWith(c.Context(), code)
	c.Refused(err, "a TOTP code used twice", "ExpiredCodeException")
	c.Says(err, "a TOTP code used twice", "Your software token has already been used once.")
}

func mfaTakesDeviceKey(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		c.Given(actor.Unremember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus(not_remembered)")
		answer, err := c.AtMFA(actor, device).AnswerMFA(c.Context(), scenarios.Set("DEVICE_KEY", device.Key))
		c.Succeeds(err, "SOFTWARE_TOKEN_MFA with DEVICE_KEY")
		c.Expect(answer.Result).NotTo(BeNil(), "AuthenticationResult")
	})
}

func mfaWithoutDeviceKey(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		c.Given(actor.Unremember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus(not_remembered)")
		answer, err := c.AtMFA(actor, device).AnswerMFA(c.Context(), scenarios.Drop("DEVICE_KEY"))
		c.Succeeds(err, "SOFTWARE_TOKEN_MFA without the earlier DEVICE_KEY")
		c.Expect(answer.Result).NotTo(BeNil(), "AuthenticationResult")
		c.Expect(answer.Result.NewDeviceMetadata).NotTo(BeNil(), "NewDeviceMetadata")
		c.Expect(answer.Result.NewDeviceMetadata.DeviceKey).NotTo(HaveValue(Equal(device.Key)), "DeviceKey")
	})
}

func sessionSurvivesWrongCode(c *Check) {
	attempt := c.AtMFA(withFactor(c, target.TOTP, target.ClientSpec{}), nil)
	c.GivenRefused(wrongCode(c, attempt), "SOFTWARE_TOKEN_MFA with a wrong code", codeMismatch)
	_, err := attempt.AnswerMFA(c.Context())
	c.Succeeds(err, "the right code with the same Session")
}

// setPreference calls SetUserMFAPreference.
func setPreference(c *Check, accessToken string, edit func(*cip.SetUserMFAPreferenceInput)) error {
	input := &cip.SetUserMFAPreferenceInput{AccessToken: aws.String(accessToken)}
	edit(input)
	_, err := c.Target().API().SetUserMFAPreference(c.Context(), input)
	return err
}

// softwareToken and sms are the settings of a factor in SetUserMFAPreference.
func softwareToken(enabled, preferred bool) *types.SoftwareTokenMfaSettingsType {
	return &types.SoftwareTokenMfaSettingsType{Enabled: enabled, PreferredMfa: preferred}
}

func sms(enabled, preferred bool) *types.SMSMfaSettingsType {
	return &types.SMSMfaSettingsType{Enabled: enabled, PreferredMfa: preferred}
}
