package suites

import (
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerWire lists the checks of what every operation shares. Those of errors
// are in wireerror.go.
func registerWire(s registry) {
	s.Rule("WIRE-01", answersAreJSON)
	s.Rule("WIRE-02", publicOperationsNeedNoSignature, engine.DependsOn("SRP-07", "DEV-CONF-01"))
	s.Rule("WIRE-03", adminOperationsNeedSignature)
	s.Rule("WIRE-07", datesAreNumbers, engine.DependsOn("DEV-CONF-01"))
	s.Rule("WIRE-08", superfluousResponsesAreIgnored, engine.DependsOn("SRP-07", "DEV-SRP-07"))
	s.Rule("WIRE-09", contextIsAccepted, engine.DependsOn("SRP-07", "DEV-SRP-07"))
	s.Rule("WIRE-12", sessionHasItsForm)
	s.Rule("WIRE-13", forgetAnswersNothing, engine.DependsOn("DEV-CONF-01"))
	s.Rule("WIRE-14", statusAnswersNothing, engine.DependsOn("DEV-CONF-01"))
	s.Rule("WIRE-15", noAdminConfirmDevice)
	registerWireErrors(s)
	registerModel(s)
	registerAnswers(s)
	registerCommonErrors(s)
}

// jsonType is the content type of the protocol.
const jsonType = "application/x-amz-json-1.1"

func answersAreJSON(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{})
	signIn := c.SignedIn(actor, nil)
	each(c, map[string]target.RawCall{
		"a success": {Operation: "GetUser", JSON: map[string]any{"AccessToken": signIn.AccessToken()}},
		"an error":  {Operation: "GetUser", JSON: map[string]any{"AccessToken": "not-a-token"}},
	}, func(name string, call target.RawCall) {
		response := c.rawCall(call)
		c.Expect(response.Header.Get("Content-Type")).To(HavePrefix(jsonType), "Content-Type of "+name)
		c.Expect(response.Object()).NotTo(BeNil(), "a JSON object in the body of "+name)
	})
	c.Case("a number and an array survive the round trip", func() {
		response := c.raw("InitiateAuth", map[string]any{
			"ClientId": actor.Client.ID, "AuthFlow": "USER_PASSWORD_AUTH",
			"AuthParameters": map[string]any{"USERNAME": actor.User.Username, "PASSWORD": actor.User.Password},
		})
		c.Succeeds(response.Err("InitiateAuth"), "USER_PASSWORD_AUTH")
		result, _ := response.Object()["AuthenticationResult"].(map[string]any)
		c.Expect(result).To(HaveKey("ExpiresIn"), "AuthenticationResult")
	})
}

