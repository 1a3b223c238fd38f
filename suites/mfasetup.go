package suites

import (
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerMFASetUp lists the checks of MFA_SETUP: what becomes of a user without a
// second factor in a pool that demands one.
func registerMFASetUp(s registry) {
	s.Rule("MFA-20", setUpIsAsked)
	s.Rule("MFA-21", tokenIsSetUpBySession, engine.DependsOn("MFA-20"))
	s.Rule("MFA-22", setUpCompletesSignIn, engine.DependsOn("MFA-21"))
	s.Rule("MFA-23", setUpFactorIsAsked, engine.DependsOn("MFA-22"))
	s.Rule("MFA-24", setUpIssuesDevice, engine.DependsOn("MFA-22", "DEV-NEW-01"))
	s.Rule("MFA-25", everyMFAStepTakesDeviceKey)
}

// mfaSetUp is the challenge to set a factor up.
const mfaSetUp = types.ChallengeNameTypeMfaSetup

// afterPassword signs in until the password is proven, which the rule takes
// for granted.
func (c *Check) afterPassword(actor *scenarios.Actor, device *scenarios.Device) *scenarios.Attempt {
	var attempt *scenarios.Attempt
	err := c.climb(actor, device, func(a *scenarios.Actor) error {
		attempt = a.Begin(device)
		_, err := attempt.Initiate(c.Context())
		if err == nil && attempt.Last.Challenge == passwordVerifier {
			_, err = attempt.AnswerPasswordVerifier(c.Context())
		}
		return err
	})
	c.Given(err, "the password")
	return attempt
}

// withoutAnyFactor is a new user without a second factor, in a pool that demands one.
func withoutAnyFactor(c *Check, tracking target.Tracking, client target.ClientSpec) *scenarios.Actor {
	pool := c.Pool(target.PoolSpec{Tracking: tracking, ChallengeRequired: tracking != target.NoTracking, MFA: target.MFAOn})
	return c.ActorWith(pool, client, target.UserSpec{})
}

// beforeSetUp signs in to where MFA_SETUP is due. The guide says that the first
// sign-in of a new user may end with tokens all the same.
func beforeSetUp(c *Check, actor *scenarios.Actor, device *scenarios.Device) *scenarios.Attempt {
	attempt := c.afterPassword(actor, device)
	if attempt.Last.Result != nil {
		attempt = c.afterPassword(actor, device)
	}
	return attempt
}

// atSetUp signs in to MFA_SETUP, which the rule takes for granted.
func atSetUp(c *Check, actor *scenarios.Actor, device *scenarios.Device) *scenarios.Attempt {
	c.mayChange(actor)
	attempt := beforeSetUp(c, actor, device)
	if attempt.Last.Challenge != mfaSetUp {
		c.Skip("MFA_SETUP was not asked")
	}
	return attempt
}

// setUp goes on to where a software token is set up and MFA_SETUP can be answered.
func setUp(c *Check, actor *scenarios.Actor, device *scenarios.Device) *scenarios.Attempt {
	attempt := atSetUp(c, actor, device)
	c.Given(attempt.AssociateToken(c.Context()), "AssociateSoftwareToken with the Session of MFA_SETUP")
	code, err := actor.User.Code(c.Context(), target.TOTP)
	c.Given(err, "getting a code")
	_, err = attempt.VerifyToken(c.Context(), code)
	c.Given(err, "VerifySoftwareToken with the Session of AssociateSoftwareToken")
	return attempt
}

func setUpIsAsked(c *Check) {
	for _, secret := range []bool{false, true} {
		client := target.ClientSpec{Secret: secret}
		c.Case(setting{client: client}.String(), func() {
			last := beforeSetUp(c, withoutAnyFactor(c, target.NoTracking, client), nil).Last
			c.Expect(last.Challenge).To(Equal(mfaSetUp), "challenge of a user without a factor")
			c.Expect(last.Session).NotTo(BeEmpty(), "Session")
			var offered []string
			err := json.Unmarshal([]byte(last.Parameters["MFAS_CAN_SETUP"]), &offered)
			c.Expect(err).To(BeNil(), "MFAS_CAN_SETUP as a JSON list: "+last.Parameters["MFAS_CAN_SETUP"])
			c.Expect(offered).To(ContainElement("SOFTWARE_TOKEN_MFA"), "MFAS_CAN_SETUP")
		})
	}
}

func tokenIsSetUpBySession(c *Check) {
	actor := withoutAnyFactor(c, target.NoTracking, target.ClientSpec{})
	attempt := atSetUp(c, actor, nil)
	c.Succeeds(attempt.AssociateToken(c.Context()), "AssociateSoftwareToken with the Session of MFA_SETUP")
	code, err := actor.User.Code(c.Context(), target.TOTP)
	c.Given(err, "getting a code")
	status, err := attempt.VerifyToken(c.Context(), code)
	c.Succeeds(err, "VerifySoftwareToken with the Session of AssociateSoftwareToken")
	c.Expect(status).To(Equal(types.VerifySoftwareTokenResponseTypeSuccess), "Status")

	attempt = atSetUp(c, withoutAnyFactor(c, target.NoTracking, target.ClientSpec{}), nil)
	c.Given(attempt.AssociateToken(c.Context()), "AssociateSoftwareToken with the Session of MFA_SETUP")
	code, err = attempt.Actor.User.TOTP.Wrong()
	c.Given(err, "making up a wrong code")
	status, err = attempt.VerifyToken(c.Context(), code)
	if err == nil && status != types.VerifySoftwareTokenResponseTypeSuccess {
		err = errNotVerified
	}
	c.Discerned(err, "a wrong code", "MFA-34")
}

// setUpCompletesSignIn allows for both that AWS's documents have: tokens, and the code
// of the new token before.
func setUpCompletesSignIn(c *Check) {
	for _, secret := range []bool{false, true} {
		client := target.ClientSpec{Secret: secret}
		c.Case(setting{client: client}.String(), func() {
			attempt := setUp(c, withoutAnyFactor(c, target.NoTracking, client), nil)
			answer, err := attempt.AnswerMFASetUp(c.Context())
			c.Succeeds(err, "MFA_SETUP with the Session of VerifySoftwareToken")
			if answer.Result == nil {
				c.Expect(answer.Challenge).To(Equal(softwareTokenMFA), "challenge after MFA_SETUP")
				_, err = attempt.Finish(c.Context())
				c.Succeeds(err, "the code of the token just set up")
			}
		})
	}
}

func setUpFactorIsAsked(c *Check) {
	actor := withoutAnyFactor(c, target.NoTracking, target.ClientSpec{})
	finishSetUp(c, setUp(c, actor, nil))
	c.Expect(c.afterPassword(actor, nil).Last.Challenge).To(Equal(softwareTokenMFA), "challenge of the next sign-in")
}

// finishSetUp answers MFA_SETUP and what may follow, as far as to tokens.
func finishSetUp(c *Check, attempt *scenarios.Attempt) *scenarios.SignIn {
	_, err := attempt.AnswerMFASetUp(c.Context())
	c.Given(err, "MFA_SETUP with the Session of VerifySoftwareToken")
	signIn, err := attempt.Finish(c.Context())
	c.Given(err, "the rest of the sign-in")
	return signIn
}

func setUpIssuesDevice(c *Check) {
	for _, tracking := range bothTrackings() {
		c.CaseIn("devices "+tracking.String(), "devices "+tracking.String(), func() {
			actor := withoutAnyFactor(c, tracking, target.ClientSpec{})
			signIn := finishSetUp(c, setUp(c, actor, nil))
			c.Expect(signIn.Result.NewDeviceMetadata).NotTo(BeNil(), "NewDeviceMetadata")
			device, err := actor.NewDevice(signIn.Result.NewDeviceMetadata)
			c.Succeeds(err, "reading NewDeviceMetadata")
			_, err = actor.ConfirmDevice(c.Context(), signIn.AccessToken(), device)
			c.Succeeds(err, "ConfirmDevice of the key that came with MFA_SETUP")
		})
	}
}

// everyMFAStepTakesDeviceKey sends the key of a device that is confirmed and not
// remembered, so that no document has it replace the second factor.
func everyMFAStepTakesDeviceKey(c *Check) {
	c.CaseIn("MFA_SETUP", "MFA_SETUP", func() {
		pool, err := c.Fixtures().FreshPool(c.Context(), target.PoolSpec{Tracking: target.OptIn, ChallengeRequired: true, MFA: target.MFAOptional})
		c.Given(err, "creating a pool")
		actor := c.ActorWith(pool, target.ClientSpec{}, target.UserSpec{})
		device, _ := c.ConfirmedDevice(actor)
		c.Given(pool.SetMFA(c.Context(), target.MFAOn), "SetUserPoolMfaConfig(ON)")
		_, err = setUp(c, actor, device).AnswerMFASetUp(c.Context())
		c.Succeeds(err, "MFA_SETUP with DEVICE_KEY")
	})
	if !c.Has(spec.SMS) {
		return
	}
	c.CaseIn("SELECT_MFA_TYPE", "SELECT_MFA_TYPE", func() {
		factors := []target.Factor{target.TOTP, target.SMS}
		pool := c.Pool(target.PoolSpec{Tracking: target.OptIn, ChallengeRequired: true, MFA: target.MFAOn, Factors: factors})
		actor := c.ActorWith(pool, target.ClientSpec{}, target.UserSpec{Factors: factors, NoPreference: true})
		device, _ := c.ConfirmedDevice(actor)
		attempt := c.AtMFA(actor, device)
		if attempt.Last.Challenge != selectMFA {
			c.Skip("SELECT_MFA_TYPE was not asked")
		}
		_, err := attempt.AnswerSelectMFA(c.Context(), target.TOTP)
		c.Succeeds(err, "SELECT_MFA_TYPE with DEVICE_KEY")
	})
}
