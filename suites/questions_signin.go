package suites

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/target"
)

// registerSignInQuestions lists the probes of the ways to sign in.
func registerSignInQuestions(s registry) {
	s.Rule("Q-19", askSessions, patient())
	s.Rule("Q-20", askUserAuth, patient())
	s.Rule("Q-21", askAlias, patient())
	s.Rule("Q-22", askResetPassword)
	s.Rule("Q-23", askLock, patient())
	s.Rule("Q-25", askOtherForms)
	s.Rule("Q-26", askSeveralFactors, patient())
}

func askSessions(c *Check) {
	actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
	device, _ := c.RememberedDevice(actor)
	attempt := actor.Begin(nil)
	_, err := attempt.Initiate(c.Context())
	c.Given(err, "USER_SRP_AUTH")
	c.Observe("Session with PASSWORD_VERIFIER of USER_SRP_AUTH: %d characters", len(attempt.Last.Session))
	attempt = c.AtMFA(actor, nil)
	c.Observe("Session with %s: %d characters", attempt.Last.Challenge, len(attempt.Last.Session))
	for _, length := range []int{2049, 4096} {
		_, err := attempt.AnswerMFAWith(c.Context(), "000000", scenarios.WithSession(strings.Repeat("A", length)))
		c.tell(fmt.Sprintf("a Session of %d characters", length), err)
	}
	c.Observe("Session with DEVICE_SRP_AUTH: %d characters", len(c.AtDeviceChallenge(actor, device).Last.Session))
}

// choosingFirst is a client that allows USER_AUTH beside the flows that register a device.
func choosingFirst() target.ClientSpec {
	return target.ClientSpec{Flows: []types.ExplicitAuthFlowsType{
		"ALLOW_USER_AUTH", types.ExplicitAuthFlowsTypeAllowUserSrpAuth, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth,
	}}
}

func askUserAuth(c *Check) {
	firsts := map[string]func(password string) []scenarios.Edit{
		"PASSWORD": func(password string) []scenarios.Edit {
			return []scenarios.Edit{scenarios.Set("PASSWORD", password), scenarios.Drop("SRP_A")}
		},
		"PASSWORD_SRP": func(string) []scenarios.Edit { return nil },
	}
	if c.Has(spec.Email) {
		firsts["EMAIL_OTP"] = func(string) []scenarios.Edit { return []scenarios.Edit{scenarios.Drop("SRP_A")} }
	}
	each(c, firsts, func(first string, edits func(string) []scenarios.Edit) {
		pool := target.PoolSpec{Tracking: target.Always, ChallengeRequired: true, Edit: func(in *cip.CreateUserPoolInput) {
			if first == "EMAIL_OTP" {
				in.Policies = &types.UserPoolPolicyType{SignInPolicy: &types.SignInPolicyType{
					AllowedFirstAuthFactors: []types.AuthFactorType{types.AuthFactorTypePassword, types.AuthFactorTypeEmailOtp},
				}}
			}
		}}
		actor := c.ActorWith(c.Pool(pool), choosingFirst(), target.UserSpec{Email: first == "EMAIL_OTP"})
		device, _ := c.RememberedDevice(actor)
		actor.Flow = "USER_AUTH"
		all := append([]scenarios.Edit{scenarios.Set("PREFERRED_CHALLENGE", first)}, edits(actor.User.Password)...)
		c.Observe("USER_AUTH, %s, with the device's key: %s", first, courseOf(c, actor, device, all...))
		c.Observe("USER_AUTH, %s, without a key: %s", first, courseOf(c, actor, nil, all...))
	})
}

// answeredAs signs in up to a challenge, answers it under another name, and observes
// what came of it.
func answeredAs(c *Check, actor *scenarios.Actor, device *scenarios.Device, at types.ChallengeNameType, name string) {
	attempt := actor.Begin(device)
	_, err := attempt.Initiate(c.Context())
	c.Given(err, "InitiateAuth")
	for attempt.Last.Challenge != at {
		if attempt.Last.Result != nil {
			c.Observe("USERNAME of %s: it was not asked for", at)
			return
		}
		_, err := attempt.Answer(c.Context())
		c.Given(err, "the challenges before "+string(at))
	}
	_, err = attempt.Answer(c.Context(), actor.As(name))
	c.Observe("an e-mail alias as USERNAME of %s: %s", at, restOf(c, attempt, err))
}

func askAlias(c *Check) {
	pool := alwaysWithMFA().pool
	pool.Aliases = []types.AliasAttributeType{types.AliasAttributeTypeEmail}
	actor := c.ActorWith(c.Pool(pool), target.ClientSpec{}, target.UserSpec{Email: true, Factors: []target.Factor{target.TOTP}})
	device, _ := c.RememberedDevice(actor)
	for _, at := range []types.ChallengeNameType{passwordVerifier, softwareTokenMFA} {
		c.Case(string(at), func() { answeredAs(c, actor, nil, at, actor.User.Email) })
	}
	for _, at := range []types.ChallengeNameType{deviceSRPAuth, devicePasswordVerifier} {
		c.Case(string(at), func() { answeredAs(c, actor, device, at, actor.User.Email) })
	}
	c.Case("ConfirmDevice", func() {
		attempt := actor.Begin(nil)
		attempt.Username = actor.User.Email
		_, err := attempt.Initiate(c.Context())
		c.Given(err, "USER_SRP_AUTH by the alias")
		signIn, err := attempt.Finish(c.Context())
		c.Given(err, "sign-in by the alias")
		issued, err := actor.NewDevice(signIn.Result.NewDeviceMetadata)
		c.Given(err, "reading NewDeviceMetadata")
		_, err = actor.ConfirmDevice(c.Context(), signIn.AccessToken(), issued)
		c.tell("ConfirmDevice after a sign-in by the alias", err)
	})
}

