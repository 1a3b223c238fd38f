package faults

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/spec"
)

func wireFaults() []Fault {
	return []Fault{
		{
			Name: "answers-in-xml", Summary: "answers GetUser in XML", Breaks: rules("WIRE-01"), Also: rules("WIRE-20", "WIRE-32", "MFA-38", "TOK-19", "TOK-20", "TOK-21", "TOK-23"),
			set: onReply(func(r *refpool.Reply) bool { r.Body = []byte("<GetUserResponse/>"); return true }, "GetUser"),
		},
		{
			Name: "wrong-content-type", Summary: "answers with Content-Type text/html", Breaks: rules("WIRE-25"),
			set: onReply(func(r *refpool.Reply) bool { r.Header.Set("Content-Type", "text/html"); return true }),
		},
		{
			Name: "no-request-id", Summary: "omits the x-amzn-RequestId header", Breaks: rules("WIRE-35"), Seen: "emulators",
			set: onReply(func(r *refpool.Reply) bool { r.Header["X-Amzn-Requestid"] = nil; return true }),
		},
		{
			Name: "public-operation-signed", Summary: "requires a signature for GetTokensFromRefreshToken", Breaks: rules("WIRE-02"),
			Also: rules("REF-05", "REF-07", "REF-08", "REF-09", "REF-10", "REF-21"), set: demandSignature("GetTokensFromRefreshToken"),
		},
		{
			Name: "sign-out-signed", Summary: "requires a signature for GlobalSignOut", Breaks: rules("WIRE-27"),
			Also: rules("TOK-08"), set: demandSignature("GlobalSignOut"),
		},
		{Name: "attributes-signed", Summary: "requires a signature for UpdateUserAttributes", Breaks: rules("WIRE-27"), set: demandSignature("UpdateUserAttributes")},
		{
			Name: "signature-not-verified", Summary: "accepts any signature as valid", Breaks: rules("WIRE-03"),
			Seen: "emulators", set: anySignature,
		},
		{
			Name: "status-of-the-model", Summary: "answers NotAuthorizedException with HTTP 403, as the Smithy model says", Breaks: rules("WIRE-04"),
			Seen: "emulators made from the API model", set: withStatus("NotAuthorizedException", http.StatusForbidden),
		},
		{
			Name: "error-with-status-200", Summary: "answers UserNotFoundException with HTTP 200", Breaks: rules("WIRE-26"), Also: rules("WIRE-04", "AUTH-07", "AUTH-27", "AUTH-41", "USER-20", "PWD-09", "ADM-05"),
			Seen: "emulators behind a gateway", set: withStatus("UserNotFoundException", http.StatusOK),
		},
		{
			Name: "error-with-status-500", Summary: "answers UserNotFoundException with HTTP 500", Breaks: rules("WIRE-26"), Also: rules("WIRE-04"),
			set: withStatus("UserNotFoundException", http.StatusInternalServerError),
		},
		{Name: "error-body-code", Summary: "reports errors as `code` and `message`, without `__type`", Breaks: rules("WIRE-05"), set: errorAsCode},
		{
			Name: "no-error-headers", Summary: "omits the x-amzn-errortype and x-amzn-errormessage headers", Breaks: rules("WIRE-06"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Wire.ErrorHeader = func(http.Header, *refpool.Exception) { fired() }
			},
		},
		{
			Name: "dates-in-milliseconds", Summary: "sends dates in milliseconds", Breaks: rules("WIRE-07"), Also: rules("TRUST-03"),
			Seen: "emulators in JavaScript", set: func(b *refpool.Behaviour, fired func()) {
				b.Wire.Date = func(t time.Time) any { fired(); return t.UnixMilli() }
			},
		},
		{
			Name: "superfluous-responses-refused", Summary: "rejects ChallengeResponses that a challenge does not need", Breaks: rules("WIRE-08"),
			set: refuseBody("RespondToAuthChallenge", func(body map[string]any) bool { return member(body, "ChallengeResponses")["UNHEARD_OF"] != nil }),
		},
		{
			Name: "user-context-refused", Summary: "rejects UserContextData", Breaks: rules("WIRE-09"), Also: rules("ASF-01"), Seen: "strict emulators",
			set: refuseBody("RespondToAuthChallenge", func(body map[string]any) bool { return body["UserContextData"] != nil }),
		},
		{Name: "short-session", Summary: "issues Sessions of only 12 characters", Breaks: rules("WIRE-12"), Also: rules("WIRE-32", "SEC-03"), set: shortSession},
		{Name: "long-session", Summary: "issues Sessions of 5000 characters", Breaks: rules("WIRE-33"), Also: rules("WIRE-29", "WIRE-32"), set: longSession},
		{
			Name: "forget-answers-device", Summary: "returns the device from ForgetDevice", Breaks: rules("WIRE-13"),
			set: onSuccess(func(object map[string]any) bool { object["Device"] = map[string]any{}; return true }, "ForgetDevice", "AdminForgetDevice"),
		},
		{
			Name: "status-answers-members", Summary: "returns a member from UpdateDeviceStatus", Breaks: rules("WIRE-14"),
			set: onSuccess(func(object map[string]any) bool { object["Status"] = "OK"; return true }, "UpdateDeviceStatus", "AdminUpdateDeviceStatus"),
		},
		{
			Name: "sign-out-answers-members", Summary: "returns a member from GlobalSignOut and RevokeToken", Breaks: rules("WIRE-28"),
			set: onSuccess(func(object map[string]any) bool { object["Status"] = "OK"; return true }, "GlobalSignOut", "RevokeToken"),
		},
		{
			Name: "admin-confirm-device", Summary: "offers an AdminConfirmDevice operation", Breaks: rules("WIRE-15"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Wire.Known = func(operation string, listed bool) bool {
					if operation == "AdminConfirmDevice" {
						fired()
						return true
					}
					return listed
				}
			},
		},
		{Name: "unknown-members-refused", Summary: "rejects members that are not in the model", Breaks: rules("WIRE-19"), Seen: "strict emulators", set: unknownMembersRefused},
		{
			Name: "device-key-as-number", Summary: "answers AdminGetDevice with a number for the DeviceKey", Breaks: rules("WIRE-20"), Also: rules("DEV-GET-04"),
			set: onSuccess(func(object map[string]any) bool {
				device := member(object, "Device")
				if device == nil {
					return false
				}
				device["DeviceKey"] = 7
				return true
			}, "AdminGetDevice"),
		},
		{
			Name: "pool-dates-as-text", Summary: "lists pools with their dates as text", Breaks: rules("WIRE-32"), Seen: "emulators",
			set: onSuccess(func(object map[string]any) bool {
				pools, _ := object["UserPools"].([]any)
				for _, pool := range pools {
					pool.(map[string]any)["CreationDate"] = "2026-08-07T00:00:00Z" //nolint:errcheck // the pool writes objects
				}
				return len(pools) > 0
			}, "ListUserPools"),
		},
		{
			Name: "user-without-a-name", Summary: "omits Username from GetUser", Breaks: rules("WIRE-32"),
			set: onSuccess(func(object map[string]any) bool { delete(object, "Username"); return true }, "GetUser"),
		},
		{
			Name: "value-outside-the-shape", Summary: "describes a pool's MFA configuration as NONE", Breaks: rules("WIRE-32"),
			set: onSuccess(func(object map[string]any) bool {
				pool := member(object, "UserPool")
				if pool != nil {
					pool["MfaConfiguration"] = "NONE"
				}
				return pool != nil
			}, "DescribeUserPool"),
		},
		{
			Name: "unknown-operation-breaks-down", Summary: "answers an unknown operation with HTTP 500", Breaks: rules("WIRE-21"),
			Seen: "emulators", set: withStatus("UnknownOperationException", http.StatusInternalServerError),
		},
		{
			Name: "serialization-name", Summary: "rejects input that it cannot parse with InvalidParameterException", Breaks: rules("WIRE-36"),
			set: renamed("SerializationException", "InvalidParameterException"),
		},
		{
			Name: "unparsed-as-unauthorized", Summary: "rejects input that it cannot parse with NotAuthorizedException", Breaks: rules("WIRE-18"), Also: rules("WIRE-36"),
			set: renamed("SerializationException", "NotAuthorizedException"),
		},
		{
			Name: "unparsed-breaks-down", Summary: "answers input that it cannot parse with HTTP 500", Breaks: rules("WIRE-22"),
			Seen: "emulators", set: withStatus("SerializationException", http.StatusInternalServerError),
		},
		{
			Name: "large-body-breaks-down", Summary: "answers an oversized body with HTTP 500", Breaks: rules("WIRE-24"),
			set: withStatus("RequestEntityTooLargeException", http.StatusInternalServerError),
		},
	}
}

