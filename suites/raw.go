package suites

import (
	"strings"

	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// raw sends a call that the SDK's types cannot express, signed if it is an
// administrator's. A lost connection ends the case.
func (c *Check) raw(operation string, body any) *target.RawResponse {
	call := target.RawCall{Operation: operation, JSON: body}
	if administrative(operation) {
		call.Signing = target.Signed
	}
	return c.rawCall(call)
}

func (c *Check) rawCall(call target.RawCall) *target.RawResponse {
	response, err := c.Target().Raw(c.Context(), call)
	c.Succeeds(err, call.Operation)
	c.isOfTarget(response, call.Operation)
	return response
}

// isOfTarget ends the case if a proxy answered that could not reach the target: what it says
// is not the target's doing.
func (c *Check) isOfTarget(response *target.RawResponse, operation string) {
	if e := target.AsError(response.Err(operation)); e != nil && engine.OfGateway(e) {
		c.Skip("no usable answer to " + operation + ": " + e.Error())
	}
}

func administrative(operation string) bool { return strings.HasPrefix(operation, "Admin") }
