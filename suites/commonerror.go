package suites

import (
	"bytes"
	"net/http"

	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerCommonErrors lists the checks of the errors that AWS JSON services
// have in common, which come before any operation (docs/protocol.md §3.2a).
func registerCommonErrors(s registry) {
	s.Rule("WIRE-21", unknownOperation)
	s.Rule("WIRE-22", bodyThatIsNotJSON)
	s.Rule("WIRE-23", namesOfBadSignatures)
	s.Rule("WIRE-24", bodyTooLarge)
}

// refusedAs holds that a call is refused with a client's error of the name; its
// status may be any of 400 to 499.
func refusedAs(c *Check, response *target.RawResponse, what, name string) {
	if response.ErrorName != name || response.Status/100 != 4 {
		c.Fail(what+" to be refused with "+name, resultOf(response.Err(what)))
	}
}

func unknownOperation(c *Check) {
	each(c, map[string]target.RawCall{
		"an operation nobody knows":  {Operation: "SingDevice"},
		"no X-Amz-Target":            {Operation: "GetUser", Header: map[string]string{"X-Amz-Target": ""}},
		"another service's prefix":   {Operation: "GetUser", Header: map[string]string{"X-Amz-Target": "AnotherService.GetUser"}},
		"an operation in lower case": {Operation: "getuser"},
	}, func(name string, call target.RawCall) {
		refusedAs(c, c.rawCall(call), name, "UnknownOperationException")
	})
}

func bodyThatIsNotJSON(c *Check) {
	each(c, map[string]string{
		"cut short": `{"AccessToken":"a.b`, "a form": "AccessToken=a.b.c", "XML": "<a/>", "an array": "[]", "a text": `"GetUser"`,
		"two objects": `{"AccessToken":"a"}{"AccessToken":"b"}`, "a bare word": "AccessToken", "zero bytes": "\x00\x00",
	}, func(name, body string) {
		refusedAs(c, c.rawCall(target.RawCall{Operation: "GetUser", Body: []byte(body)}), "a body that is "+name, "SerializationException")
	})
}

func namesOfBadSignatures(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{})
	body := map[string]any{"UserPoolId": actor.Client.Pool.ID, "Username": actor.User.ID}
	names := map[string]string{
		"no signature": "MissingAuthenticationTokenException", "an unknown access key": "UnrecognizedClientException",
		"another secret key": "InvalidSignatureException", "a signature of an hour ago": "InvalidSignatureException",
	}
	for how, signing := range sorted(badSignatures()) {
		c.Case(how, func() {
			response := c.rawCall(target.RawCall{Operation: "AdminGetUser", JSON: body, Signing: signing})
			refusedAs(c, response, "AdminGetUser with "+how, names[how])
		})
	}
}

// tooLarge is far beyond what the largest request of the model has.
const tooLarge = 10 << 20

// bodyTooLarge accepts that a server hangs up on what it will not read.
func bodyTooLarge(c *Check) {
	body := append([]byte(`{"AccessToken":"`), bytes.Repeat([]byte("a"), tooLarge)...)
	response, err := c.Target().Raw(c.Context(), target.RawCall{Operation: "GetUser", Body: append(body, `"}`...)})
	if err != nil {
		if e := target.AsError(err); !engine.HungUp(e) {
			c.Given(err, "sending a body of 10 MB")
		}
		return
	}
	c.Expect(response.Status).To(And(BeNumerically(">=", http.StatusBadRequest), BeNumerically("<", http.StatusInternalServerError)), "status for a body of 10 MB")
}