// demandSignature demands one of an operation that needs none.
func demandSignature(of string) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Wire.NeedsSignature
		b.Wire.NeedsSignature = func(operation string, unsigned bool) bool {
			if operation == of {
				fired()
				return true
			}
			return before(operation, unsigned)
		}
	}
}

func anySignature(b *refpool.Behaviour, fired func()) {
	b.Wire.Signature = func(_ string, refusal error) error {
		if e, ok := errors.AsType[*refpool.Exception](refusal); ok && e.Name == "InvalidSignatureException" {
			fired()
			return nil
		}
		return refusal
	}
}

// withStatus gives an exception another HTTP status.
func withStatus(exception string, status int) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Wire.Status
		b.Wire.Status = func(name string) int {
			if name == exception {
				fired()
				return status
			}
			return before(name)
		}
	}
}

func errorAsCode(b *refpool.Behaviour, fired func()) {
	b.Wire.ErrorBody = func(e *refpool.Exception) any {
		fired()
		return map[string]string{"code": e.Name, "message": e.Message}
	}
}

// refuseBody refuses requests of an operation and its Admin twin.
func refuseBody(operation string, when func(body map[string]any) bool) replacement {
	return refuseBodyWith(operation, exception("InvalidParameterException", "The request has a member that is not supported."), when)
}

