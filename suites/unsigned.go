package suites

import (
	"slices"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerUnsigned lists the check of the operations around the protocol that need no
// signature.
func registerUnsigned(s registry) {
	s.Rule("WIRE-27", otherOperationsNeedNoSignature, engine.DependsOn("SRP-07"))
}

// publicCalls are the public operations with bodies that succeed, for a user
// signed in on a remembered device, or without one on a target that has no devices (nil).
func publicCalls(actor *scenarios.Actor, device *scenarios.Device, signIn *scenarios.SignIn) []target.RawCall {
	token := signIn.AccessToken()
	if device == nil {
		return []target.RawCall{
			{Operation: "GetUser", JSON: map[string]any{"AccessToken": token}},
			{Operation: "GetTokensFromRefreshToken", JSON: map[string]any{"RefreshToken": signIn.RefreshToken(), "ClientId": actor.Client.ID}},
		}
	}
	return []target.RawCall{
		{Operation: "InitiateAuth", JSON: map[string]any{
			"ClientId": actor.Client.ID, "AuthFlow": "USER_PASSWORD_AUTH",
			"AuthParameters": map[string]any{"USERNAME": actor.User.Username, "PASSWORD": actor.User.Password},
		}},
		{Operation: "GetDevice", JSON: map[string]any{"AccessToken": token, "DeviceKey": device.Key}},
		{Operation: "ListDevices", JSON: map[string]any{"AccessToken": token}},
		{Operation: "UpdateDeviceStatus", JSON: map[string]any{"AccessToken": token, "DeviceKey": device.Key, "DeviceRememberedStatus": "remembered"}},
		{Operation: "GetTokensFromRefreshToken", JSON: map[string]any{"RefreshToken": signIn.RefreshToken(), "ClientId": actor.Client.ID, "DeviceKey": device.Key}},
		{Operation: "ForgetDevice", JSON: map[string]any{"AccessToken": token, "DeviceKey": device.Key}},
	}
}

// publicOperationsNeedNoSignature calls each operation unsigned; InitiateAuth and
// RespondToAuthChallenge on the way to the device, which the SDK does not sign either.
func publicOperationsNeedNoSignature(c *Check) {
	s := optInWithMFA()
	actor := c.Actor(s.pool, s.client)
	signIn, err := c.signIn(actor, nil)
	c.Succeeds(err, "InitiateAuth and RespondToAuthChallenge without a signature")
	device := c.registered(actor, signIn, func(device *scenarios.Device) {
		c.succeedsUnsigned(target.RawCall{Operation: "ConfirmDevice", JSON: confirmation(c, signIn.AccessToken(), device)})
	})
	for _, call := range publicCalls(actor, device, signIn) {
		c.CaseIn(call.Operation, call.Operation, func() {
			c.succeedsUnsigned(call)
		})
	}
}

// succeedsUnsigned holds that a call without a signature succeeds, of which one with a
// signature is accepted.
func (c *Check) succeedsUnsigned(call target.RawCall) {
	err := c.rawCall(call).Err(call.Operation)
	if err != nil {
		signed := call
		signed.Signing = target.Signed
		c.Given(c.rawCall(signed).Err(call.Operation), call.Operation+" with a signature")
	}
	c.Succeeds(err, call.Operation+" without a signature")
}

// registered is the device that a sign-in was issued, confirmed by confirm and
// remembered, in a cell of its own; nil where it cannot be had.
func (c *Check) registered(actor *scenarios.Actor, signIn *scenarios.SignIn, confirm func(*scenarios.Device)) (registered *scenarios.Device) {
	c.CaseIn("devices", "a device", func() {
		if signIn.Result.NewDeviceMetadata == nil {
			c.SkipBecause("DEV-NEW-01", "no device was issued")
		}
		c.Takes("DEV-CONF-01")
		device, err := actor.NewDevice(signIn.Result.NewDeviceMetadata)
		c.Given(err, "reading NewDeviceMetadata")
		confirm(device)
		c.Given(actor.Remember(c.Context(), signIn.AccessToken(), device.Key), "UpdateDeviceStatus")
		registered = device
	})
	return registered
}

// otherPublicCalls are calls of the other operations without a signature, in an order
// in which those that succeed do: the last ends the session. Those that are right for
// the user have the word succeeds.
func otherPublicCalls(actor *scenarios.Actor, signIn *scenarios.SignIn, spare string) []unsignedCall {
	const code, password = "000000", "Unused1!password"
	token := map[string]any{"AccessToken": signIn.AccessToken()}
	withToken := func(more map[string]any) map[string]any {
		return merged(map[string]any{"AccessToken": signIn.AccessToken()}, more)
	}
	ofNobody := func(more map[string]any) map[string]any {
		return merged(map[string]any{"ClientId": actor.Client.ID, "Username": "nobody-who-signs-up"}, more)
	}
	return []unsignedCall{
		{"GetUser", token, succeeds},
		{"GetUserAuthFactors", token, reached},
		{"UpdateUserAttributes", withToken(map[string]any{"UserAttributes": []any{map[string]any{"Name": "nickname", "Value": "a name"}}}), reached},
		{"SetUserMFAPreference", withToken(map[string]any{"SoftwareTokenMfaSettings": map[string]any{"Enabled": false}}), reached},
		{"AssociateSoftwareToken", token, reached},
		{"VerifySoftwareToken", withToken(map[string]any{"UserCode": code}), reached},
		{"ChangePassword", withToken(map[string]any{"PreviousPassword": password, "ProposedPassword": actor.User.Password}), reached},
		{"SignUp", ofNobody(map[string]any{"Password": "short"}), reached},
		{"ConfirmSignUp", ofNobody(map[string]any{"ConfirmationCode": code}), reached},
		{"ResendConfirmationCode", ofNobody(nil), reached},
		{"ForgotPassword", ofNobody(nil), reached},
		{"ConfirmForgotPassword", ofNobody(map[string]any{"ConfirmationCode": code, "Password": password}), reached},
		{"RevokeToken", map[string]any{"ClientId": actor.Client.ID, "Token": spare}, succeeds},
		{"GlobalSignOut", token, succeeds},
	}
}

// unsignedCall is a call without a signature, and what has to come of it.
type unsignedCall struct {
	operation string
	body      map[string]any
	hold      func(c *Check, operation string, response *target.RawResponse)
}

func succeeds(c *Check, operation string, response *target.RawResponse) {
	c.Succeeds(response.Err(operation), operation+" without a signature")
}

// reached holds that an answer is about what was asked, not about the signature. An
// operation that the target lacks, other rules ask for.
func reached(c *Check, operation string, response *target.RawResponse) {
	if response.Kind == target.Unsupported {
		c.Observe("there is no %s", operation)
		return
	}
	if slices.Contains(unsignedNames(), response.ErrorName) {
		c.Fail(operation+" not to ask for a signature", statusOf(response))
	}
}

func otherOperationsNeedNoSignature(c *Check) {
	actor := c.Actor(whatever(), target.ClientSpec{})
	signIn, spare := c.SignedIn(actor, nil), c.SignedIn(c.another(actor), nil).RefreshToken()
	for _, call := range otherPublicCalls(actor, signIn, spare) {
		c.CaseIn(call.operation, call.operation, func() {
			call.hold(c, call.operation, c.rawCall(target.RawCall{Operation: call.operation, JSON: call.body}))
		})
	}
}
