package suites

import (
	"errors"
	"slices"
	"time"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerPasswords lists the checks of passwords that users forget, and, in
// passwordchange.go, change.
func registerPasswords(s registry) {
	s.Rule("PWD-01", resetCodeIsSent)
	s.Rule("PWD-02", resetSetsPassword, engine.DependsOn("PWD-01"))
	s.Rule("PWD-03", wrongResetCode, engine.DependsOn("PWD-01"))
	s.Rule("PWD-04", resetCodeExpires, engine.DependsOn("PWD-02"), engine.Waits(resetCodeLife+slack))
	s.Rule("PWD-05", resetHeedsPolicy, engine.DependsOn("PWD-02"))
	s.Rule("PWD-06", resetNeedsVerifiedAddress)
	s.Rule("PWD-07", forgotNeedsSecretHash)
	s.Rule("PWD-08", resetNeedsSecretHash, engine.DependsOn("PWD-02"))
	s.Rule("PWD-09", forgotTellsUnknownUser)
	s.Rule("PWD-10", forgotHidesUnknownUser)
	s.Rule("PWD-11", resetHidesUnknownUser)
	s.Rule("PWD-12", forgotTakesAlias, engine.DependsOn("PWD-02"))
	s.Rule("PWD-13", recoverySettingIsHeeded, engine.DependsOn("PWD-01"))
	s.Rule("PWD-14", phoneComesFirst, engine.DependsOn("PWD-01"))
	s.Rule("PWD-15", onlyAdministratorsReset)
	s.Rule("PWD-16", adminResetIsCompleted, engine.DependsOn("PWD-02"))
	s.Rule("PWD-17", wrongCodesEnd, engine.DependsOn("PWD-02"), engine.Locks())
	s.Rule("PWD-23", deviceAfterReset)
	s.Rule("PWD-25", resetAddressIsMasked, engine.DependsOn("PWD-01"))
	registerPasswordChange(s)
}

const (
	// resetCodeLife is how long a code of ForgotPassword is good.
	resetCodeLife = time.Hour
	// mostWrongCodes is how many wrong codes an hour bears at the most.
	mostWrongCodes = 20

	newPassword = "An0ther-password!"
	noCode      = "000000"
)

// byMail is a pool whose users recover their accounts by e-mail.
func byMail() target.PoolSpec {
	return target.PoolSpec{Recovery: []types.RecoveryOptionNameType{types.RecoveryOptionNameTypeVerifiedEmail}}
}

// forgetful is a user who can be reached by e-mail, at a client.
func forgetful(c *Check, client target.ClientSpec) *scenarios.Actor {
	return c.ActorWith(c.Pool(byMail()), client, target.UserSpec{Email: true})
}

// sentCode has the actor forget the password, which the rule takes for granted, and
// is the code that was sent.
func sentCode(c *Check, actor *scenarios.Actor) string {
	_, err := actor.ForgotPassword(c.Context(), actor.User.Username)
	c.Given(err, "ForgotPassword")
	return mailedCode(c, actor)
}

func mailedCode(c *Check, actor *scenarios.Actor) string {
	code, err := actor.User.Code(c.Context(), target.Email)
	c.Given(err, "getting the code")
	return code
}

// signsInWith holds that the password is the actor's and that old is not.
func signsInWith(c *Check, actor *scenarios.Actor, password, old string) {
	actor = c.provedByBestFlow(actor)
	attempt := actor.Begin(nil)
	attempt.Password = password
	c.Succeeds(passwordIsRight(c, attempt), "sign-in with the password that was set")
	attempt = actor.Begin(nil)
	attempt.Password = old
	c.Refused(passwordIsRight(c, attempt), "sign-in with the other password")
}

// passwordIsRight is nil if the attempt's password passes.
func passwordIsRight(c *Check, attempt *scenarios.Attempt) error {
	_, err := attempt.Initiate(c.Context())
	if err == nil && provedBySRP(attempt.Actor) {
		_, err = attempt.AnswerPasswordVerifier(c.Context())
	}
	return err
}

func resetCodeIsSent(c *Check) {
	actor := forgetful(c, target.ClientSpec{})
	sent, err := actor.ForgotPassword(c.Context(), actor.User.Username)
	c.Succeeds(err, "ForgotPassword")
	if sent != nil && sent.DeliveryMedium != "" { // no member is required
		c.Expect(sent.DeliveryMedium).To(Equal(types.DeliveryMediumTypeEmail), "DeliveryMedium")
	}
	if sent != nil && sent.AttributeName != nil {
		c.Expect(*sent.AttributeName).To(Equal("email"), "AttributeName")
	}
	_, err = actor.User.Code(c.Context(), target.Email)
	c.codeCame(err, "a code by e-mail")
}

// codeCame holds that a code came, if codes can be read just then. The target's own messages
// tell it at once; how long one takes to the user's `codes` no document says.
func (c *Check) codeCame(err error, what string) {
	if errors.Is(err, target.ErrNoCode) && c.Target().Config.Codes == nil {
		c.Fail(what, err.Error())
	}
	c.Given(err, "getting the code")
}

func resetAddressIsMasked(c *Check) {
	actor := forgetful(c, target.ClientSpec{})
	sent, err := actor.ForgotPassword(c.Context(), actor.User.Username)
	c.Given(err, "ForgotPassword")
	if sent == nil || sent.Destination == nil { // the model requires neither
		c.Skip("ForgotPassword told no destination")
	}
	c.Expect(*sent.Destination).NotTo(ContainSubstring(actor.User.Email), "Destination")
}

func resetSetsPassword(c *Check) {
	actor := forgetful(c, target.ClientSpec{})
	err := actor.ConfirmForgotPassword(c.Context(), actor.User.Username, sentCode(c, actor), newPassword)
	c.Succeeds(err, "ConfirmForgotPassword")
	signsInWith(c, actor, newPassword, actor.User.Password)
	resetCodeIsLookedAt(c, actor)
}

// resetCodeIsLookedAt holds that a wrong code resets no password where a right one does.
func resetCodeIsLookedAt(c *Check, actor *scenarios.Actor) {
	err := actor.ConfirmForgotPassword(c.Context(), actor.User.Username, otherCode(sentCode(c, actor)), newPassword)
	c.Discerned(err, "a wrong code", "PWD-03")
}

func wrongResetCode(c *Check) {
	actor := forgetful(c, target.ClientSpec{})
	err := actor.ConfirmForgotPassword(c.Context(), actor.User.Username, otherCode(sentCode(c, actor)), newPassword)
	c.Refused(err, "ConfirmForgotPassword with a wrong code", codeMismatch)
	signsInWith(c, actor, actor.User.Password, newPassword)
}

func resetCodeExpires(c *Check) {
	actor := forgetful(c, target.ClientSpec{})
	err := actor.ConfirmForgotPassword(c.Context(), actor.User.Username, sentCode(c, actor), newPassword)
	c.Given(err, "ConfirmForgotPassword at once")
	code := sentCode(c, actor)
	c.Wait(actor.Client.Pool, resetCodeLife+slack)
	err = actor.ConfirmForgotPassword(c.Context(), actor.User.Username, code, newPassword)
	c.Refused(err, "ConfirmForgotPassword an hour later")
}

func resetHeedsPolicy(c *Check) {
	actor := forgetful(c, target.ClientSpec{})
	isRefusedAsWeak(c, "ConfirmForgotPassword with a weak password", func(password string) error {
		return actor.ConfirmForgotPassword(c.Context(), actor.User.Username, sentCode(c, actor), password)
	})
}

// isRefusedAsWeak holds that a password is not set that no policy allows. Of five
// characters it may be refused as no password at all: the reference had a minimum of six
// once, and the service answered so (identity-js#311).
func isRefusedAsWeak(c *Check, what string, set func(password string) error) {
	err := set("short")
	if err != nil && target.AsError(err).Name == invalidParameter {
		err = set("shorter")
	}
	c.Refused(err, what, invalidPassword)
}

func resetNeedsVerifiedAddress(c *Check) {
	actor := c.ActorWith(c.Pool(byMail()), legacy(), target.UserSpec{NoAddress: true})
	_, err := actor.ForgotPassword(c.Context(), actor.User.Username)
	c.Refused(err, "ForgotPassword of a user without a verified address")
	if c.Has(spec.Email) {
		sentCode(c, forgetful(c, legacy()))
	}
}

func forgotNeedsSecretHash(c *Check) {
	actor := forgetful(c, target.ClientSpec{Secret: true})
	_, err := actor.ForgotPassword(c.Context(), actor.User.Username, func(in *cip.ForgotPasswordInput) { in.SecretHash = nil })
	c.Refused(err, "ForgotPassword without SecretHash", notAuthorized)
	_, err = actor.ForgotPassword(c.Context(), actor.User.Username)
	c.Given(err, "ForgotPassword with SecretHash")
}

func resetNeedsSecretHash(c *Check) {
	actor := forgetful(c, target.ClientSpec{Secret: true})
	code := sentCode(c, actor)
	err := actor.ConfirmForgotPassword(c.Context(), actor.User.Username, code, newPassword, func(in *cip.ConfirmForgotPasswordInput) { in.SecretHash = nil })
	c.Refused(err, "ConfirmForgotPassword without SecretHash")
	err = actor.ConfirmForgotPassword(c.Context(), actor.User.Username, sentCode(c, actor), newPassword)
	c.Given(err, "ConfirmForgotPassword with SecretHash")
}

func forgotTellsUnknownUser(c *Check) {
	_, err := forgetful(c, legacy()).ForgotPassword(c.Context(), "nobody-of-this-name")
	c.Refused(err, "ForgotPassword of an unknown user", userNotFound)
}

func forgotHidesUnknownUser(c *Check) {
	sent, err := forgetful(c, concealing()).ForgotPassword(c.Context(), "nobody-of-this-name")
	if err != nil {
		c.Refused(err, "ForgotPassword of an unknown user")
		c.Expect(target.AsError(err).Name).NotTo(Equal(userNotFound), "the exception for an unknown user")
		return
	}
	c.Expect(sent).NotTo(BeNil(), "CodeDeliveryDetails for an unknown user")
}

func resetHidesUnknownUser(c *Check) {
	err := forgetful(c, concealing()).ConfirmForgotPassword(c.Context(), "nobody-of-this-name", noCode, newPassword)
	c.Refused(err, "ConfirmForgotPassword of an unknown user", codeMismatch, "ExpiredCodeException")
}

func forgotTakesAlias(c *Check) {
	pool := byMail()
	pool.Aliases = []types.AliasAttributeType{types.AliasAttributeTypeEmail}
	actor := c.ActorWith(c.Pool(pool), target.ClientSpec{}, target.UserSpec{Email: true})
	_, err := actor.ForgotPassword(c.Context(), actor.User.Email)
	c.Succeeds(err, "ForgotPassword with an alias")
	err = actor.ConfirmForgotPassword(c.Context(), actor.User.Username, mailedCode(c, actor), newPassword)
	c.Succeeds(err, "ConfirmForgotPassword with the code sent for the alias")
}

func adminResetIsCompleted(c *Check) {
	actor := forgetful(c, legacy())
	c.AdminResets(actor)
	err := actor.ConfirmForgotPassword(c.Context(), actor.User.Username, mailedCode(c, actor), newPassword)
	c.Succeeds(err, "ConfirmForgotPassword with the code of AdminResetUserPassword")
	signsInWith(c, actor, newPassword, actor.User.Password)
	resetCodeIsLookedAt(c, actor)
}

// wrongCodesEnd gives as many wrong codes as an hour bears, and the right one. Which of
// them is refused with one of the names is open, and so is what becomes of the code then.
func wrongCodesEnd(c *Check) {
	actor := forgetful(c, target.ClientSpec{})
	code := sentCode(c, actor)
	ends := []string{limitExceeded, "TooManyFailedAttemptsException"}
	for range mostWrongCodes {
		err := actor.ConfirmForgotPassword(c.Context(), actor.User.Username, otherCode(code), newPassword)
		switch {
		case err == nil:
			c.Skip("a wrong code was taken")
		case slices.Contains(ends, target.AsError(err).Name):
			return
		}
	}
	err := actor.ConfirmForgotPassword(c.Context(), actor.User.Username, code, newPassword)
	c.Refused(err, "the right code after twenty wrong ones", ends...)
}

func deviceAfterReset(c *Check) {
	pool := tracking(byMail(), target.MFAOn)
	actor := c.ActorWith(c.Pool(pool), target.ClientSpec{}, target.UserSpec{Email: true, Factors: []target.Factor{target.TOTP}})
	device, _ := c.RememberedDevice(actor)
	err := actor.ConfirmForgotPassword(c.Context(), actor.User.Username, sentCode(c, actor), newPassword)
	c.Given(err, "ConfirmForgotPassword")
	attempt := actor.Begin(device)
	attempt.Password = newPassword
	_, err = attempt.Initiate(c.Context())
	c.Observe("%s", follows(c, "sign-in with a remembered device after a reset", attempt, err))
}
