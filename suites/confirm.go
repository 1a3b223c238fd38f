package suites

import (
	"context"
	"encoding/base64"
	"math/big"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/google/uuid"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerConfirm lists the checks of ConfirmDevice; those of the numbers that
// it takes are in verifier.go.
func registerConfirm(s registry) {
	s.Rule("DEV-CONF-01", confirmAnswers, engine.DependsOn("DEV-NEW-01"))
	s.Rule("DEV-CONF-02", confirmRemembersInAlwaysPool, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-CONF-03", confirmDoesNotRememberInOptInPool, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-CONF-04", confirmNeedsTokenAndKey, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-CONF-05", confirmOfKeyNeverIssued, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-CONF-06", confirmOfForeignKey, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-CONF-07", confirmTwice, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-CONF-08", confirmWithBadToken, engine.DependsOn("DEV-CONF-01"), engine.Waits(shortestAccess+leeway))
	s.Rule("DEV-CONF-09", deviceOperationsNeedScope)
	s.Rule("DEV-CONF-15", confirmTakesAnyName, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-CONF-17", confirmWithEarlierToken, engine.DependsOn("DEV-CONF-01"))
	s.Rule("DEV-CONF-18", confirmWithoutTracking)
	s.Rule("DEV-CONF-22", confirmOfNullKey, engine.DependsOn("DEV-CONF-04"))
	s.Rule("DEV-CONF-23", confirmAfterAnswerUnderAlias, engine.DependsOn("DEV-CONF-01"))
	registerVerifier(s)
}

// confirm calls ConfirmDevice, which the rule wants to succeed.
func confirm(c *Check, actor *scenarios.Actor, accessToken string, device *scenarios.Device, edits ...func(*cip.ConfirmDeviceInput)) *cip.ConfirmDeviceOutput {
	out, err := actor.ConfirmDevice(c.Context(), accessToken, device, edits...)
	c.Succeeds(err, "ConfirmDevice")
	return out
}

// confirmAnswers registers integers that need no sign byte: DEV-CONF-10 is about
// those that do. A boolean that is absent is one that is false.
func confirmAnswers(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, signIn := c.IssuedDevice(actor)
		salt, v := verifierLike(c, device, needsNoSign)
		confirm(c, actor, signIn.AccessToken(), device, withVerifier(srp.Pad(salt), srp.Pad(v)))
	})
	c.CaseIn(always().String(), "UserConfirmationNecessary is a JSON boolean", func() {
		actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
		device, signIn := c.IssuedDevice(actor)
		if actor.User.Given {
			actor.User.Undo("device "+device.Key, func(ctx context.Context) error { return actor.ForgetDevice(ctx, signIn.AccessToken(), device.Key) })
		}
		response := c.raw("ConfirmDevice", confirmation(c, signIn.AccessToken(), device))
		c.Succeeds(response.Err("ConfirmDevice"), "ConfirmDevice")
		c.Expect(response.Object()["UserConfirmationNecessary"]).To(Or(BeNil(), BeAssignableToTypeOf(true)), "UserConfirmationNecessary")
	})
}

// confirmation is the body of ConfirmDevice with integers that need no sign byte.
func confirmation(c *Check, token string, device *scenarios.Device) map[string]any {
	salt, v := verifierLike(c, device, needsNoSign)
	return map[string]any{
		"AccessToken": token, "DeviceKey": device.Key,
		"DeviceSecretVerifierConfig": map[string]any{
			"Salt": base64.StdEncoding.EncodeToString(srp.Pad(salt)), "PasswordVerifier": base64.StdEncoding.EncodeToString(srp.Pad(v)),
		},
	}
}

// needsNoSign reports whether a number has the digits of 384 bytes, and is positive without a byte 00
// before them.
func needsNoSign(v *big.Int) bool { return scenarios.IsPlain(v.BitLen(), modulusBits) }

func confirmRemembersInAlwaysPool(c *Check) {
	c.in(trackedAs(target.Always), func(actor *scenarios.Actor) {
		device, signIn := c.IssuedDevice(actor)
		out := confirm(c, actor, signIn.AccessToken(), device)
		c.Expect(out.UserConfirmationNecessary).To(BeFalse(), "UserConfirmationNecessary in an Always pool")
		_, err := actor.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
		c.Succeeds(err, "GetDevice of a device remembered by ConfirmDevice")
	})
	c.in(trackedWithMFAAs(target.Always), func(actor *scenarios.Actor) {
		device, _ := c.ConfirmedDevice(actor)
		c.DeviceIsAsked(actor, device)
	})
}

