package suites

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerNewDevice lists the checks of the device that a sign-in issues.
func registerNewDevice(s registry) {
	s.Rule("DEV-NEW-01", metadataComesWithTokens)
	s.Rule("DEV-NEW-02", deviceKeyHasItsForm, engine.DependsOn("DEV-NEW-01"))
	s.Rule("DEV-NEW-03", groupKeyIsShort, engine.DependsOn("DEV-NEW-01"))
	s.Rule("DEV-NEW-04", deviceKeysDiffer, engine.DependsOn("DEV-NEW-01"))
	s.Rule("DEV-NEW-05", noMetadataForKnownDevice, engine.DependsOn("DEV-NEW-01", "DEV-CONF-01"))
	s.Rule("DEV-NEW-06", metadataForConfirmedDevice, engine.DependsOn("DEV-NEW-01", "DEV-CONF-01"))
	s.Rule("DEV-NEW-07", metadataWithTheTokens, engine.DependsOn("DEV-NEW-01"))
	s.Rule("DEV-NEW-08", metadataOfPasswordFlows, engine.DependsOn("DEV-NEW-01"))
	s.Rule("DEV-NEW-09", metadataOfCustomAuthWithoutSRP)
	s.Rule("DEV-NEW-13", metadataOfCustomAuthWithSRP)
	s.Rule("DEV-NEW-14", metadataAfterNewPassword, engine.DependsOn("DEV-NEW-01"))
	s.Rule("DEV-NEW-15", metadataAfterSetUp, engine.DependsOn("DEV-NEW-01"))
	s.Rule("DEV-NEW-16", scopeOfGroupKey, engine.DependsOn("DEV-NEW-01"))
	s.Rule("DEV-NEW-10", accessTokenNamesDevice, engine.DependsOn("DEV-NEW-01"))
	s.Rule("DEV-NEW-11", unconfirmedIsNotListed, engine.DependsOn("DEV-NEW-01"))
	s.Rule("DEV-NEW-12", claimIsWholeDeviceKey, engine.DependsOn("DEV-NEW-01"))
}

func metadataComesWithTokens(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) { metadata(c, actor) })
	c.CaseIn(always().String(), "a user who has a device", func() {
		actor := c.Actor(always().pool, target.ClientSpec{})
		c.RememberedDevice(actor)
		metadata(c, actor)
	})
}

// deviceKeyForm is <region>_<UUID> as the API model and the guide have it.
const deviceKeyForm = `^[\w-]+_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`

// signInsFor is how many sign-ins in a row a check makes of a user: those that
// need a code each may have to wait for it.
func signInsFor(actor *scenarios.Actor) int {
	if actor.Client.Pool.Spec.MFA == target.MFAOff {
		return 5
	}
	return 2
}

func deviceKeyHasItsForm(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		for range signInsFor(actor) {
			key := *metadata(c, actor).DeviceKey
			c.Expect(key).To(MatchRegexp(deviceKeyForm), "DeviceKey")
			c.Expect(len(key)).To(BeNumerically("<=", 55), "length of DeviceKey")
			region, _, _ := strings.Cut(actor.Client.Pool.ID, "_")
			c.Expect(key).To(HavePrefix(region+"_"), "DeviceKey begins with the region of the pool")
		}
	})
}

func groupKeyIsShort(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		group := *metadata(c, actor).DeviceGroupKey
		c.Expect(group).To(MatchRegexp(`^\S{1,64}$`), "DeviceGroupKey is a short string without white space")
	})
}

func deviceKeysDiffer(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		keys := map[string]bool{}
		for range signInsFor(actor) {
			keys[*metadata(c, actor).DeviceKey] = true
		}
		c.Expect(keys).To(HaveLen(signInsFor(actor)), "distinct DeviceKeys of consecutive sign-ins")
	})
	c.CaseIn("two users", "two users", func() {
		one, two := c.Actor(always().pool, target.ClientSpec{}), c.Actor(always().pool, target.ClientSpec{})
		c.Expect(*metadata(c, one).DeviceKey).NotTo(Equal(*metadata(c, two).DeviceKey), "DeviceKey of two users")
	})
}

func noMetadataForKnownDevice(c *Check) {
	c.in(trackedWithMFA(), func(actor *scenarios.Actor) {
		device, _ := c.RememberedDevice(actor)
		for range 2 {
			signIn, err := c.signIn(actor, device)
			c.Succeeds(err, "sign-in with the device")
			c.Expect(signIn.Result.NewDeviceMetadata).To(BeNil(), "NewDeviceMetadata of a sign-in with the key of a remembered device")
		}
	})
}

