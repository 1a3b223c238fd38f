package dialects

import (
	"net/http"
	"strings"
	"time"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/spec"
)

// unsupportedOperation refuses an operation in the words of a parameter's refusal.
func unsupportedOperation(operation string) error {
	return refusal("InvalidParameterException", "Unsupported Cognito operation: "+operation)
}

// noAdmin lets a user do everything, and an administrator nothing.
func noAdmin() Dialect {
	return Dialect{
		Name: "no-admin", Summary: "has none of the operations of an administrator, and says so as of a wrong parameter",
		Like:     "isksss/cognito-mock b872383, index.post.ts:175",
		Passes:   rules("SRP-03", "SRP-20", "AUTH-01", "TOK-01", "MFA-06", "DEV-CONF-02", "DEV-SRP-10", "DEV-FORGET-01", "REF-01"),
		Lacks:    []spec.Feature{spec.Administration},
		Unjudged: rules("ADM-", "AUTH-18", "AUTH-19", "AUTH-35", "AUTH-36", "AUTH-40", "AUTH-41", "AUTH-43", "MFA-18", "MFA-37", "REF-17", "TOK-18", "USER-22", "WIRE-03"),
		Cause:    rules("no administrator"),
		Controls: true, // or nobody could confirm a user
		set: func(b *refpool.Behaviour) {
			without(b, func(operation string) bool { return strings.HasPrefix(operation, "Admin") })
			b.Wire.Unknown = unsupportedOperation
		},
	}
}

// noTOTP knows no software tokens.
func noTOTP() Dialect {
	return Dialect{
		Name: "no-totp", Summary: "has no second factors: neither the operations of software tokens nor those of MFA",
		Like:   "kumo v0.33.1 and cognito-local, which have no AssociateSoftwareToken",
		Passes: rules("SRP-03", "SRP-20", "DEV-CONF-02", "DEV-CONF-07", "DEV-SRP-10", "DEV-FORGET-01"),
		Lacks:  []spec.Feature{spec.TOTP},
		Cause:  rules("no totp"),
		set:    withoutFactors,
	}
}

// noDevicesNoTOTP has passwords and tokens alone, and the tokens wrong: what is said of
// them rests on nothing that the server lacks.
func noDevicesNoTOTP() Dialect {
	return Dialect{
		Name: "no-devices-no-totp", Summary: "has neither devices nor second factors, and tokens without a type, of one key and with the auth_time of their refresh",
		Like:     "cognito-local 5.3.0 less its second factors: docs/results/cognito-local.md",
		Fails:    rules("TOK-02", "TOK-12", "REF-13"),
		MayFail:  rules("POOL-02", "POOL-15", "POOL-16"),
		Passes:   rules("SRP-01", "SRP-02", "SRP-03", "SRP-04", "SRP-06", "SRP-07", "SRP-09", "SRP-20", "AUTH-01", "AUTH-04", "TOK-01", "TOK-04", "TOK-08", "REF-04", "REF-09"),
		Lacks:    []spec.Feature{spec.TOTP},
		Unjudged: ofDevices(),
		Cause:    rules("no devices", "no totp"),
		set: func(b *refpool.Behaviour) {
			withoutDevices(b)
			withoutFactors(b)
			b.Wire.Unknown = unsupportedOperation
			b.Token.Type = func() string { return "" }
			b.Token.Sign = func(keys refpool.SigningKeys, claims map[string]any) (string, error) { return keys.Access.Sign(claims) }
			b.Token.AccessClaims = authenticatedAtRefresh(b.Token.AccessClaims)
			b.Token.IDClaims = authenticatedAtRefresh(b.Token.IDClaims)
		},
	}
}

// unaskedDevices keeps devices that no sign-in is ever asked for.
func unaskedDevices() Dialect {
	return Dialect{
		Name: "unasked-devices", Summary: "keeps devices and asks for none without MFA, of which it has none",
		Like:   "emulators that store devices and look at none; see the fault device-only-with-mfa",
		Fails:  rules("POOL-09"),
		Passes: rules("SRP-03", "SRP-20", "AUTH-01", "TOK-01", "DEV-CONF-01", "DEV-CONF-07", "DEV-GET-01", "DEV-FORGET-01"),
		Lacks:  []spec.Feature{spec.TOTP},
		Cause:  rules("no totp"),
		set: func(b *refpool.Behaviour) {
			withoutFactors(b)
			before := b.Device.SignIn.AsksProof
			b.Device.SignIn.AsksProof = func(p *refpool.Pool, s *refpool.SignIn, d *refpool.Device) bool {
				return p.Config.MFA != "OFF" && before(p, s, d)
			}
		},
	}
}

