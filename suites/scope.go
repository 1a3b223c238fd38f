package suites

import (
	"errors"

	"github.com/cogbench/cogbench/target"
)

// deviceOperationsNeedScope calls each operation with a token from which a trigger took
// the scope, on a device that one with the scope names. Only that it is refused is
// documented.
func deviceOperationsNeedScope(c *Check) {
	pool, err := c.Fixtures().FreshPool(c.Context(), always().pool)
	c.Given(err, "creating a pool")
	actor := c.ActorIn(pool, target.ClientSpec{})
	device, wide := c.RememberedDevice(actor)
	err = pool.NarrowScope(c.Context())
	if errors.Is(err, target.ErrUnmet) {
		c.Skip("a trigger that takes the scope out of tokens: " + err.Error())
	}
	c.Given(err, "taking the scope out of tokens")
	issued, narrow := c.IssuedDevice(actor)
	named := func(token, key string) map[string]any { return map[string]any{"AccessToken": token, "DeviceKey": key} }
	status := named(narrow.AccessToken(), device.Key)
	status["DeviceRememberedStatus"] = "not_remembered"
	for _, call := range []struct {
		operation string
		body      map[string]any
	}{
		{"ConfirmDevice", confirmation(c, narrow.AccessToken(), issued)},
		{"GetDevice", named(narrow.AccessToken(), device.Key)},
		{"ListDevices", map[string]any{"AccessToken": narrow.AccessToken()}},
		{"UpdateDeviceStatus", status},
		{"ForgetDevice", named(narrow.AccessToken(), device.Key)},
	} {
		c.Case(call.operation, func() {
			c.Refused(c.raw(call.operation, call.body).Err(call.operation), call.operation+" with a token without the scope")
			c.Given(c.raw("GetDevice", named(wide.AccessToken(), device.Key)).Err("GetDevice"), "GetDevice with a token that has the scope")
		})
	}
}