func metadataForConfirmedDevice(c *Check) {
	for _, s := range trackedWithMFA() {
		if s.pool.Tracking != target.OptIn {
			continue
		}
		actor := c.Actor(s.pool, s.client)
		device, _ := c.ConfirmedDevice(actor)
		issued := c.SignedIn(actor, device).Result.NewDeviceMetadata
		switch {
		case issued == nil:
			c.Observe("%s: no new metadata for a key that is confirmed but not remembered", s)
		case aws.ToString(issued.DeviceKey) == device.Key:
			c.Observe("%s: metadata with the same key", s)
		default:
			c.Observe("%s: metadata with a new key", s)
		}
	}
}

// metadataWithTheTokens signs in where PASSWORD_VERIFIER is the last challenge, and
// where the second factor is.
func metadataWithTheTokens(c *Check) {
	given := func(actor *scenarios.Actor) {
		signIn := c.SignedIn(actor, nil)
		c.hasDevices(actor, signIn)
		c.Expect(signIn.Result.NewDeviceMetadata).NotTo(BeNil(), "NewDeviceMetadata in the answer with the tokens: "+challengesOf(signIn))
	}
	c.in([]setting{always(), alwaysWithMFA()}, given)
	if c.Has(spec.SMS) {
		c.CaseIn("SMS_MFA", "SMS_MFA", func() { given(withFactor(c, target.SMS, target.ClientSpec{})) })
	}
	if c.Has(spec.Administration) {
		c.CaseIn(always().String(), "AdminRespondToAuthChallenge", func() {
			actor := c.Actor(always().pool, target.ClientSpec{})
			actor.Admin = true
			given(actor)
		})
	}
}

func metadataOfPasswordFlows(c *Check) {
	flows := []types.AuthFlowType{types.AuthFlowTypeUserPasswordAuth}
	if c.Has(spec.Administration) {
		flows = append(flows, types.AuthFlowTypeAdminUserPasswordAuth)
	}
	for _, flow := range flows {
		c.CaseIn(string(flow), string(flow), func() {
			actor := c.Actor(always().pool, target.ClientSpec{})
			actor.Flow, actor.Admin = flow, flow == types.AuthFlowTypeAdminUserPasswordAuth
			answer, err := actor.Begin(nil).Initiate(c.Context())
			c.Given(err, string(flow))
			if answer.Result == nil {
				c.Skip("InitiateAuth returned no tokens")
			}
			c.hasDevices(actor, &scenarios.SignIn{Result: answer.Result})
			c.Expect(answer.Result.NewDeviceMetadata).NotTo(BeNil(), "NewDeviceMetadata in the answer with the tokens")
		})
	}
}

func metadataOfCustomAuthWithoutSRP(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always, CustomAuth: true}, target.ClientSpec{})
	actor.Flow = types.AuthFlowTypeCustomAuth
	attempt := actor.Begin(nil)
	_, err := attempt.Initiate(c.Context(), scenarios.Drop("CHALLENGE_NAME", "SRP_A"))
	c.Given(err, "CUSTOM_AUTH without SRP")
	confirmIssued(c, attempt)
}

// confirmIssued follows an attempt to its tokens, and holds that they come with a
// device that can be confirmed.
func confirmIssued(c *Check, attempt *scenarios.Attempt) {
	signIn, err := attempt.Finish(c.Context())
	c.Given(err, "the rest of the sign-in")
	c.hasDevices(attempt.Actor, signIn)
	c.Expect(signIn.Result.NewDeviceMetadata).NotTo(BeNil(), "NewDeviceMetadata")
	device, err := attempt.Actor.NewDevice(signIn.Result.NewDeviceMetadata)
	c.Succeeds(err, "reading NewDeviceMetadata")
	confirm(c, attempt.Actor, signIn.AccessToken(), device)
}

func metadataOfCustomAuthWithSRP(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always, CustomAuth: true}, target.ClientSpec{})
	actor.Flow = types.AuthFlowTypeCustomAuth
	signIn := c.SignedIn(actor, nil)
	c.Observe("CUSTOM_AUTH with SRP: NewDeviceMetadata %s", presence(signIn.Result.NewDeviceMetadata != nil))
}

func metadataAfterNewPassword(c *Check) {
	actor := c.Actor(always().pool, target.ClientSpec{})
	giveTemporaryPassword(c, actor)
	attempt := actor.Begin(nil)
	_, err := attempt.Initiate(c.Context())
	c.Given(err, "InitiateAuth")
	_, err = attempt.AnswerPasswordVerifier(c.Context())
	c.Given(err, "PASSWORD_VERIFIER")
	if attempt.Last.Challenge != types.ChallengeNameTypeNewPasswordRequired {
		c.Skip("NEW_PASSWORD_REQUIRED did not follow")
	}
	answer, err := attempt.Respond(c.Context(), types.ChallengeNameTypeNewPasswordRequired, map[string]string{"NEW_PASSWORD": newPassword})
	c.Given(err, "NEW_PASSWORD_REQUIRED")
	if answer.Result == nil {
		c.Skip("NEW_PASSWORD_REQUIRED was not the last challenge")
	}
	c.Expect(answer.Result.NewDeviceMetadata).NotTo(BeNil(), "NewDeviceMetadata after NEW_PASSWORD_REQUIRED")
}

