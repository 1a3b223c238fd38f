package suites

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerDeviceQuestions lists the probes of devices and MFA.
func registerDeviceQuestions(s registry) {
	s.Rule("Q-01", askDeviceWithoutFactor, patient())
	s.Rule("Q-02", askDeviceWithFactor, patient())
	s.Rule("Q-04", askConfirmAgain)
	s.Rule("Q-06", askUnconfirmedKey, patient())
	s.Rule("Q-07", askAnotherDevicesProof, patient())
	s.Rule("Q-08", askDeviceSessions, patient())
	s.Rule("Q-10", askDates, patient(), engine.Waits(2*betweenDates))
	s.Rule("Q-11", askDeviceSDK)
	s.Rule("Q-12", askDeviceClaim)
	s.Rule("Q-13", askManyDevices, patient())
}

// rememberedIn observes the sign-in of a user of the pool with a remembered device.
func rememberedIn(c *Check, spec target.PoolSpec, user target.UserSpec) {
	actor := c.ActorWith(c.Pool(spec), target.ClientSpec{}, user)
	device, _ := c.RememberedDevice(actor)
	c.Observe("%s, user with %s: %s", spec, plural.Count(len(user.Factors), "factor"), courseOf(c, actor, device))
}

// inFour runs a part in each setting of DeviceConfiguration with each mode of MFA.
func inFour(c *Check, user target.UserSpec, modes ...target.MFA) {
	parts := map[string]func(){}
	for _, spec := range fourTrackings() {
		for _, mode := range modes {
			spec := spec
			spec.MFA = mode
			parts[spec.String()] = func() { rememberedIn(c, spec, user) }
		}
	}
	c.parts(parts)
}

func askDeviceWithoutFactor(c *Check) {
	inFour(c, target.UserSpec{}, target.MFAOff, target.MFAOptional)
}

func askDeviceWithFactor(c *Check) {
	inFour(c, target.UserSpec{Factors: []target.Factor{target.TOTP}}, target.MFAOn, target.MFAOptional)
}

func askConfirmAgain(c *Check) {
	actor := c.Actor(always().pool, target.ClientSpec{})
	device, signIn := c.ConfirmedDevice(actor)
	_, err := actor.ConfirmDevice(c.Context(), signIn.AccessToken(), device)
	c.tell("ConfirmDevice of a confirmed key", err)
	c.Given(actor.ForgetDevice(c.Context(), signIn.AccessToken(), device.Key), "ForgetDevice")
	_, err = actor.ConfirmDevice(c.Context(), signIn.AccessToken(), device)
	c.tell("ConfirmDevice of a forgotten key", err)
}

func askUnconfirmedKey(c *Check) {
	parts := map[string]func(){}
	for _, spec := range []target.PoolSpec{always().pool, alwaysWithMFA().pool} {
		parts[spec.String()] = func() {
			actor := c.Actor(spec, target.ClientSpec{})
			issued, _ := c.IssuedDevice(actor)
			c.Observe("%s, an unconfirmed key: %s", spec, courseOf(c, actor, issued))
			device, _ := c.RememberedDevice(actor)
			c.Observe("%s, another user's key: %s", spec, courseOf(c, c.another(actor), device))
		}
	}
	c.parts(parts)
}

func askAnotherDevicesProof(c *Check) {
	actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
	first, _ := c.RememberedDevice(actor)
	second, _ := c.RememberedDevice(actor)
	attempt := c.AtDeviceChallenge(actor, first)
	attempt.Device = second
	_, err := attempt.AnswerDeviceSRPAuth(c.Context())
	c.tell("DEVICE_SRP_AUTH of one device answered for another", err)
	if err == nil {
		_, err = attempt.AnswerDevicePasswordVerifier(c.Context())
		c.tell("its DEVICE_PASSWORD_VERIFIER with the other's proof", err)
	}
	_, err = c.AtDeviceVerifier(actor, first).AnswerDevicePasswordVerifier(c.Context(), scenarios.Set("DEVICE_KEY", second.Key))
	c.tell("DEVICE_PASSWORD_VERIFIER of one device with its own proof and the other's key", err)
}

