package suites

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerWireErrors lists the checks of how errors are reported.
func registerWireErrors(s registry) {
	s.Rule("WIRE-04", clientErrorsAre400)
	s.Rule("WIRE-05", errorBody)
	s.Rule("WIRE-06", errorHeaders)
	s.Rule("WIRE-10", deviceKeyIsConstrained)
	s.Rule("WIRE-11", validationText, engine.DependsOn("WIRE-10"))
	s.Rule("WIRE-26", errorsHaveErrorStatus)
	s.Rule("WIRE-31", breachesAreNamed)
}

// number reads a JSON number; RawResponse keeps them as text.
func number(value any) (float64, error) {
	n, ok := value.(json.Number)
	if !ok {
		return 0, errors.New("it is not a JSON number")
	}
	return n.Float64()
}

// refusal is a call that every implementation refuses, with the exception that it
// brings about.
type refusal struct {
	exception string
	call      target.RawCall
}

// refusals are one for each exception, and one of an administrator's operation.
func refusals(c *Check) map[string]refusal {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, legacy())
	signIn := c.SignedIn(actor, nil)
	signInAs := func(username string) target.RawCall {
		return target.RawCall{Operation: "InitiateAuth", JSON: map[string]any{
			"ClientId": actor.Client.ID, "AuthFlow": "USER_PASSWORD_AUTH",
			"AuthParameters": map[string]any{"USERNAME": username, "PASSWORD": "Wrong1!password"},
		}}
	}
	getDevice := func(key string) target.RawCall {
		return target.RawCall{Operation: "GetDevice", JSON: map[string]any{"AccessToken": signIn.AccessToken(), "DeviceKey": key}}
	}
	known := map[string]refusal{
		notAuthorized:    {notAuthorized, signInAs(actor.User.Username)},
		userNotFound:     {userNotFound, signInAs("nobody-of-this-name")},
		resourceNotFound: {resourceNotFound, getDevice(neverIssuedKey(actor))},
		invalidParameter: {invalidParameter, getDevice("")},

		resourceNotFound + " of a client": {resourceNotFound, target.RawCall{Operation: "InitiateAuth", JSON: map[string]any{
			"ClientId": "clientthatthereisnot000000", "AuthFlow": "USER_PASSWORD_AUTH",
			"AuthParameters": map[string]any{"USERNAME": actor.User.Username, "PASSWORD": actor.User.Password},
		}}},
	}
	issued := signIn.Result.NewDeviceMetadata
	if key := ownKey(c, actor, signIn); issued != nil && key == aws.ToString(issued.DeviceKey) { // it was confirmed
		known[deviceKeyExists] = refusal{deviceKeyExists, target.RawCall{Operation: "ConfirmDevice", JSON: map[string]any{
			"AccessToken": signIn.AccessToken(), "DeviceKey": key,
		}}}
	}
	if c.Has(spec.Administration) {
		known[resourceNotFound+" of an administrator's operation"] = refusal{resourceNotFound, target.RawCall{
			Operation: "AdminGetDevice", Signing: target.Signed,
			JSON: adminDeviceCalls(actor.Client.Pool.ID, actor.User.ID, neverIssuedKey(actor))["AdminGetDevice"],
		}}
	}
	return known
}

// ofRefusals runs body as a case in a cell of its own for each refusal.
func (c *Check) ofRefusals(body func(name string, r refusal)) {
	var cases []engine.NamedCase
	for name, r := range sorted(refusals(c)) {
		cases = append(cases, engine.NamedCase{Name: name, Cell: name, Body: func() { body(name, r) }})
	}
	c.Cases(cases)
}

// answer makes the call and returns how it was refused. Which exception it has to
// be, other rules say: if it is another, this one cannot be judged.
func (r refusal) answer(c *Check) *target.RawResponse {
	response := c.rawCall(r.call)
	if c.Target().Lacks(r.call.Operation) {
		c.Unsupported(r.call.Operation + ": " + statusOf(response))
	}
	if response.Kind == "" {
		c.Skip(r.call.Operation + " was not refused")
	}
	if got := response.ErrorName; got != "" && !spells(got, r.exception) {
		c.Skip(r.call.Operation + " was not refused with " + r.exception)
	}
	return response
}

// spells reports whether a name is that of the exception, with whatever capitals and
// punctuation.
func spells(name, exception string) bool {
	letters := func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}
	return strings.Map(letters, name) == strings.Map(letters, exception)
}

func clientErrorsAre400(c *Check) {
	c.ofRefusals(func(name string, r refusal) {
		response := r.answer(c)
		c.Expect(response.Status).To(Equal(http.StatusBadRequest), "status of "+name)
	})
}

// errorsHaveErrorStatus looks at the answer whatever its exception.
func errorsHaveErrorStatus(c *Check) {
	c.ofRefusals(func(name string, r refusal) {
		response := c.rawCall(r.call)
		if response.Status/100 == 4 {
			return
		}
		if response.Status/100 == 2 && !namesError(response) {
			c.Skip(r.call.Operation + " was not refused")
		}
		c.Fail("a status of 4xx for "+name, fmt.Sprintf("%d", response.Status))
	})
}

// namesError reports whether an answer is an error by its header or its body, whatever
// its status.
func namesError(response *target.RawResponse) bool {
	return response.Header.Get("x-amzn-errortype") != "" || response.Object()["__type"] != nil
}

// bareName is the part of an exception's name after `prefix#`.
func bareName(text string) string { return text[strings.LastIndexByte(text, '#')+1:] }

