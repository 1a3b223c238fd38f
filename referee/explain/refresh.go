package explain

import (
	"slices"
	"strings"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/srp"
)

// refusedRefreshes are the causes of a refused refresh, in the order in which they hide
// each other.
func refusedRefreshes() []suspicion {
	return []suspicion{
		hashMissing, hashOfTheAlias, usedAgain, byAnotherClient, revoked, flowNotAllowed, ofForgottenDevice, ofUnconfirmedDevice,
		withoutKey, withAnotherKey, replaced, withoutDevice,
	}
}

// another reports whether a refresh was refused for a reason that no device has to do with: by
// another exception than those for a device, or with a text that says so.
func another(e *referee.Exchange) bool {
	if e.Response.Error != "NotAuthorizedException" && e.Response.Error != "ResourceNotFoundException" {
		return true
	}
	text := strings.ToLower(e.Response.ErrorMessage)
	reasons := []string{"expired", "revoked", "disabled", "hash", "secret", "user pool client", "missing"}
	return slices.ContainsFunc(reasons, func(reason string) bool { return strings.Contains(text, reason) })
}

// hashOfTheAlias: the service did not take SECRET_HASH, and the user signed in by an alias.
func hashOfTheAlias(s *sight, e *referee.Exchange) *finding {
	signIn := s.history.SignInOf(e)
	if signIn == nil || !wrongHash(e) || !alias(signIn) {
		return nil
	}
	sent := e.Request.Parameters()["SECRET_HASH"]
	if k := e.Known; k != nil && k.ClientSecret != "" && sent != srp.SecretHash(typedName(signIn), e.Request.ClientID, k.ClientSecret) {
		return nil
	}
	return &finding{cause: "secret-hash-of-the-alias-at-refresh", shown: present(signIn.First(), e)}
}

// wrongHash reports whether a call was refused for its SECRET_HASH, by either of the
// service's texts.
func wrongHash(e *referee.Exchange) bool {
	text := strings.ToLower(e.Response.ErrorMessage)
	return strings.Contains(text, "secrethash does not match") || strings.Contains(text, "unable to verify secret hash")
}

// usedAgain: the token had been exchanged for a newer one.
func usedAgain(_ *sight, e *referee.Exchange) *finding {
	if e.Response.Error != "RefreshTokenReuseException" {
		return nil
	}
	return &finding{cause: "rotated-refresh-token-used-again"}
}

// byAnotherClient: the token was issued to another app client.
func byAnotherClient(s *sight, e *referee.Exchange) *finding {
	signIn := s.history.SignInOf(e)
	if signIn == nil || another(e) || signIn.First().Request.ClientID == e.Request.ClientID {
		return nil
	}
	return &finding{cause: "refresh-by-another-client", shown: present(signIn.Tokens(), e)}
}

// revoked: the client had revoked the sign-in's tokens.
func revoked(s *sight, e *referee.Exchange) *finding {
	signIn := s.history.SignInOf(e)
	if signIn == nil {
		return nil
	}
	for _, other := range signIn.After {
		if (other.Operation == "RevokeToken" || other.Operation == "GlobalSignOut") && other.Succeeded() && before(other, e) {
			return &finding{cause: "refresh-of-revoked-token", shown: present(other, e)}
		}
	}
	return nil
}

// flowNotAllowed: the app client does not take the flow, as one that rotates does not.
func flowNotAllowed(_ *sight, e *referee.Exchange) *finding {
	refused := e.Response.Error == "InvalidParameterException" || e.Response.Error == "UnsupportedOperationException"
	if e.Operation != "InitiateAuth" || !refused || !strings.Contains(e.Response.ErrorMessage, "REFRESH_TOKEN") ||
		strings.Contains(e.Response.ErrorMessage, "Missing") {
		return nil
	}
	return &finding{cause: "refresh-flow-not-allowed"}
}

