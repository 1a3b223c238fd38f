package faults

import (
	"errors"
	"strings"

	"github.com/cogbench/cogbench/refpool"
)

func constraintFaults() []Fault {
	return []Fault{
		{
			Name: "device-key-unconstrained", Summary: "accepts device keys of any form", Breaks: rules("WIRE-10"), Also: rules("WIRE-16", "WIRE-31"),
			set: overlook(at("deviceKey")),
		},
		{
			Name: "validation-text", Summary: "words constraint violations in its own way", Breaks: rules("WIRE-11"),
			set: reworded(func(m string) bool { return strings.Contains(m, "validation error") }, "Invalid request"),
		},
		{
			Name: "constraints-unchecked", Summary: "checks none of the constraints of the API model except required members", Breaks: rules("WIRE-16"),
			Also: rules("WIRE-10", "WIRE-11", "WIRE-29", "WIRE-31", "WIRE-32", "DEV-LIST-02", "DEV-LIST-05", "DEV-STAT-07", "DEV-CONF-15"), Seen: "emulators",
			// What a handler could not go on without is still checked: a member that
			// has to be there, a number of pools.
			set: overlook(func(v refpool.Violation) bool { return !required(v) && !at("maxResults")(v) }),
		},
		{
			Name: "administration-unconstrained", Summary: "checks the constraints of a client's name and validities in no request", Breaks: rules("WIRE-29"),
			Seen: "emulators", set: overlook(func(v refpool.Violation) bool {
				return !required(v) && (at("clientName")(v) || at("refreshTokenValidity")(v))
			}),
		},
		{
			Name: "validation-name", Summary: "rejects what breaks a constraint with ValidationException", Breaks: rules("WIRE-31"), Also: rules("WIRE-11", "DEV-CONF-04", "DEV-CONF-15", "DEV-LIST-02", "DEV-LIST-05", "DEV-STAT-07", "DEV-CONF-22"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Wire.Invalid
				b.Wire.Invalid = func(operation string, violations []refpool.Violation) error {
					err := before(operation, violations)
					if e, ok := errors.AsType[*refpool.Exception](err); ok {
						fired()
						return exception("ValidationException", e.Message)
					}
					return err
				}
			},
		},
		{
			Name: "longest-client-name-refused", Summary: "rejects a ClientName of 128 characters", Breaks: rules("WIRE-30"),
			set: refuseBody("CreateUserPoolClient", func(body map[string]any) bool { name, _ := body["ClientName"].(string); return len(name) == 128 }),
		},
		{
			Name: "session-of-2048-at-most", Summary: "rejects Sessions of more than 2048 characters", Breaks: rules("WIRE-30"), Seen: "emulators made from the API model", Apart: []string{"long-session"},
			set: refuseBody("RespondToAuthChallenge", func(body map[string]any) bool { session, _ := body["Session"].(string); return len(session) > 2048 }),
		},
		{
			Name: "greatest-limit-refused", Summary: "rejects a Limit of 60", Breaks: rules("WIRE-17", "DEV-LIST-02"), Also: rules("DEV-LIST-03"),
			set: refuseBody("ListDevices", func(body map[string]any) bool { return body["Limit"] == 60.0 }),
		},
		{Name: "limit-unchecked", Summary: "accepts any Limit", Breaks: rules("DEV-LIST-02"), Also: rules("WIRE-16", "WIRE-29", "WIRE-31"), set: overlook(at("limit"))},
		{Name: "any-status", Summary: "accepts any DeviceRememberedStatus", Breaks: rules("DEV-STAT-07"), Also: rules("WIRE-16", "WIRE-31"), set: overlook(at("deviceRememberedStatus"))},
		{
			Name: "missing-key-name", Summary: "rejects a missing DeviceKey with NotAuthorizedException", Breaks: rules("DEV-CONF-22", "WIRE-16"), Also: rules("WIRE-11", "WIRE-31"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Wire.Invalid
				b.Wire.Invalid = func(operation string, violations []refpool.Violation) error {
					if violations[0].Path == "deviceKey" && required(violations[0]) {
						fired()
						return exception("NotAuthorizedException", "Which device?")
					}
					return before(operation, violations)
				}
			},
		},
		{Name: "context-data-unchecked", Summary: "accepts ContextData without its required members", Breaks: rules("ASF-02"), Also: rules("WIRE-16"), set: overlook(at("contextData"))},
		{
			Name: "device-name-150", Summary: "rejects device names longer than 150 characters", Breaks: rules("DEV-CONF-15"), Also: rules("WIRE-17"), Seen: "the service in 2016",
			set: refuseBody("ConfirmDevice", func(body map[string]any) bool { name, _ := body["DeviceName"].(string); return len([]rune(name)) > 150 }),
		},
		{
			Name: "sign-in-context-refused", Summary: "rejects UserContextData that it cannot decode", Breaks: rules("ASF-05"), Also: rules("WIRE-09"),
			set: refuseBody("InitiateAuth", func(body map[string]any) bool { return member(body, "UserContextData")["EncodedData"] != nil }),
		},
		{
			Name: "encoded-data-required", Summary: "rejects UserContextData without EncodedData", Breaks: rules("ASF-01"), Also: rules("WIRE-09"),
			set: refuseBody("InitiateAuth", func(body map[string]any) bool {
				return body["UserContextData"] != nil && member(body, "UserContextData")["EncodedData"] == nil
			}),
		},
	}
}

// at matches the violations at a member, and within it.
func at(path string) func(refpool.Violation) bool {
	return func(v refpool.Violation) bool { return strings.HasPrefix(v.Path, path) }
}

// required reports whether a required member is missing.
func required(v refpool.Violation) bool { return strings.Contains(v.Value, "null") }

// overlook drops some violations, and lets the request pass where there is no
// other.
func overlook(dropped func(refpool.Violation) bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Wire.Invalid
		b.Wire.Invalid = func(operation string, violations []refpool.Violation) error {
			var left []refpool.Violation
			for _, v := range violations {
				if !dropped(v) {
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