// giveTemporaryPassword has the user choose a password at the next sign-in.
func giveTemporaryPassword(c *Check, actor *scenarios.Actor) {
	setPassword(c, actor, actor.User.Password, false)
}

// setPassword sets a password as an administrator. A user of the target file keeps
// theirs.
func setPassword(c *Check, actor *scenarios.Actor, password string, permanent bool) {
	if actor.User.Given {
		c.Unsupported("a user whose password may be changed")
	}
	_, err := c.Target().API().AdminSetUserPassword(c.Context(), &cip.AdminSetUserPasswordInput{
		UserPoolId: &actor.Client.Pool.ID, Username: &actor.User.ID, Password: &password, Permanent: permanent,
	})
	c.Given(err, "AdminSetUserPassword")
}

// metadataAfterSetUp signs a user in who has no second factor where one is demanded.
func metadataAfterSetUp(c *Check) {
	actor := c.ActorWith(c.Pool(alwaysWithMFA().pool), target.ClientSpec{}, target.UserSpec{})
	attempt := actor.Begin(nil)
	_, err := attempt.Initiate(c.Context())
	c.Given(err, "InitiateAuth")
	_, err = attempt.AnswerPasswordVerifier(c.Context())
	c.Given(err, "PASSWORD_VERIFIER")
	if attempt.Last.Challenge != types.ChallengeNameTypeMfaSetup {
		c.Skip("MFA_SETUP did not follow")
	}
	session := sessionAfterSetUp(c, attempt)
	_, err = attempt.Respond(c.Context(), types.ChallengeNameTypeMfaSetup, nil, scenarios.WithSession(session))
	c.Given(err, "MFA_SETUP")
	confirmIssued(c, attempt)
}

// sessionAfterSetUp registers a software token by the Session of MFA_SETUP, and
// returns the one to answer with.
func sessionAfterSetUp(c *Check, attempt *scenarios.Attempt) string {
	api, pool := c.Target().API(), attempt.Actor.Client.Pool
	associated, err := api.AssociateSoftwareToken(c.Context(), &cip.AssociateSoftwareTokenInput{Session: &attempt.Last.Session})
	c.Given(err, "AssociateSoftwareToken")
	token := c.Target().NewAuthenticator(pool.ID, aws.ToString(associated.SecretCode))
	code, err := token.Code(c.Context())
	c.Given(err, "computing a code")
	verified, err := api.VerifySoftwareToken(c.Context(), &cip.VerifySoftwareTokenInput{Session: associated.Session, UserCode: &code})
	c.Given(err, "VerifySoftwareToken")
	return aws.ToString(verified.Session)
}

// scopeOfGroupKey compares the group keys of one user's sign-ins, and of two users.
func scopeOfGroupKey(c *Check) {
	one, two := c.Actor(always().pool, target.ClientSpec{}), c.Actor(always().pool, target.ClientSpec{})
	first, _ := c.IssuedDevice(one)
	again, _ := c.IssuedDevice(one)
	other, _ := c.IssuedDevice(two)
	c.Observe("DeviceGroupKey of two sign-ins of a user: %s", comparison(first.GroupKey, again.GroupKey))
	c.Observe("DeviceGroupKey of two users of a pool: %s", comparison(first.GroupKey, other.GroupKey))
}

// comparison words whether two texts are the same.
func comparison(a, b string) string {
	if a == b {
		return "the same"
	}
	return "different"
}

func accessTokenNamesDevice(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		device, signIn := c.IssuedDevice(actor)
		_, uuid, _ := strings.Cut(device.Key, "_")
		c.Expect(deviceClaim(c, signIn.AccessToken())).To(Or(Equal(device.Key), Equal(uuid)), "claim device_key")
	})
}

func claimIsWholeDeviceKey(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		device, signIn := c.IssuedDevice(actor)
		c.Expect(deviceClaim(c, signIn.AccessToken())).To(Equal(device.Key), "claim device_key")
	})
}

func unconfirmedIsNotListed(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		device, signIn := c.IssuedDevice(actor)
		devices, err := actor.ListDevices(c.Context(), signIn.AccessToken(), 0)
		c.Given(err, "ListDevices")
		c.Expect(keysOf(devices)).NotTo(ContainElement(device.Key), "keys listed by ListDevices")
		if c.Has(spec.Administration) {
			devices, err = actor.AdminListDevices(c.Context(), 0)
			c.Given(err, "AdminListDevices")
			c.Expect(keysOf(devices)).NotTo(ContainElement(device.Key), "keys listed by AdminListDevices")
		}
	})
}
