package suites

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
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
	s.Rule("WIRE-02", publicOperationsNeedNoSignature, engine.DependsOn("SRP-07"))
	s.Rule("WIRE-03", adminOperationsNeedSignature)
	s.Rule("WIRE-07", datesAreNumbers, engine.DependsOn("DEV-CONF-01"))
	s.Rule("WIRE-08", superfluousResponsesAreIgnored, engine.DependsOn("SRP-07", "DEV-SRP-07"))
	s.Rule("WIRE-09", contextIsAccepted, engine.DependsOn("SRP-07", "DEV-SRP-07"))
	s.Rule("WIRE-12", sessionsOf("at least 20 characters", func(n int) bool { return n >= leastSession }))
	s.Rule("WIRE-13", forgetAnswersNothing, engine.DependsOn("DEV-CONF-01"))
	s.Rule("WIRE-14", statusAnswersNothing, engine.DependsOn("DEV-CONF-01"))
	s.Rule("WIRE-15", noAdminConfirmDevice)
	s.Rule("WIRE-25", contentTypeOfAnswers)
	s.Rule("WIRE-28", signOutAnswersNothing)
	s.Rule("WIRE-33", sessionsOf("at most 4096 characters", func(n int) bool { return n <= spec.LongestSession }))
	s.Rule("WIRE-35", answersHaveRequestID)
	registerUnsigned(s)
	registerWireErrors(s)
	registerModel(s)
	registerAnswers(s)
	registerCommonErrors(s)
}

// The content types of the protocol and of its older version: AWS's own sample replies
// have either.
const (
	jsonType      = "application/x-amz-json-1.1"
	olderJSONType = "application/x-amz-json-1.0"
)

// ofAnswers runs body as a case for a success and for an error.
func (c *Check) ofAnswers(body func(name string, response *target.RawResponse)) {
	actor := c.Actor(whatever(), target.ClientSpec{})
	signIn := c.SignedIn(actor, nil)
	each(c, map[string]string{"a success": signIn.AccessToken(), "an error": "not-a-token"}, func(name, token string) {
		body(name, c.raw("GetUser", map[string]any{"AccessToken": token}))
	})
}

func answersAreJSON(c *Check) {
	c.ofAnswers(func(name string, response *target.RawResponse) {
		c.Expect(response.Object()).NotTo(BeNil(), "a JSON object in the body of "+name)
	})
}

func contentTypeOfAnswers(c *Check) {
	c.ofAnswers(func(name string, response *target.RawResponse) {
		media, _, err := mime.ParseMediaType(response.Header.Get("Content-Type"))
		c.Reads(err, "a Content-Type of "+name)
		c.Expect(media).To(BeElementOf(jsonType, olderJSONType), "Content-Type of "+name)
	})
}

func answersHaveRequestID(c *Check) {
	c.ofAnswers(func(name string, response *target.RawResponse) {
		c.Expect(response.Header.Get("x-amzn-RequestId")).NotTo(BeEmpty(), "x-amzn-RequestId of "+name)
	})
}

// dates are the members of a device that are dates.
func dates() []string {
	return []string{"DeviceCreateDate", "DeviceLastModifiedDate", "DeviceLastAuthenticatedDate"}
}