func askResetPassword(c *Check) {
	for _, flow := range []types.AuthFlowType{types.AuthFlowTypeUserSrpAuth, types.AuthFlowTypeUserPasswordAuth} {
		actor := c.ActorWith(c.Pool(target.PoolSpec{}), concealing(), target.UserSpec{Email: true})
		_, err := c.Target().API().AdminResetUserPassword(c.Context(), &cip.AdminResetUserPasswordInput{
			UserPoolId: &actor.Client.Pool.ID, Username: &actor.User.ID,
		})
		c.Given(err, "AdminResetUserPassword")
		actor.Flow = flow
		c.Observe("%s after AdminResetUserPassword: %s", flow, courseOf(c, actor, nil))
	}
}

func askLock(c *Check) {
	const attempts = 8
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{})
	actor.Flow = types.AuthFlowTypeUserPasswordAuth
	for n := 1; n <= attempts; n++ {
		if err := answerWrongly(c, actor); n >= failuresToLock {
			c.tell(fmt.Sprintf("wrong password %d", n), err)
		}
	}
	_, err := actor.SignIn(c.Context(), nil)
	c.tell("the right password straight afterwards", err)

	attempt := c.AtMFA(c.Actor(withMFA(), target.ClientSpec{}), nil)
	for n := 1; n <= failuresToLock; n++ {
		_, err := attempt.AnswerMFAWith(c.Context(), "000000")
		c.tell(fmt.Sprintf("wrong code %d", n), err)
	}
	_, err = attempt.AnswerMFA(c.Context())
	c.tell("the right code straight afterwards", err)
}

func askOtherForms(c *Check) {
	N := srp.N()
	for name, multiple := range sorted(map[string]*big.Int{"A + N": N, "A + N·2^3072": new(big.Int).Lsh(N, uint(N.BitLen()))}) {
		for _, asSent := range []bool{true, false} {
			hashed := map[bool]string{true: "as it was sent", false: "reduced"}[asSent]
			c.tell(name+", hashed "+hashed, proveBeyond(c, c.Actor(target.PoolSpec{}, target.ClientSpec{}), multiple, asSent))
		}
	}
	composed := "Cb1!caf\u00e9-composed"
	actor := c.ActorWith(c.Pool(target.PoolSpec{}), target.ClientSpec{}, target.UserSpec{Password: composed})
	attempt := actor.Begin(nil)
	attempt.Password = strings.ReplaceAll(composed, "\u00e9", "e\u0301")
	_, err := attempt.Initiate(c.Context())
	c.Observe("a password in NFD, set in NFC: %s", restOf(c, attempt, err))
}

func askSeveralFactors(c *Check) {
	parts := map[string]func(){"a token without a name": func() { askNamelessToken(c) }}
	if c.Has(spec.SMS) {
		factors := []target.Factor{target.TOTP, target.SMS}
		for _, mode := range []target.MFA{target.MFAOptional, target.MFAOn} {
			pool := target.PoolSpec{MFA: mode, Factors: factors}
			parts[pool.String()] = func() {
				actor := c.ActorWith(c.Pool(pool), target.ClientSpec{}, target.UserSpec{Factors: factors, NoPreference: true})
				c.Observe("%s, two factors, none preferred: %s", pool, c.AtMFA(actor, nil).Last.Challenge)
			}
		}
		parts["two preferred"] = func() {
			actor := withoutPreference(c, factors...)
			err := setPreference(c, c.SignedIn(actor, nil).AccessToken(), func(in *cip.SetUserMFAPreferenceInput) {
				in.SoftwareTokenMfaSettings, in.SMSMfaSettings = softwareToken(true, true), sms(true, true)
			})
			c.tell("SetUserMFAPreference with two preferred factors", err)
		}
	}
	c.parts(parts)
}

// askNamelessToken enrols a software token without FriendlyDeviceName.
func askNamelessToken(c *Check) {
	actor := c.ActorWith(c.Pool(target.PoolSpec{MFA: target.MFAOptional}), target.ClientSpec{}, target.UserSpec{})
	token := aws.String(c.SignedIn(actor, nil).AccessToken())
	api := c.Target().API()
	associated, err := api.AssociateSoftwareToken(c.Context(), &cip.AssociateSoftwareTokenInput{AccessToken: token})
	c.Given(err, "AssociateSoftwareToken")
	c.Target().Remember(aws.ToString(associated.SecretCode))
	code, err := c.Target().NewAuthenticator(actor.Client.Pool.ID, aws.ToString(associated.SecretCode)).Code(c.Context())
	c.Given(err, "computing a code")
	_, err = api.VerifySoftwareToken(c.Context(), &cip.VerifySoftwareTokenInput{AccessToken: token, UserCode: &code})
	c.Given(err, "VerifySoftwareToken")
	c.Given(setPreference(c, *token, func(in *cip.SetUserMFAPreferenceInput) { in.SoftwareTokenMfaSettings = softwareToken(true, true) }), "SetUserMFAPreference")
	name, has := c.AtMFA(actor, nil).Last.Parameters["FRIENDLY_DEVICE_NAME"]
	c.Observe("FRIENDLY_DEVICE_NAME of a token without a name: %s, %q", presence(has), name)
}