// publicCalls are the public operations with bodies that succeed, for a user
// signed in on a remembered device.
func publicCalls(actor *scenarios.Actor, device *scenarios.Device, signIn *scenarios.SignIn) []target.RawCall {
	token := signIn.AccessToken()
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

// publicOperationsNeedNoSignature calls each operation unsigned; ConfirmDevice
// and RespondToAuthChallenge on the way to the device, which the SDK does not
// sign either.
func publicOperationsNeedNoSignature(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	device, signIn, err := actor.RegisterDevice(c.Context())
	c.Succeeds(err, "RespondToAuthChallenge and ConfirmDevice without a signature")
	for _, call := range publicCalls(actor, device, signIn) {
		c.Case(call.Operation, func() {
			c.Succeeds(c.rawCall(call).Err(call.Operation), call.Operation+" without a signature")
		})
	}
}

// badSignatures are the ways in which a signature is not valid.
func badSignatures() map[string]target.Signing {
	return map[string]target.Signing{
		"no signature": target.Unsigned, "another secret key": target.WrongSecret,
		"an unknown access key": target.UnknownKey, "a signature of an hour ago": target.StaleSigning,
	}
}

// adminCalls are the administrator's operations of the protocol with bodies
// that are right for a user.
func adminCalls(actor *scenarios.Actor, key string) map[string]map[string]any {
	pool, user := actor.Client.Pool.ID, actor.User.ID
	calls := adminDeviceCalls(pool, user, key)
	calls["AdminGetUser"] = map[string]any{"UserPoolId": pool, "Username": user}
	calls["AdminUserGlobalSignOut"] = map[string]any{"UserPoolId": pool, "Username": user}
	calls["AdminInitiateAuth"] = map[string]any{
		"UserPoolId": pool, "ClientId": actor.Client.ID, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
		"AuthParameters": map[string]any{"USERNAME": actor.User.Username, "PASSWORD": actor.User.Password},
	}
	return calls
}

func adminOperationsNeedSignature(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	for operation, body := range sorted(adminCalls(actor, neverIssuedKey(actor))) {
		for how, signing := range sorted(badSignatures()) {
			c.Case(operation+" with "+how, func() {
				response := c.rawCall(target.RawCall{Operation: operation, JSON: body, Signing: signing})
				c.Refused(response.Err(operation), operation+" with "+how)
				c.Expect(response.ErrorName).NotTo(BeElementOf(resourceNotFound, userNotFound), "the exception of "+operation+" with "+how)
			})
		}
	}
}

// dates are the members of a device that are dates.
func dates() []string {
	return []string{"DeviceCreateDate", "DeviceLastModifiedDate", "DeviceLastAuthenticatedDate"}
}

func datesAreNumbers(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	device, signIn := c.RememberedDevice(actor)
	reads := map[string]map[string]any{
		"GetDevice":   {"AccessToken": signIn.AccessToken(), "DeviceKey": device.Key},
		"ListDevices": {"AccessToken": signIn.AccessToken()},
	}
	if c.Has(spec.Administration) {
		calls := adminDeviceCalls(actor.Client.Pool.ID, actor.User.ID, device.Key)
		reads["AdminGetDevice"], reads["AdminListDevices"] = calls["AdminGetDevice"], calls["AdminListDevices"]
	}
	each(c, reads, func(operation string, body map[string]any) {
		response := c.raw(operation, body)
		c.Succeeds(response.Err(operation), operation)
		shown, _ := response.Object()["Device"].(map[string]any)
		if list, _ := response.Object()["Devices"].([]any); len(list) > 0 {
			shown, _ = list[0].(map[string]any)
		}
		now := float64(c.Target().Clock().Now(actor.Client.Pool.ID).Unix())
		for _, name := range dates() {
			seconds, err := number(shown[name])
			c.Succeeds(err, "reading "+name+" as a JSON number")
			c.Expect(seconds).To(BeNumerically("~", now, 3600), name+" in UNIX seconds")
		}
	})
}

func superfluousResponsesAreIgnored(c *Check) {
	s := confidential()
	superfluous := func(r *scenarios.Request) {
		for key, value := range map[string]string{"SMS_MFA_CODE": "123456", "UNHEARD_OF": "x", "NEW_PASSWORD": ""} {
			if _, there := r.Parameters[key]; !there {
				r.Parameters[key] = value
			}
		}
	}
	c.Case("MFA and PASSWORD_VERIFIER", func() {
		actor := c.Actor(s.pool, s.client)
		attempt := actor.Begin(nil)
		_, err := attempt.Initiate(c.Context())
		c.Given(err, "InitiateAuth")
		_, err = attempt.AnswerPasswordVerifier(c.Context(), superfluous)
		c.Succeeds(err, "PASSWORD_VERIFIER with superfluous responses")
		_, err = attempt.AnswerMFA(c.Context(), superfluous)
		c.Succeeds(err, "SOFTWARE_TOKEN_MFA with an extra SMS_MFA_CODE")
	})
	c.Case("DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER", func() {
		actor := c.Actor(s.pool, s.client)
		device, _ := c.RememberedDevice(actor)
		attempt := c.AtDeviceChallenge(actor, device)
		_, err := attempt.AnswerDeviceSRPAuth(c.Context(), superfluous, scenarios.Set(scenarios.SignatureKey, "AAAA"), scenarios.Set("TIMESTAMP", "now"))
		c.Succeeds(err, "DEVICE_SRP_AUTH with the responses of the next step")
		_, err = attempt.AnswerDevicePasswordVerifier(c.Context(), superfluous)
		c.Succeeds(err, "DEVICE_PASSWORD_VERIFIER with superfluous responses")
	})
}

// withContext adds what clients send with every step.
func withContext(r *scenarios.Request) {
	data, address, endpoint := "opaque-device-fingerprint", "203.0.113.7", "0123456789abcdef"
	r.UserContext = &types.UserContextDataType{EncodedData: &data, IpAddress: &address}
	r.Analytics = &types.AnalyticsMetadataType{AnalyticsEndpointId: &endpoint}
	r.Metadata = map[string]string{"application": "cogbench"}
}

func contextIsAccepted(c *Check) {
	for name, known := range sorted(map[string]bool{"new device": false, "remembered device": true}) {
		c.Case(name, func() {
			s := confidential()
			actor := c.Actor(s.pool, s.client)
			attempt := actor.Begin(nil)
			if known {
				attempt.Device, _ = c.RememberedDevice(actor)
			}
			_, err := attempt.Initiate(c.Context(), withContext)
			c.Succeeds(err, "InitiateAuth with UserContextData, AnalyticsMetadata and ClientMetadata")
			for attempt.Last.Result == nil {
				step := string(attempt.Last.Challenge)
				_, err = attempt.Answer(c.Context(), withContext)
				c.Succeeds(err, step+" with UserContextData, AnalyticsMetadata and ClientMetadata")
			}
		})
	}
}

func sessionHasItsForm(c *Check) {
	s := confidential()
	actor := c.Actor(s.pool, s.client)
	device, _ := c.RememberedDevice(actor)
	for name, with := range sorted(map[string]*scenarios.Device{"MFA": nil, "device": device}) {
		c.Case("challenges of a sign-in with "+name, func() {
			attempt := actor.Begin(with)
			_, err := attempt.Initiate(c.Context())
			for ; err == nil && attempt.Last.Result == nil; _, err = attempt.Answer(c.Context()) {
				if session := attempt.Last.Session; session != "" {
					c.Expect(len(session)).To(BeNumerically("~", 1034, 1014), "length of Session (20 to 2048)")
					c.Expect(session).NotTo(ContainSubstring(actor.User.ID), "an opaque Session")
				}
			}
			c.Given(err, "sign-in")
		})
	}
}

// answersNothing holds that an answer is 200 and empty, or an empty structure.
func answersNothing(c *Check, operation string, body map[string]any, alsoNoBody bool) {
	response := c.raw(operation, body)
	c.Succeeds(response.Err(operation), operation)
	c.Expect(response.Status).To(Equal(http.StatusOK), "status of "+operation)
	text := strings.TrimSpace(string(response.Body))
	if alsoNoBody && text == "" {
		return
	}
	c.Expect(response.Object()).To(And(Not(BeNil()), BeEmpty()), "body of "+operation)
}

func forgetAnswersNothing(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	device, signIn := c.RememberedDevice(actor)
	c.Case("ForgetDevice", func() {
		answersNothing(c, "ForgetDevice", map[string]any{"AccessToken": signIn.AccessToken(), "DeviceKey": device.Key}, true)
	})
	if c.Has(spec.Administration) {
		c.Case("AdminForgetDevice", func() {
			device, _ := c.RememberedDevice(actor)
			answersNothing(c, "AdminForgetDevice", adminDeviceCalls(actor.Client.Pool.ID, actor.User.ID, device.Key)["AdminForgetDevice"], true)
		})
	}
}

func statusAnswersNothing(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	device, signIn := c.RememberedDevice(actor)
	c.Case("UpdateDeviceStatus", func() {
		answersNothing(c, "UpdateDeviceStatus", map[string]any{"AccessToken": signIn.AccessToken(), "DeviceKey": device.Key, "DeviceRememberedStatus": "remembered"}, false)
	})
	if c.Has(spec.Administration) {
		c.Case("AdminUpdateDeviceStatus", func() {
			answersNothing(c, "AdminUpdateDeviceStatus", adminDeviceCalls(actor.Client.Pool.ID, actor.User.ID, device.Key)["AdminUpdateDeviceStatus"], false)
		})
	}
}

// noAdminConfirmDevice wants the operation refused as unknown: refusing it as an
// operation that the target lacks is what the rule asks for.
func noAdminConfirmDevice(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	device, _ := c.IssuedDevice(actor)
	response := c.rawCall(target.RawCall{Operation: "AdminConfirmDevice", Signing: target.Signed, JSON: map[string]any{
		"UserPoolId": actor.Client.Pool.ID, "Username": actor.User.ID, "DeviceKey": device.Key,
	}})
	err := target.AsError(response.Err("AdminConfirmDevice"))
	if err == nil {
		c.Fail("AdminConfirmDevice to be refused as unknown", "success")
	}
	if err.Kind != target.Unsupported && err.Name != "UnknownOperationException" {
		c.Fail("AdminConfirmDevice to be refused as unknown", engine.Answer(err))
	}
}
