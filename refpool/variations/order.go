package variations

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/refpool"
)

// orders are other orders of the tests that a request goes through: no document says
// which of several defects is told first.
func orders() []Variation {
	return []Variation{
		{Name: "foreign-flow-first", Summary: "refuses a flow of the twin operation before it looks for the client", set: refuseFirst("This flow is not supported here.", func(operation string, in signInRequest) bool {
			return operation == "InitiateAuth" && strings.HasPrefix(in.AuthFlow, "ADMIN_") || operation == "AdminInitiateAuth" && in.AuthFlow == "USER_PASSWORD_AUTH"
		})},
		{Name: "parameters-first", Summary: "looks for USERNAME before it looks for the client", set: refuseFirst("Missing required parameter USERNAME", func(operation string, in signInRequest) bool {
			signsIn := strings.HasSuffix(operation, "InitiateAuth") && !strings.HasPrefix(in.AuthFlow, "REFRESH_TOKEN")
			return signsIn && in.AuthParameters["USERNAME"] == ""
		})},
		{Name: "named-things-first", Summary: "looks for the pool, client and device that a request names before it looks at what else is wrong, the signature included", around: thingsFirst},
		{Name: "client-of-a-token-first", Summary: "refuses a ClientId of no valid form as that of a client whom a token was not issued to", set: func(b *refpool.Behaviour) {
			before := b.Wire.Invalid
			refused := map[string]string{"RevokeToken": "UnauthorizedException", "GetTokensFromRefreshToken": "NotAuthorizedException"}
			b.Wire.Invalid = func(operation string, violations []refpool.Violation) error {
				name := refused[operation]
				if name != "" && slices.ContainsFunc(violations, func(v refpool.Violation) bool { return v.Path == "clientId" }) {
					return &refpool.Exception{Name: name, Message: "The token is not of this client."}
				}
				return before(operation, violations)
			}
		}},
	}
}

// signInRequest is what decides of a request that begins a sign-in.
type signInRequest struct {
	AuthFlow       string
	AuthParameters map[string]string
}

// refuseFirst refuses valid requests with InvalidParameterException before anything
// that they name is looked for.
func refuseFirst(message string, when func(operation string, in signInRequest) bool) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		before := b.Wire.Accept
		b.Wire.Accept = func(operation string, body []byte) error {
			var in signInRequest
			if json.Unmarshal(body, &in) == nil && when(operation, in) {
				return &refpool.Exception{Name: "InvalidParameterException", Message: message}
			}
			return before(operation, body)
		}
	}
}