func confirmDoesNotRememberInOptInPool(c *Check) {
	c.in(trackedAs(target.OptIn), func(actor *scenarios.Actor) {
		device, signIn := c.IssuedDevice(actor)
		out := confirm(c, actor, signIn.AccessToken(), device)
		c.Expect(out.UserConfirmationNecessary).To(BeTrue(), "UserConfirmationNecessary in an opt-in pool")
		c.DeviceIsNotAsked(actor, device)
	})
}

func confirmNeedsTokenAndKey(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	device, signIn := c.IssuedDevice(actor)
	taken := engine.Once(c.Check, func(string) { c.Given(confirmed(c, actor, signIn, device), "ConfirmDevice with both") })
	each(c, map[string]map[string]any{
		"no DeviceKey":   {"AccessToken": signIn.AccessToken()},
		"null DeviceKey": {"AccessToken": signIn.AccessToken(), "DeviceKey": nil},
	}, func(name string, body map[string]any) {
		c.Refused(c.raw("ConfirmDevice", body).Err("ConfirmDevice"), "ConfirmDevice with "+name)
		taken(name)
	})
	each(c, map[string]map[string]any{
		"no AccessToken":   {"DeviceKey": device.Key},
		"null AccessToken": {"AccessToken": nil, "DeviceKey": device.Key},
		"neither":          {},
	}, func(name string, body map[string]any) {
		c.Refused(c.raw("ConfirmDevice", body).Err("ConfirmDevice"), "ConfirmDevice with "+name)
		taken(name)
	})
}

func confirmOfNullKey(c *Check) {
	actor := c.Actor(always().pool, target.ClientSpec{})
	device, signIn := c.IssuedDevice(actor)
	response := c.raw("ConfirmDevice", map[string]any{"AccessToken": signIn.AccessToken(), "DeviceKey": nil})
	c.Refused(response.Err("ConfirmDevice"), "ConfirmDevice with a null DeviceKey", invalidParameter)
	c.Given(confirmed(c, actor, signIn, device), "ConfirmDevice with its DeviceKey")
}

// confirmed calls ConfirmDevice with integers that need no sign byte.
func confirmed(c *Check, actor *scenarios.Actor, signIn *scenarios.SignIn, device *scenarios.Device) error {
	salt, v := verifierLike(c, device, needsNoSign)
	_, err := actor.ConfirmDevice(c.Context(), signIn.AccessToken(), device, withVerifier(srp.Pad(salt), srp.Pad(v)))
	return err
}

// neverIssuedKey is a well-formed key that was never issued.
func neverIssuedKey(actor *scenarios.Actor) string {
	region, _, _ := strings.Cut(actor.Client.Pool.ID, "_")
	return region + "_" + uuid.NewString()
}

func confirmOfKeyNeverIssued(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		device, signIn := c.IssuedDevice(actor)
		device.Key = neverIssuedKey(actor)
		_, err := actor.ConfirmDevice(c.Context(), signIn.AccessToken(), device)
		c.Refused(err, "ConfirmDevice with a key never issued", invalidParameter)
		c.Says(err, "ConfirmDevice with a key never issued", invalidDeviceKey)
	})
}

func confirmOfForeignKey(c *Check) {
	c.in(alwaysAndConfidential(), func(owner *scenarios.Actor) {
		other := c.another(owner)
		device, ownerSignIn := c.IssuedDevice(owner)
		otherSignIn := c.SignedIn(other, nil)
		_, err := other.ConfirmDevice(c.Context(), otherSignIn.AccessToken(), device)
		c.Refused(err, "ConfirmDevice with a key issued to another user", invalidParameter)
		c.Says(err, "ConfirmDevice with a key issued to another user", invalidDeviceKey)
		devices, err := other.ListDevices(c.Context(), otherSignIn.AccessToken(), 0)
		c.Given(err, "ListDevices")
		c.Expect(keysOf(devices)).NotTo(ContainElement(device.Key), "devices of the other user")
		confirm(c, owner, ownerSignIn.AccessToken(), device)
	})
}

// confirmTwice confirms devices that are remembered too: clients of AWS confirm others
// again (DEV-NEW-06).
func confirmTwice(c *Check) {
	c.in(tracked(), func(actor *scenarios.Actor) {
		device, signIn := c.RememberedDevice(actor)
		_, err := actor.ConfirmDevice(c.Context(), signIn.AccessToken(), device)
		c.Refused(err, "ConfirmDevice of a remembered device", deviceKeyExists)
	})
}

// shortestAccess is the shortest life that a client can give an access token.
const shortestAccess = 5 * time.Minute

// leeway is how long a server may take a JWT after its exp, to allow for clocks that differ:
// "usually no more than a few minutes" (RFC 7519, section 4.1.4).
const leeway = 5 * time.Minute