func errorBody(c *Check) {
	c.ofRefusals(func(_ string, r refusal) {
		body := r.answer(c).Object()
		c.Expect(body).NotTo(BeNil(), "a JSON object in the body")
		kind, _ := body["__type"].(string)
		c.Expect(bareName(kind)).To(Equal(r.exception), "__type")
		text, _ := body["message"].(string)
		c.Expect(text).NotTo(BeEmpty(), "message")
	})
}

func errorHeaders(c *Check) {
	c.ofRefusals(func(_ string, r refusal) {
		response := r.answer(c)
		told, _, _ := strings.Cut(response.Header.Get("x-amzn-errortype"), ":")
		c.Expect(bareName(told)).To(Equal(r.exception), "header x-amzn-errortype")
		c.Expect(response.Header.Get("x-amzn-errormessage")).To(Equal(response.Message), "header x-amzn-errormessage")
	})
}

// badKeys are device keys that the model does not allow.
func badKeys() map[string]string {
	return map[string]string{
		"empty":                    "",
		"of 56 characters":         "us-east-1_" + strings.Repeat("a", 46),
		"without an underscore":    "us-east-1-0123456789ab",
		"with an upper-case digit": "us-east-1_0123456789AB",
		"with a letter beyond f":   "us-east-1_0123456789xyz",
		"with a blank":             "us-east-1_0123 4567",
		"without a region":         "_01234567",
	}
}

func deviceKeyIsConstrained(c *Check) {
	actor := c.Actor(always().pool, target.ClientSpec{})
	device, signIn := c.IssuedDevice(actor)
	token := map[string]any{"AccessToken": signIn.AccessToken()}
	refusesKeys(c, "ConfirmDevice", token, engine.Once(c.Check, func(string) {
		c.Given(confirmed(c, actor, signIn, device), "ConfirmDevice with a key that was issued")
	}))
	refusesKeys(c, "GetDevice", token, readsKey(c, actor))
	refusesKeys(c, "ForgetDevice", token, readsKey(c, actor))
	refusesKeys(c, "UpdateDeviceStatus", map[string]any{"AccessToken": signIn.AccessToken(), "DeviceRememberedStatus": "remembered"}, readsKey(c, actor))
	if !c.Has(spec.Administration) {
		return
	}
	calls := adminDeviceCalls(actor.Client.Pool.ID, actor.User.ID, device.Key)
	delete(calls, "AdminListDevices")
	for operation, body := range sorted(calls) {
		refusesKeys(c, operation, body, readsKey(c, actor))
	}
}

// refusesKeys has a case for each bad key in the call of an operation. reads holds that
// the operation takes a key of the right form.
func refusesKeys(c *Check, operation string, body map[string]any, reads func(string)) {
	for what, key := range sorted(badKeys()) {
		c.Case(operation+", DeviceKey "+what, func() {
			c.RefusedAsInvalid(c.raw(operation, withMember(body, "DeviceKey", key)).Err(operation), operation+" with a DeviceKey "+what)
			reads(operation)
		})
	}
}

func withMember(body map[string]any, name, value string) map[string]any {
	with := maps.Clone(body)
	with[name] = value
	return with
}

// readsKey holds that an operation does not refuse the key of a device that is there as
// not valid. The device is the actor's, and made for it: the operation may remove it.
func readsKey(c *Check, actor *scenarios.Actor) func(string) {
	return engine.Once(c.Check, func(operation string) {
		device, signIn := c.ConfirmedDevice(actor)
		body := map[string]any{"AccessToken": signIn.AccessToken(), "DeviceKey": device.Key}
		switch {
		case operation == "UpdateDeviceStatus":
			body["DeviceRememberedStatus"] = "remembered"
		case administrative(operation):
			body = adminDeviceCalls(actor.Client.Pool.ID, actor.User.ID, device.Key)[operation]
		}
		if response := c.raw(operation, body); isInvalid(response) {
			c.Skip(operation + " refuses the DeviceKey of a device alike: " + statusOf(response))
		}
	})
}

// breachesAreNamed has one request for each kind of constraint.
func breachesAreNamed(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	signIn := c.SignedIn(actor, nil)
	token := signIn.AccessToken()
	each(c, map[string]target.RawCall{
		"a missing member": {Operation: "GetDevice", JSON: map[string]any{"AccessToken": token}},
		"a length":         {Operation: "GetDevice", JSON: map[string]any{"AccessToken": token, "DeviceKey": badKeys()["of 56 characters"]}},
		"a pattern":        {Operation: "GetDevice", JSON: map[string]any{"AccessToken": token, "DeviceKey": badKeys()["without an underscore"]}},
		"a range":          {Operation: "ListDevices", JSON: map[string]any{"AccessToken": token, "Limit": 61}},
		"an enum": {Operation: "UpdateDeviceStatus", JSON: map[string]any{
			"AccessToken": token, "DeviceKey": ownKey(c, actor, signIn), "DeviceRememberedStatus": "perhaps",
		}},
	}, func(what string, call target.RawCall) {
		c.Refused(c.rawCall(call).Err(call.Operation), call.Operation+" against "+what, invalidParameter)
	})
}

// validationForm is how the service words the breach of one constraint.
const validationForm = `^1 validation error detected: Value .*at 'deviceKey' failed to satisfy constraint: .+`

func validationText(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	signIn := c.SignedIn(actor, nil)
	each(c, map[string]any{"null": nil, "too long": badKeys()["of 56 characters"], "of a wrong pattern": badKeys()["without an underscore"]}, func(what string, key any) {
		response := c.raw("GetDevice", map[string]any{"AccessToken": signIn.AccessToken(), "DeviceKey": key})
		c.Refused(response.Err("GetDevice"), "GetDevice with a DeviceKey "+what, invalidParameter)
		c.Expect(response.Message).To(MatchRegexp(validationForm), "message")
	})
}