// claims are what a token says.
type claims = func(*refpool.Pool, *refpool.Grant, refpool.TokenTimes) map[string]any

// authenticatedAtRefresh has every token say that its user signed in when it was issued.
func authenticatedAtRefresh(before claims) claims {
	return func(p *refpool.Pool, g *refpool.Grant, at refpool.TokenTimes) map[string]any {
		said := before(p, g, at)
		said["auth_time"] = at.Issued.Unix()
		return said
	}
}

// withoutFactors has no operation know of second factors.
func withoutFactors(b *refpool.Behaviour) {
	without(b, func(operation string) bool {
		return strings.Contains(operation, "SoftwareToken") || strings.HasSuffix(operation, "MFAPreference") || strings.HasSuffix(operation, "MfaConfig")
	})
}

// noSRP has passwords in the clear alone, and devices behind them.
func noSRP() Dialect {
	return Dialect{
		Name: "no-srp", Summary: "signs users in by USER_PASSWORD_AUTH alone, says of other flows with status 500 that it lacks them, and writes times as text",
		Like:    "cognito-local and its fork amaingot f096f18, whose devices are other servers'",
		Fails:   rules("WIRE-07", "WIRE-20"),
		MayFail: rules("WIRE-", "AUTH-21", "DEV-GET-", "DEV-LIST-", "DEV-SRP-24", "TRUST-03", "DEV-SRP-29", "POOL-15"),
		Passes:  rules("AUTH-30", "TOK-01", "TOK-07", "MFA-06", "DEV-CONF-02", "DEV-CONF-07", "DEV-FORGET-01", "DEV-NEW-08", "REF-01"),
		// What is of both legs is seen on that of devices.
		Unjudged: rules("SRP-04", "SRP-07", "SRP-21", "SRP-22", "AUTH-01", "AUTH-03", "AUTH-05", "AUTH-06", "AUTH-11", "AUTH-14", "AUTH-19",
			"AUTH-23", "AUTH-28", "AUTH-29", "USER-"),
		Cause: rules("no user_srp_auth", "lacks user_srp_auth"),
		set: func(b *refpool.Behaviour) {
			before := b.Auth.FlowAllowed
			b.Auth.FlowAllowed = func(client *refpool.Client, flow string, admin bool) error {
				switch flow {
				case "USER_SRP_AUTH", "USER_AUTH", "CUSTOM_AUTH":
					return refusal(unsupportedFlow, "Cognito Local unsupported feature: InitAuth with AuthFlow="+flow)
				}
				return before(client, flow, admin)
			}
			b.Wire.Date = func(at time.Time) any { return at.UTC().Format(time.RFC3339) }
			status, body, header := b.Wire.Status, b.Wire.ErrorBody, b.Wire.ErrorHeader
			b.Wire.Status = func(exception string) int {
				if exception == unsupportedFlow {
					return http.StatusInternalServerError
				}
				return status(exception)
			}
			b.Wire.ErrorBody = func(e *refpool.Exception) any {
				if e.Name == unsupportedFlow {
					return map[string]string{"code": e.Name, "message": e.Message}
				}
				return body(e)
			}
			b.Wire.ErrorHeader = func(h http.Header, e *refpool.Exception) {
				if e.Name != unsupportedFlow {
					header(h, e)
				}
			}
		},
	}
}

// unsupportedFlow is the code of what that server lacks.
const unsupportedFlow = "CognitoLocal#Unsupported"

// pageForUnknown answers an operation that is not known as a web framework does that
// broke down.
func pageForUnknown(b *refpool.Behaviour) {
	onReply(b, func(operation string, r *refpool.Reply) {
		if operation == "" || !strings.HasPrefix(r.Header.Get("X-Amzn-Errortype"), "UnknownOperationException") {
			return
		}
		r.Status, r.Header = http.StatusInternalServerError, http.Header{"Content-Type": {"text/html; charset=utf-8"}}
		r.Body = []byte("<!doctype html>\n<title>500 Internal Server Error</title>\n<h1>Internal Server Error</h1>\n")
	})
}