func refuseBodyWith(operation string, refusal error, when func(body map[string]any) bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Wire.Accept
		b.Wire.Accept = func(name string, text []byte) error {
			var body map[string]any
			if strings.HasSuffix(name, operation) && json.Unmarshal(text, &body) == nil && when(body) {
				fired()
				return refusal
			}
			return before(name, text)
		}
	}
}

func shortSession(b *refpool.Behaviour, fired func()) {
	before := b.Auth.Sessions.New
	b.Auth.Sessions.New = func(random io.Reader) (string, error) {
		session, err := before(random)
		fired()
		return session[:min(12, len(session))], err
	}
	overlook(at("session"))(b, func() {})
}

// longSession pads Sessions beyond what any document allows.
func longSession(b *refpool.Behaviour, fired func()) {
	before := b.Auth.Sessions.New
	b.Auth.Sessions.New = func(random io.Reader) (string, error) {
		session, err := before(random)
		fired()
		const characters = 5000
		return session + strings.Repeat("A", max(0, characters-len(session))), err
	}
	overlook(func(v refpool.Violation) bool {
		return at("session")(v) && strings.Contains(v.Constraint, "less than or equal")
	})(b, func() {})
}

// unknownMembersRefused compares with the model itself: a model that cannot be
// read leaves the fault idle, which the self-test reports.
func unknownMembersRefused(b *refpool.Behaviour, fired func()) {
	model, _ := spec.Model()
	before := b.Wire.Accept
	b.Wire.Accept = func(name string, text []byte) error {
		var body map[string]any
		if operation := model[name]; operation != nil && json.Unmarshal(text, &body) == nil {
			for member := range body {
				if !slices.ContainsFunc(operation.Input.Members, func(m spec.Member) bool { return m.Name == member }) {
					fired()
					return exception("InvalidParameterException", "Unknown member "+member)
				}
			}
		}
		return before(name, text)
	}
}
