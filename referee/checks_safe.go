package referee

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

func checksOfSafety() map[string]Check {
	return map[string]Check{
		"CLI-SAFE-01": passwordStaysAtHome,
		"CLI-SAFE-02": clientSecretStaysAtHome,
		"CLI-SAFE-03": deviceIsConfirmedOnce,
		"CLI-SAFE-04": refusedRefreshIsNotRepeated,
	}
}

// passwordStaysAtHome judges the calls of flows in which the password is proved. Where it is
// known it is looked for in every member.
func passwordStaysAtHome(h *History, v *Verdict) {
	for s := range h.steps() {
		proves := s.parameter("SRP_A") != "" && s.Request.ChallengeName != "SELECT_CHALLENGE" || s.parameter("PASSWORD_CLAIM_SIGNATURE") != ""
		if !proves {
			continue
		}
		member := s.memberWith(h.passwordAt(s))
		if member == "" || s.parameter("PASSWORD") != "" {
			v.Hold(s.parameter("PASSWORD") == "", s.Exchange, "%s has a PASSWORD, beside values of SRP", nameOf(s.Exchange))
		} else {
			v.Broken(s.Exchange, "%s of %s holds the password, beside values of SRP", member, nameOf(s.Exchange))
		}
	}
}

// passwordAt is the user's password where it is known, and no name that the user goes by.
func (h *History) passwordAt(s step) string {
	password := h.password
	if s.Known != nil && s.Request.ChallengeName == "PASSWORD_VERIFIER" {
		password = s.Known.Secret
	}
	if strings.EqualFold(password, s.parameter("USERNAME")) {
		return ""
	}
	return password
}

// memberWith is the member of the request in which a text is a value; "" if it is in none. One
// that the API model does not know is not named.
func (e *Exchange) memberWith(text string) string {
	for _, name := range slices.Sorted(maps.Keys(e.Request.Members)) {
		var value any
		switch {
		case text == "" || json.Unmarshal(e.Request.Members[name], &value) != nil || !isIn(text, value):
		case slices.Contains([]string{"AuthParameters", "ChallengeResponses", "ClientMetadata", "AnalyticsMetadata", "UserContextData"}, name):
			return name
		default:
			return "a member"
		}
	}
	return ""
}

// isIn reports whether a text is a value, or one of its values at any depth.
func isIn(text string, value any) bool {
	switch value := value.(type) {
	case string:
		return value == text
	case []any:
		return slices.ContainsFunc(value, func(inner any) bool { return isIn(text, inner) })
	case map[string]any:
		for _, inner := range value {
			if isIn(text, inner) {
				return true
			}
		}
	}
	return false
}

// clientSecretStaysAtHome passes over refreshes that the service took with the secret in the place of
// SECRET_HASH, as AWS's older SDK for Android makes them.
func clientSecretStaysAtHome(h *History, v *Verdict) {
	secrets := h.withSecret()
	for _, e := range h.Exchanges {
		if e.Known == nil && secrets[e.Request.ClientID] {
			v.Unproved(takesClientSecret)
		}
		if e.Known == nil || e.Known.ClientSecret == "" {
			continue
		}
		found := ""
		taken := isRefresh(e) && e.Succeeded() && e.Request.AuthParameters["SECRET_HASH"] == e.Known.ClientSecret
		for name, value := range e.Request.Members {
			ofRefresh := taken && name == "AuthParameters"
			if name != "ClientSecret" && !ofRefresh && strings.Contains(string(value), e.Known.ClientSecret) {
				found = name
			}
		}
		v.Hold(found == "", e, "%s of %s holds the app client's secret", found, nameOf(e))
	}
}

func deviceIsConfirmedOnce(h *History, v *Verdict) {
	for e := range h.calls("ConfirmDevice") {
		if d := h.DeviceOf(e.Request.DeviceKey); d != nil && d.Confirmed != nil && !h.isOfAnother(e) {
			v.Hold(d.Confirmed.Number >= e.Number || overlap(d.Confirmed, e), e, "ConfirmDevice was called for a device that it had registered")
		}
	}
}

// toleratedTimes is how often the same refresh may be refused.
const toleratedTimes = 2

// refusedRefreshIsNotRepeated counts refusals that repeating cannot change, and that the client knows
// of: windows may refresh at once.
func refusedRefreshIsNotRepeated(h *History, v *Verdict) {
	refused := map[string][]*Exchange{} // those that were answered first
	for _, e := range h.Exchanges {
		if refreshToken(e) == "" || isMasked(refreshToken(e)) {
			continue
		}
		same := strings.Join([]string{e.Operation, refreshToken(e), keyOf(e), e.Request.Parameters()["SECRET_HASH"]}, "\x00")
		repeats := len(refused[same]) == toleratedTimes && !overlap(refused[same][toleratedTimes-1], e)
		v.Hold(!repeats, e, "the same refresh was refused %d times before", toleratedTimes)
		if slices.Contains([]string{"NotAuthorizedException", "RefreshTokenReuseException"}, e.Response.Error) {
			refused[same] = answeredFirst(append(refused[same], e))
		}
	}
}

// answeredFirst are those of some refusals whose answers came first, in their order: as many as are
// tolerated.
func answeredFirst(refused []*Exchange) []*Exchange {
	slices.SortStableFunc(refused, func(a, b *Exchange) int { return a.Ended.Compare(b.Ended) })
	return refused[:min(len(refused), toleratedTimes)]
}
