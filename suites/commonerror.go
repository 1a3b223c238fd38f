package suites

import (
	"bytes"

	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerCommonErrors lists the checks of the errors that AWS JSON services have in
// common, which come before any operation (docs/protocol.md §3.2a). Editions of AWS's
// page of them disagree on the names, and of this service only one was published: a
// refusal is any client error, and the other names are only reported.
func registerCommonErrors(s registry) {
	s.Rule("WIRE-21", unknownOperation)
	s.Rule("WIRE-22", bodyThatIsNotJSON)
	s.Rule("WIRE-23", namesOfBadSignatures)
	s.Rule("WIRE-24", bodyTooLarge)
	s.Rule("WIRE-34", namesBeforeTheOperation)
	s.Rule("WIRE-36", nameOfWhatIsNotJSON, engine.DependsOn("WIRE-22"))
}

func unknownOperation(c *Check) {
	each(c, map[string]target.RawCall{
		"an operation nobody knows": {Operation: "SingDevice"},
		"another service's prefix":  {Operation: "GetUser", Header: map[string]string{"X-Amz-Target": "AnotherService.GetUser"}},
	}, func(name string, call target.RawCall) { c.NotTaken(c.rawCall(call), name) })
}

// notJSON are bodies that are not a JSON object.
func notJSON() map[string]string {
	return map[string]string{
		"cut short": `{"AccessToken":"a.b`, "a form": "AccessToken=a.b.c", "XML": "<a/>", "an array": "[]", "a text": `"GetUser"`,
		"two objects": `{"AccessToken":"a"}{"AccessToken":"b"}`, "a bare word": "AccessToken", "zero bytes": "\x00\x00",
	}
}

func bodyThatIsNotJSON(c *Check) {
	each(c, notJSON(), func(name, body string) {
		c.NotTaken(c.rawCall(target.RawCall{Operation: "GetUser", Body: []byte(body)}), "a body that is "+name)
	})
}

// nameOfWhatIsNotJSON sends what was sent when the name was seen: a form.
func nameOfWhatIsNotJSON(c *Check) {
	response := c.rawCall(target.RawCall{Operation: "GetUser", Body: []byte(notJSON()["a form"])})
	c.Refused(response.Err("GetUser"), "a form", "SerializationException")
}

func namesOfBadSignatures(c *Check) {
	actor := c.Actor(whatever(), target.ClientSpec{})
	body := map[string]any{"UserPoolId": actor.Client.Pool.ID, "Username": actor.User.ID}
	for how, signing := range sorted(badSignatures()) {
		response := c.rawCall(target.RawCall{Operation: "AdminGetUser", JSON: body, Signing: signing})
		c.Observe("%s: %s", how, statusOf(response))
	}
}

// namesBeforeTheOperation reports how requests are refused that reach no operation.
func namesBeforeTheOperation(c *Check) {
	calls := map[string]target.RawCall{
		"an unknown operation":       {Operation: "SingDevice"},
		"no X-Amz-Target":            {Operation: "GetUser", Header: map[string]string{"X-Amz-Target": ""}},
		"an operation in lower case": {Operation: "getuser"},
		"a number for a text":        {Operation: "GetUser", JSON: map[string]any{"AccessToken": 1}},
		"a body of 2 MB":             {Operation: "GetUser", Body: large()},
		"no body":                    {Operation: "GetUser", Body: []byte{}},
	}
	for what, call := range sorted(calls) {
		response, err := c.Target().Raw(c.Context(), call)
		if err != nil {
			c.Observe("%s: %v", what, err)
			continue
		}
		c.Observe("%s: %s", what, statusOf(response))
	}
}

// tooLarge is far beyond what the largest request of the model has, a quarter of a
// megabyte, and small enough not to be what a worker's memory goes into.
const tooLarge = 2 << 20

func large() []byte {
	return bytes.Join([][]byte{[]byte(`{"AccessToken":"`), bytes.Repeat([]byte("a"), tooLarge), []byte(`"}`)}, nil)
}

// bodyTooLarge accepts that a server hangs up on what it will not read.
func bodyTooLarge(c *Check) {
	response, err := c.Target().Raw(c.Context(), target.RawCall{Operation: "GetUser", Body: large()})
	if err != nil {
		if e := target.AsError(err); !engine.HungUp(e) {
			c.Given(err, "sending a body of 2 MB")
		}
		return
	}
	c.isOfTarget(response, "a body of 2 MB")
	c.NotTaken(response, "a body of 2 MB")
}