func askDeviceSessions(c *Check) {
	pool := c.Pool(alwaysWithMFA().pool)
	actor := c.ActorIn(pool, target.ClientSpec{})
	device, _ := c.RememberedDevice(actor)
	elsewhere := c.Client(pool, target.ClientSpec{Flows: []types.ExplicitAuthFlowsType{types.ExplicitAuthFlowsTypeAllowUserSrpAuth, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth}})
	earlier := c.AtDeviceChallenge(actor, device).Last.Session
	edits := map[string]scenarios.Edit{
		"absent":                scenarios.WithSession(""),
		"used by another app":   func(r *scenarios.Request) { r.ClientID = elsewhere.ID },
		"of an earlier sign-in": scenarios.WithSession(earlier),
		"cut by one character":  func(r *scenarios.Request) { r.Session = r.Session[:max(0, len(r.Session)-1)] },
	}
	for name, edit := range sorted(edits) {
		_, err := c.AtDeviceChallenge(actor, device).AnswerDeviceSRPAuth(c.Context(), edit)
		c.tell("DEVICE_SRP_AUTH, Session "+name, err)
		_, err = c.AtDeviceVerifier(actor, device).AnswerDevicePasswordVerifier(c.Context(), edit)
		c.tell("DEVICE_PASSWORD_VERIFIER, Session "+name, err)
	}
}

// betweenDates is how long askDates lets pass, so that dates in whole seconds differ.
const betweenDates = 3 * time.Second