// confirmWithBadToken sends each token with a device that the right one would confirm.
func confirmWithBadToken(c *Check) {
	pool := c.Pool(target.PoolSpec{Tracking: target.Always})
	taken := engine.Once(c.Check, func(actor *scenarios.Actor) {
		device, signIn := c.IssuedDevice(actor)
		c.Given(confirmed(c, actor, signIn, device), "ConfirmDevice with the right token")
	})
	refused := func(client target.ClientSpec, spoil func(*scenarios.Actor, string) string) {
		actor := c.ActorIn(pool, client)
		device, signIn := c.IssuedDevice(actor)
		_, err := actor.ConfirmDevice(c.Context(), spoil(actor, signIn.AccessToken()), device)
		c.Refused(err, "ConfirmDevice")
		taken(actor)
	}
	c.Case("no token at all", func() {
		refused(target.ClientSpec{}, func(*scenarios.Actor, string) string { return "not-a-token" })
	})
	c.Case("signature altered", func() {
		refused(target.ClientSpec{}, func(_ *scenarios.Actor, token string) string { return alterLast(token) })
	})
	c.Case("revoked by GlobalSignOut", func() {
		refused(target.ClientSpec{}, func(actor *scenarios.Actor, token string) string {
			c.Given(actor.GlobalSignOut(c.Context(), token), "GlobalSignOut")
			return token
		})
	})
	c.Case("expired", func() {
		refused(target.ClientSpec{AccessToken: shortestAccess}, func(_ *scenarios.Actor, token string) string {
			c.Wait(pool, shortestAccess+leeway)
			return token
		})
	})
}

func confirmTakesAnyName(c *Check) {
	pool := c.Pool(target.PoolSpec{Tracking: target.Always})
	each(c, map[string]*string{
		"no name":              nil,
		"one character":        aws.String("x"),
		"a user agent":         aws.String("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
		"151 characters":       aws.String(strings.Repeat("n", 151)),
		"1024 characters":      aws.String(strings.Repeat("n", 1024)),
		"beyond ASCII":         aws.String("Zoës Handy \U0001f4f1"),
		"1024 beyond ASCII":    aws.String(strings.Repeat("ü", 1024)),
		"quotes and backslash": aws.String(`"a\b"<c>&'d'`),
	}, func(_ string, text *string) {
		actor := c.ActorIn(pool, target.ClientSpec{})
		device, signIn := c.IssuedDevice(actor)
		confirm(c, actor, signIn.AccessToken(), device, func(in *cip.ConfirmDeviceInput) { in.DeviceName = text })
	})
	each(c, map[string]string{"refused if empty": "", "refused if of 1025 characters": strings.Repeat("n", 1025)}, func(name, text string) {
		actor := c.ActorIn(pool, target.ClientSpec{})
		device, signIn := c.IssuedDevice(actor)
		_, err := actor.ConfirmDevice(c.Context(), signIn.AccessToken(), device, func(in *cip.ConfirmDeviceInput) { in.DeviceName = &text })
		c.Refused(err, "ConfirmDevice with a name that is "+name)
	})
}

func confirmWithEarlierToken(c *Check) {
	c.in(alwaysAndConfidential(), func(actor *scenarios.Actor) {
		earlier := c.SignedIn(actor, nil)
		device, _ := c.IssuedDevice(actor)
		confirm(c, actor, earlier.AccessToken(), device)
	})
}

func confirmWithoutTracking(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{})
	signIn := c.SignedIn(actor, nil)
	device := &scenarios.Device{Key: neverIssuedKey(actor), GroupKey: "-abcdefgh", Secret: uuid.NewString()}
	_, err := actor.ConfirmDevice(c.Context(), signIn.AccessToken(), device)
	c.Observe("ConfirmDevice in a pool without tracking: %s", c.resultOf(err))
}

// confirmAfterAnswerUnderAlias answers the second factor under the e-mail address
// instead of the user name, which a target may refuse.
func confirmAfterAnswerUnderAlias(c *Check) {
	actor := aliasedWithMFA(c)
	attempt := c.AtMFA(actor, nil)
	_, err := attempt.AnswerMFA(c.Context(), actor.As(actor.User.Email))
	if err != nil {
		c.Skip("a code under an alias is refused: " + resultOf(err))
	}
	signIn, err := attempt.Finish(c.Context())
	c.Given(err, "the rest of the sign-in")
	device, err := actor.NewDevice(signIn.Result.NewDeviceMetadata)
	c.Given(err, "reading NewDeviceMetadata")
	_, err = actor.ConfirmDevice(c.Context(), signIn.AccessToken(), device)
	c.Refused(err, "ConfirmDevice after a code under an alias", invalidParameter)
	c.Says(err, "ConfirmDevice after a code under an alias", invalidDeviceKey)
}
