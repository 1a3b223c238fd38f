package faults

import (
	"strings"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/internal/validate"
)

func constraintFaults() []Fault {
	return []Fault{
		{
			Name: "device-key-unconstrained", Summary: "takes device keys of any form", Breaks: rules("WIRE-10", "WIRE-11"), Also: rules("WIRE-16", "DEV-CONF-04"),
			set: overlook("deviceKey"),
		},
		{
			Name: "validation-text", Summary: "words the breach of a constraint in its own way", Breaks: rules("WIRE-11"),
			set: reworded(func(m string) bool { return strings.Contains(m, "validation error") }, "Invalid request"),
		},
		{
			Name: "constraints-unchecked", Summary: "checks no constraint of the API model", Breaks: rules("WIRE-16"),
			Also: rules("WIRE-10", "WIRE-11", "DEV-LIST-02", "DEV-LIST-05", "DEV-STAT-07", "DEV-CONF-04", "DEV-CONF-15", "ASF-02", "AUTH-02"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Wire.Invalid = func(string, []validate.Violation) error { fired(); return nil }
			},
		},
		{
			Name: "greatest-limit-refused", Summary: "refuses a Limit of 60", Breaks: rules("WIRE-17", "DEV-LIST-02"), Also: rules("DEV-LIST-03"),
			set: refuseBody("ListDevices", func(body map[string]any) bool { return body["Limit"] == 60.0 }),
		},
		{Name: "limit-unchecked", Summary: "takes any Limit", Breaks: rules("DEV-LIST-02"), Also: rules("WIRE-16"), set: overlook("limit")},
		{Name: "any-status", Summary: "takes any DeviceRememberedStatus", Breaks: rules("DEV-STAT-07"), Also: rules("WIRE-16"), set: overlook("deviceRememberedStatus")},
		{
			Name: "missing-key-name", Summary: "names a missing DeviceKey NotAuthorizedException", Breaks: rules("DEV-CONF-04"), Also: rules("WIRE-10", "WIRE-11", "WIRE-16"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Wire.Invalid
				b.Wire.Invalid = func(operation string, violations []validate.Violation) error {
					if violations[0].Path == "deviceKey" && strings.Contains(violations[0].Value, "null") {
						fired()
						return exception("NotAuthorizedException", "Which device?")
					}
					return before(operation, violations)
				}
			},
		},
		{Name: "context-data-unchecked", Summary: "takes ContextData without its members", Breaks: rules("ASF-02"), Also: rules("WIRE-16"), set: overlook("contextData")},
		{
			Name: "device-name-150", Summary: "refuses names of more than 150 characters", Breaks: rules("DEV-CONF-15"), Also: rules("WIRE-17"), Seen: "the service in 2016",
			set: refuseBody("ConfirmDevice", func(body map[string]any) bool { name, _ := body["DeviceName"].(string); return len([]rune(name)) > 150 }),
		},
		{
			Name: "sign-in-context-refused", Summary: "refuses UserContextData that it cannot decode", Breaks: rules("ASF-01"), Also: rules("WIRE-09"),
			set: refuseBody("InitiateAuth", func(body map[string]any) bool { return member(body, "UserContextData")["EncodedData"] != nil }),
		},
	}
}

// overlook drops the violations at a member, and lets the request pass where
// there is no other.
func overlook(path string) func(*refpool.Behaviour, func()) {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Wire.Invalid
		b.Wire.Invalid = func(operation string, violations []validate.Violation) error {
			var left []validate.Violation
			for _, v := range violations {
				if !strings.HasPrefix(v.Path, path) {
					left = append(left, v)
				}
			}
			if len(left) < len(violations) {
				fired()
			}
			if len(left) == 0 {
				return nil
			}
			return before(operation, left)
		}
	}
}