// datesAreNumbers looks at the dates that are there: the model requires none.
func datesAreNumbers(c *Check) {
	s := optInWithMFA()
	actor := c.Actor(s.pool, s.client)
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
		c.Given(response.Err(operation), operation)
		shown, _ := response.Object()["Device"].(map[string]any)
		if list, _ := response.Object()["Devices"].([]any); len(list) > 0 {
			shown, _ = list[0].(map[string]any)
		}
		now := float64(c.Target().Clock().Now(actor.Client.Pool.ID).Unix())
		for _, name := range dates() {
			if shown[name] == nil {
				continue
			}
			seconds, err := number(shown[name])
			if err != nil {
				c.Fail(name+" to be a JSON number", fmt.Sprint(shown[name]))
			}
			const day = 86400
			c.Expect(seconds).To(BeNumerically("~", now, day), name+" in UNIX seconds")
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
	c.CaseIn(userLegName, "MFA and PASSWORD_VERIFIER", func() {
		actor := c.Actor(s.pool, s.client)
		attempt := actor.Begin(nil)
		_, err := attempt.Initiate(c.Context())
		c.Given(err, "InitiateAuth")
		_, err = attempt.AnswerPasswordVerifier(c.Context(), superfluous)
		c.Succeeds(err, "PASSWORD_VERIFIER with superfluous responses")
		c.needsMFA()
		_, err = attempt.AnswerMFA(c.Context(), superfluous)
		c.Succeeds(err, "SOFTWARE_TOKEN_MFA with an extra SMS_MFA_CODE")
	})
	c.CaseIn(deviceLegName, "DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER", func() {
		actor := c.Actor(s.pool, s.client)
		device, _ := c.RememberedDevice(actor)
		attempt := c.AtDeviceChallenge(actor, device)
		_, err := attempt.AnswerDeviceSRPAuth(c.Context(), superfluous, scenarios.Set(scenarios.SignatureKey, "AAAA"), scenarios.Set("TIMESTAMP", "now"))
		c.Succeeds(err, "DEVICE_SRP_AUTH with the responses of the next step")
		_, err = attempt.AnswerDevicePasswordVerifier(c.Context(), superfluous)
		c.Succeeds(err, "DEVICE_PASSWORD_VERIFIER with superfluous responses")
	})
}

// withContext adds what clients send with every step. What UserContextData may hold is
// ASF-05's: a client has to be allowed to send an address.
func withContext(r *scenarios.Request) {
	endpoint := "0123456789abcdef"
	r.UserContext = &types.UserContextDataType{}
	r.Analytics = &types.AnalyticsMetadataType{AnalyticsEndpointId: &endpoint}
	r.Metadata = map[string]string{"application": "cogbench"}
}

func contextIsAccepted(c *Check) {
	for name, known := range sorted(map[string]bool{"new device": false, "remembered device": true}) {
		c.CaseIn(name, name, func() {
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

// leastSession is how many characters a Session has at least, by every document.
const leastSession = 20

// sessionsOf is a check of how long the Sessions of a sign-in are, with MFA and with a
// device.
func sessionsOf(want string, fits func(characters int) bool) func(*Check) {
	return func(c *Check) {
		s := confidential()
		actor := c.Actor(s.pool, s.client)
		device, _ := c.RememberedDevice(actor)
		for name, with := range sorted(map[string]*scenarios.Device{"MFA": nil, "device": device}) {
			c.CaseIn(name, "challenges of a sign-in with "+name, func() {
				attempt := actor.Begin(with)
				_, err := attempt.Initiate(c.Context())
				for ; err == nil && attempt.Last.Result == nil; _, err = attempt.Answer(c.Context()) {
					if n := len(attempt.Last.Session); n > 0 && !fits(n) {
						c.Fail("a Session of "+want, fmt.Sprintf("%d", n))
					}
				}
				c.Given(err, "sign-in")
			})
		}
	}
}

// hasNoBody reports whether an answer is empty: documents say so of every operation
// whose output has no members, and print {}.
func hasNoBody(response *target.RawResponse) bool { return len(bytes.TrimSpace(response.Body)) == 0 }

// answersNothing is a case that holds that an answer is 200 and empty, or an empty
// structure.
func (c *Check) answersNothing(operation string, body map[string]any) {
	c.CaseIn(operation, operation, func() {
		response := c.raw(operation, body)
		c.Given(response.Err(operation), operation)
		c.Expect(response.Status).To(Equal(http.StatusOK), "status of "+operation)
		if !hasNoBody(response) {
			c.Expect(response.Object()).To(And(Not(BeNil()), BeEmpty()), "body of "+operation)
		}
	})
}

func forgetAnswersNothing(c *Check) {
	s := optInWithMFA()
	actor := c.Actor(s.pool, s.client)
	device, signIn := c.RememberedDevice(actor)
	c.answersNothing("ForgetDevice", map[string]any{"AccessToken": signIn.AccessToken(), "DeviceKey": device.Key})
	if c.Has(spec.Administration) {
		device, _ := c.RememberedDevice(actor)
		c.answersNothing("AdminForgetDevice", adminDeviceCalls(actor.Client.Pool.ID, actor.User.ID, device.Key)["AdminForgetDevice"])
	}
}

func statusAnswersNothing(c *Check) {
	s := optInWithMFA()
	actor := c.Actor(s.pool, s.client)
	device, signIn := c.ConfirmedDevice(actor)
	c.answersNothing("UpdateDeviceStatus", map[string]any{"AccessToken": signIn.AccessToken(), "DeviceKey": device.Key, "DeviceRememberedStatus": "remembered"})
	if c.Has(spec.Administration) {
		c.answersNothing("AdminUpdateDeviceStatus", adminDeviceCalls(actor.Client.Pool.ID, actor.User.ID, device.Key)["AdminUpdateDeviceStatus"])
	}
}

func signOutAnswersNothing(c *Check) {
	actor := c.Actor(whatever(), target.ClientSpec{})
	signIn := c.SignedIn(actor, nil)
	c.answersNothing("RevokeToken", map[string]any{"ClientId": actor.Client.ID, "Token": c.SignedIn(c.another(actor), nil).RefreshToken()})
	c.answersNothing("GlobalSignOut", map[string]any{"AccessToken": signIn.AccessToken()})
	if c.Has(spec.Administration) {
		c.answersNothing("AdminUserGlobalSignOut", map[string]any{"UserPoolId": actor.Client.Pool.ID, "Username": actor.User.ID})
	}
}

// noAdminConfirmDevice wants the operation refused: as one that the target lacks is what
// the rule asks for.
func noAdminConfirmDevice(c *Check) {
	s := optInWithMFA()
	actor := c.Actor(s.pool, s.client)
	key := neverIssuedKey(actor)
	if metadata := c.SignedIn(actor, nil).Result.NewDeviceMetadata; metadata != nil {
		key = aws.ToString(metadata.DeviceKey)
	}
	response := c.rawCall(target.RawCall{Operation: "AdminConfirmDevice", Signing: target.Signed, JSON: map[string]any{
		"UserPoolId": actor.Client.Pool.ID, "Username": actor.User.ID, "DeviceKey": key,
	}})
	if response.Kind != target.Unsupported {
		c.NotTaken(response, "AdminConfirmDevice, which there is not,")
	}
}