// ofForgottenDevice: the client had forgotten the device of the sign-in.
func ofForgottenDevice(s *sight, e *referee.Exchange) *finding {
	signIn := s.history.SignInOf(e)
	if signIn == nil || another(e) || deviceOf(signIn) == nil {
		return nil
	}
	forgotten := deviceOf(signIn).Forgotten
	if !before(forgotten, e) || !referee.SameClient(forgotten, e) {
		return nil
	}
	return &finding{cause: "refresh-after-forgetting", shown: present(forgotten, e)}
}

// ofUnconfirmedDevice: the sign-in came with a device that was not confirmed.
func ofUnconfirmedDevice(s *sight, e *referee.Exchange) *finding {
	signIn := s.history.SignInOf(e)
	if signIn == nil || another(e) || signIn.Issued == nil || before(signIn.Issued.Confirmed, e) || signIn.Issued.Unanswered(e) || s.works[signIn.Issued] || signIn.Issued.IsMasked() {
		return nil
	}
	if len(s.refusedConfirmations[signIn.Issued.Key]) > 0 {
		return &finding{}
	}
	cause := unconfirmedCause(signIn.Issued)
	if cause == "device-not-confirmed" {
		cause = "refresh-of-unconfirmed-device"
	}
	return &finding{cause: cause, shown: present(signIn.Issued.Issued, e)}
}

// keyOf is the device key of a refresh, by either operation.
func keyOf(e *referee.Exchange) string {
	if e.Operation == "InitiateAuth" {
		return e.Request.AuthParameters["DEVICE_KEY"]
	}
	return e.Request.DeviceKey
}

// withoutKey: the sign-in has a device, which the client has no reason to drop, and the refresh does
// not name it.
func withoutKey(s *sight, e *referee.Exchange) *finding {
	signIn := s.history.SignInOf(e)
	if signIn == nil || another(e) || deviceOf(signIn) == nil || deviceOf(signIn).IsDropped(e) || keyOf(e) != "" {
		return nil
	}
	return &finding{cause: "refresh-without-device-key", shown: present(signIn.Tokens(), e)}
}

// withAnotherKey: the refresh names another device than the sign-in's, or one of its refreshes'.
func withAnotherKey(s *sight, e *referee.Exchange) *finding {
	signIn := s.history.SignInOf(e)
	if signIn == nil || another(e) || deviceOf(signIn) == nil || keyOf(e) == "" || keyOf(e) == deviceOf(signIn).Key {
		return nil
	}
	if s.issuedIn(s.history.DeviceOf(keyOf(e))) == signIn {
		return nil
	}
	return &finding{cause: "refresh-with-another-device", shown: present(signIn.Tokens(), e)}
}

// replaced: an earlier refresh had returned another token for this one.
func replaced(s *sight, e *referee.Exchange) *finding {
	signIn := s.history.SignInOf(e)
	if signIn == nil || e.Response.Error != "NotAuthorizedException" {
		return nil
	}
	for _, other := range signIn.After {
		result := other.Response.AuthenticationResult
		if before(other, e) && tokenOf(other) == tokenOf(e) && result != nil && result.RefreshToken != "" && result.RefreshToken != tokenOf(e) {
			return &finding{cause: "rotated-refresh-token-used-again", shown: present(other, e)}
		}
	}
	return nil
}

// tokenOf is the refresh token that a refresh brings, by either operation.
func tokenOf(e *referee.Exchange) string {
	if e.Operation == "InitiateAuth" {
		return e.Request.AuthParameters["REFRESH_TOKEN"]
	}
	return e.Request.RefreshToken
}

// withoutDevice: the sign-in is of a flow that may give no device, and gave none.
func withoutDevice(s *sight, e *referee.Exchange) *finding {
	signIn := s.history.SignInOf(e)
	if signIn == nil || another(e) || deviceOf(signIn) != nil || keyOf(e) != "" {
		return nil
	}
	switch signIn.Flow() {
	case "CUSTOM_AUTH":
		return &finding{cause: "custom-auth-without-device", shown: present(signIn.Tokens(), e)}
	case "USER_PASSWORD_AUTH":
		return &finding{cause: "password-flow-without-device", shown: present(signIn.Tokens(), e)}
	default:
		return nil
	}
}
