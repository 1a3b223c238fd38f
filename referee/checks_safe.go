package referee

import (
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

// passwordStaysAtHome judges the calls of flows in which the password is proved.
func passwordStaysAtHome(h *History, v *Verdict) {
	for s := range h.steps() {
		proves := s.parameter("SRP_A") != "" && s.Request.ChallengeName != "SELECT_CHALLENGE" || s.parameter("PASSWORD_CLAIM_SIGNATURE") != ""
		if proves {
			v.Hold(s.parameter("PASSWORD") == "", s.Exchange, "%s has a PASSWORD, beside values of SRP", nameOf(s.Exchange))
		}
	}
}

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
		for name, value := range e.Request.Members {
			if name != "ClientSecret" && strings.Contains(string(value), e.Known.ClientSecret) {
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

// refusedRefreshIsNotRepeated counts refusals that repeating cannot change.
func refusedRefreshIsNotRepeated(h *History, v *Verdict) {
	const toleratedTimes = 2
	refused := map[string]int{}
	for _, e := range h.Exchanges {
		if refreshToken(e) == "" {
			continue
		}
		same := strings.Join([]string{e.Operation, refreshToken(e), keyOf(e), e.Request.Parameters()["SECRET_HASH"]}, "\x00")
		v.Hold(refused[same] < toleratedTimes, e, "the same refresh was refused %d times before", refused[same])
		if slices.Contains([]string{"NotAuthorizedException", "RefreshTokenReuseException"}, e.Response.Error) {
			refused[same]++
		}
	}
}