func askDates(c *Check) {
	actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
	device, signIn := c.RememberedDevice(actor)
	before := observedDates(c, actor, device, "right after ConfirmDevice", nil)
	c.Wait(actor.Client.Pool, betweenDates)
	c.SignedIn(actor, device)
	before = observedDates(c, actor, device, "after a sign-in with the device", before)
	c.Given(actor.Unremember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus(not_remembered)")
	c.Wait(actor.Client.Pool, betweenDates)
	c.SignedIn(actor, device)
	observedDates(c, actor, device, "after one with its key while not_remembered", before)
}

// observedDates observes the dates of a device, against those of before.
func observedDates(c *Check, actor *scenarios.Actor, device *scenarios.Device, when string, before *types.DeviceType) *types.DeviceType {
	got, err := actor.AdminGetDevice(c.Context(), device.Key) // sees what is not remembered too
	c.Given(err, "AdminGetDevice")
	authenticated := got.DeviceLastAuthenticatedDate
	switch {
	case authenticated == nil:
		c.Observe("DeviceLastAuthenticatedDate %s: absent", when)
	case before == nil || before.DeviceLastAuthenticatedDate == nil:
		created := aws.ToTime(got.DeviceCreateDate)
		c.Observe("DeviceLastAuthenticatedDate %s: %s after DeviceCreateDate, in whole seconds: %v",
			when, authenticated.Sub(created).Round(time.Second), authenticated.Nanosecond() == 0)
	default:
		moved := authenticated.After(*before.DeviceLastAuthenticatedDate)
		c.Observe("DeviceLastAuthenticatedDate %s: later than before: %v", when, moved)
	}
	return got
}

func askDeviceSDK(c *Check) {
	agents := map[string]string{"unknown": "someones-client/1.0", "of a browser": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "empty": " "}
	for name, agent := range sorted(agents) {
		actor := c.Actor(always().pool, target.ClientSpec{})
		key := deviceOfAgent(c, actor, agent)
		got, err := actor.AdminGetDevice(c.Context(), key)
		c.Given(err, "AdminGetDevice")
		c.Observe("dev:device_sdk with a User-Agent that is %s: %q", name, scenarios.Attribute(got, "dev:device_sdk"))
	}
	actor := c.Actor(always().pool, target.ClientSpec{})
	device, _ := c.RememberedDevice(actor)
	got, err := actor.AdminGetDevice(c.Context(), device.Key)
	c.Given(err, "AdminGetDevice")
	c.Observe("dev:device_sdk of the AWS SDK for Go: %q", scenarios.Attribute(got, "dev:device_sdk"))
}

// deviceOfAgent registers a device by calls with the User-Agent, and returns its key.
func deviceOfAgent(c *Check, actor *scenarios.Actor, agent string) string {
	call := func(operation string, body any) map[string]any {
		response, err := c.Target().Raw(c.Context(), target.RawCall{Operation: operation, JSON: body, Header: map[string]string{"User-Agent": agent}})
		c.Given(err, operation)
		c.Given(response.Err(operation), operation)
		return response.Object()
	}
	answer := call("InitiateAuth", map[string]any{
		"ClientId": actor.Client.ID, "AuthFlow": "USER_PASSWORD_AUTH",
		"AuthParameters": map[string]any{"USERNAME": actor.User.Username, "PASSWORD": actor.User.Password},
	})
	result, _ := answer["AuthenticationResult"].(map[string]any)
	metadata, _ := result["NewDeviceMetadata"].(map[string]any)
	device, err := actor.NewDevice(&types.NewDeviceMetadataType{DeviceKey: textOf(metadata, "DeviceKey"), DeviceGroupKey: textOf(metadata, "DeviceGroupKey")})
	c.Given(err, "reading NewDeviceMetadata")
	verifier, err := srp.NewDeviceVerifier(device.Identity())
	c.Given(err, "computing the verifier")
	call("ConfirmDevice", map[string]any{
		"AccessToken": aws.ToString(textOf(result, "AccessToken")), "DeviceKey": device.Key, "DeviceName": "cogbench",
		"DeviceSecretVerifierConfig": map[string]any{"Salt": verifier.Salt, "PasswordVerifier": verifier.PasswordVerifier},
	})
	return device.Key
}

// textOf is a member that is text, nil if there is none.
func textOf(object map[string]any, name string) *string {
	if text, is := object[name].(string); is {
		return &text
	}
	return nil
}

func askDeviceClaim(c *Check) {
	claim := func(what string, signIn *scenarios.SignIn) {
		c.Observe("claim device_key %s: %s", what, presence(deviceClaim(c, signIn.AccessToken()) != ""))
	}
	actor := c.Actor(always().pool, target.ClientSpec{})
	_, signIn := c.IssuedDevice(actor)
	claim("of a key that was issued with the token", signIn)
	device, signIn := c.RememberedDevice(actor)
	claim("of a sign-in with a remembered device", c.SignedIn(actor, device))
	c.Given(actor.Unremember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus(not_remembered)")
	claim("of a sign-in with a device that is not_remembered", c.SignedIn(actor, device))
	claim("without tracking", c.SignedIn(c.Actor(target.PoolSpec{}, target.ClientSpec{}), nil))
}

// unlikelyMany is more devices than a limit that anybody keeps to would allow.
const unlikelyMany = 200

func askManyDevices(c *Check) {
	actor := c.Actor(always().pool, target.ClientSpec{})
	actor.Flow = types.AuthFlowTypeUserPasswordAuth // one call a sign-in
	var signIn *scenarios.SignIn
	registered := 0
	for range unlikelyMany {
		_, s, err := actor.RegisterDevice(c.Context())
		if err != nil {
			c.Observe("device %d of a user: %s", registered+1, c.resultOf(err))
			break
		}
		signIn, registered = s, registered+1
	}
	if signIn == nil {
		c.Skip("no device could be registered")
	}
	c.Observe("devices registered for one user: %d", registered)
	for operation, list := range sorted(listings(c, actor, signIn.AccessToken())) {
		pages, last := 0, ""
		var token *string
		for range unlikelyMany {
			devices, next, err := list(aws.Int32(60), token)
			if err != nil {
				last = resultOf(err)
				break
			}
			pages++
			if token = next; aws.ToString(next) == "" {
				last = fmt.Sprintf("%d devices and PaginationToken %s", len(devices), presence(next != nil))
				break
			}
		}
		c.Observe("%s by 60: %d pages, the last with %s", operation, pages, last)
		_, _, err := list(nil, aws.String("AAAAnevergivenAAAA"))
		c.tell(operation+" with a PaginationToken that was never given", err)
	}
	c.noPageSizeGiven(actor, signIn)
}

// noPageSizeGiven observes the first page without a Limit.
func (c *Check) noPageSizeGiven(actor *scenarios.Actor, signIn *scenarios.SignIn) {
	out, err := c.Target().API().ListDevices(c.Context(), &cip.ListDevicesInput{AccessToken: aws.String(signIn.AccessToken())})
	if err != nil {
		c.tell("ListDevices without Limit", err)
		return
	}
	c.Observe("ListDevices without Limit, %s: %d on the first page", actor.Client.Pool.Spec, len(out.Devices))
}
