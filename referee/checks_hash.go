package referee

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/srp"
)

func checksOfHash() map[string]Check {
	return map[string]Check{
		"CLI-HASH-01": hashIsSent,
		"CLI-HASH-02": hashIsBase64,
		"CLI-HASH-03": hashIsOverUsername,
		"CLI-HASH-04": hashOfRefreshIsOverUserName,
		"CLI-HASH-05": clientSecretIsGiven,
		"CLI-HASH-06": hashOfRecoveryIsOverUsername,
	}
}

// withSecret are the app clients that have a secret: it is known, or the service asked for a
// SECRET_HASH, or took one and no call without. Some servers take what they never look at.
func (h *History) withSecret() map[string]bool {
	secret, without := map[string]bool{}, map[string]bool{}
	for _, e := range h.Exchanges {
		hash := e.Request.Parameters()["SECRET_HASH"]
		without[e.Request.ClientID] = without[e.Request.ClientID] || signs(e) && e.Succeeded() && hash == ""
	}
	for _, e := range h.Exchanges {
		taken := e.Succeeded() && e.Request.Parameters()["SECRET_HASH"] != "" && !without[e.Request.ClientID]
		asked := e.AsksForHash()
		known := e.Known != nil && e.Known.ClientSecret != ""
		if e.Request.ClientID != "" && (known || e.Known == nil && (taken || asked)) {
			secret[e.Request.ClientID] = true
		}
	}
	return secret
}

// AsksForHash reports whether a call was refused since it has no SECRET_HASH, by either of the
// service's texts.
func (e *Exchange) AsksForHash() bool {
	return e.says("secret_hash was not received", "secret was not received")
}

// signs reports whether a call is one of sign-in or refresh that has a SECRET_HASH.
func signs(e *Exchange) bool {
	return e.Operation == "InitiateAuth" || e.Operation == "RespondToAuthChallenge"
}

func hashIsSent(h *History, v *Verdict) {
	secret := h.withSecret()
	for _, e := range h.Exchanges {
		if signs(e) && secret[e.Request.ClientID] {
			v.Hold(e.Request.Parameters()["SECRET_HASH"] != "", e, "%s has no SECRET_HASH", nameOf(e))
		}
	}
}

// nameOf is what a call of a sign-in is called in messages.
func nameOf(e *Exchange) string {
	switch {
	case e.Request.AuthFlow != "":
		return "InitiateAuth with " + e.Request.AuthFlow
	case e.Request.ChallengeName != "":
		return "the response to " + e.Request.ChallengeName
	}
	return e.Operation
}

// wellFormedHash reports whether a SECRET_HASH is one that HMAC-SHA-256 makes.
func wellFormedHash(hash string) bool {
	raw, err := base64.StdEncoding.Strict().DecodeString(hash)
	return err == nil && len(raw) == signatureBytes
}

// hashIsBase64 passes over a refresh that the service took: it takes the app client's secret itself
// there (docs/protocol.md §1).
func hashIsBase64(h *History, v *Verdict) {
	for _, e := range h.Exchanges {
		hash := e.Request.Parameters()["SECRET_HASH"]
		right, taken := wellFormedHash(hash), isRefresh(e) && e.Succeeded()
		if signs(e) && hash != "" && !isMasked(hash) && (right || !taken) {
			v.Hold(right, e, "SECRET_HASH of %s is not the base64 of %d bytes", nameOf(e), signatureBytes)
		}
	}
}

// hashIsOverUsername compares with the hash of the secret where that is known, and
// elsewhere with those of other names in the same sign-in.
func hashIsOverUsername(h *History, v *Verdict) {
	for s := range h.steps() {
		hash, name := s.parameter("SECRET_HASH"), s.parameter("USERNAME")
		if name == "" || !wellFormedHash(hash) {
			continue
		}
		if s.Known != nil && s.Known.ClientSecret != "" {
			right := hash == srp.SecretHash(name, s.Request.ClientID, s.Known.ClientSecret)
			if right || s.Refused() {
				v.Hold(right, s.Exchange, "SECRET_HASH of %s is not over its USERNAME", nameOf(s.Exchange))
			}
			continue
		}
		for _, e := range s.before() {
			switch other := e.Request.Parameters(); {
			case other["USERNAME"] == name || other["USERNAME"] == "":
			case other["SECRET_HASH"] != hash:
				v.Kept(s.Exchange)
			case s.Refused():
				v.Broken(s.Exchange, "SECRET_HASH of %s is that of another USERNAME", nameOf(s.Exchange))
			}
		}
	}
}

func hashOfRefreshIsOverUserName(h *History, v *Verdict) {
	for _, e := range h.Exchanges {
		hash, s := e.Request.Parameters()["SECRET_HASH"], h.SignInOf(e)
		if !isRefresh(e) || s == nil || s.User == nil || !wellFormedHash(hash) {
			continue
		}
		if e.Known != nil && e.Known.ClientSecret != "" && e.Known.Username != "" {
			right := hash == srp.SecretHash(e.Known.Username, e.Request.ClientID, e.Known.ClientSecret)
			v.Hold(right || e.Succeeded(), e, "SECRET_HASH of the refresh is not over the user name of the pool")
			continue
		}
		for _, step := range s.Steps {
			switch sent := step.Request.Parameters(); {
			case sent["SECRET_HASH"] != hash:
			case s.User.Told(sent["USERNAME"]):
				v.Kept(e)
			case e.Refused() && len(s.User.told) > 0:
				v.Broken(e, "SECRET_HASH of the refresh is over the alias that the sign-in began with")
			}
		}
	}
}

func clientSecretIsGiven(h *History, v *Verdict) {
	secrets := h.withSecret()
	for e := range h.calls("GetTokensFromRefreshToken") {
		if !secrets[e.Request.ClientID] {
			continue
		}
		secret := e.Request.text("ClientSecret")
		switch {
		case secret == "":
			v.Broken(e, "GetTokensFromRefreshToken has no ClientSecret")
		case e.Known != nil:
			v.Hold(secret == e.Known.ClientSecret, e, "ClientSecret of GetTokensFromRefreshToken is not the app client's")
		default: // "=" is in every hash and in no secret of the service
			v.Hold(!strings.HasSuffix(secret, "=") || e.Succeeded(), e, "ClientSecret of GetTokensFromRefreshToken has the form of a SECRET_HASH")
		}
	}
}

func hashOfRecoveryIsOverUsername(h *History, v *Verdict) {
	operations := []string{"SignUp", "ConfirmSignUp", "ResendConfirmationCode", "ForgotPassword", "ConfirmForgotPassword"}
	for _, e := range h.Exchanges {
		if !slices.Contains(operations, e.Operation) || !wellFormedHash(e.Request.text("SecretHash")) {
			continue
		}
		if e.Known == nil || e.Known.ClientSecret == "" {
			v.Unproved(takesClientSecret)
			continue
		}
		right := e.Request.text("SecretHash") == srp.SecretHash(e.Request.text("Username"), e.Request.ClientID, e.Known.ClientSecret)
		if right || e.Refused() {
			v.Hold(right, e, "SecretHash of %s is not over its Username", e.Operation)
		}
	}
}
