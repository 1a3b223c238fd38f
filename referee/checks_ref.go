package referee

import (
	"iter"
	"slices"
)

func checksOfRefresh() map[string]Check {
	return map[string]Check{
		"CLI-REF-01": refreshHasKey(isRefresh),
		"CLI-REF-02": refreshKeyIsTheDevices,
		"CLI-REF-03": refreshHasKey(func(e *Exchange) bool { return !isRefresh(e) }),
		"CLI-REF-04": refreshComesAfterConfirmation,
		"CLI-REF-05": refreshIsByTheSameClient,
		"CLI-REF-06": newRefreshTokenIsKept,
		"CLI-REF-07": rotationHasItsOperation,
		"CLI-REF-08": revokedTokenIsDropped,
	}
}

// refreshes are the calls by either operation whose sign-in was seen, with it.
func (h *History) refreshes() iter.Seq2[*Exchange, *SignIn] {
	return func(yield func(*Exchange, *SignIn) bool) {
		for _, e := range h.Exchanges {
			if s := h.SignInOf(e); s != nil && refreshToken(e) != "" && !yield(e, s) {
				return
			}
		}
	}
}

// device is the one that the tokens of the sign-in belong to: which they came with, or
// which was authenticated; nil if the service was not seen to track devices.
func (s *SignIn) device() *Device {
	if s.Issued != nil {
		return s.Issued
	}
	if s.Asked("DEVICE_SRP_AUTH") {
		return s.Sent
	}
	return nil
}

func refreshHasKey(of func(e *Exchange) bool) Check {
	return func(h *History, v *Verdict) {
		for e, s := range h.refreshes() {
			d := s.device()
			if of(e) && d != nil && (d.Forgotten == nil || d.Forgotten.Number > e.Number) {
				v.Hold(keyOf(e) != "", e, "%s has no device key, though the sign-in has a device", nameOf(e))
			}
		}
	}
}

func refreshKeyIsTheDevices(h *History, v *Verdict) {
	for e, s := range h.refreshes() {
		if d := s.device(); d != nil && keyOf(e) != "" {
			v.Hold(keyOf(e) == d.Key, e, "the device key of %s is not that of the sign-in's device", nameOf(e))
		}
	}
}

// refreshComesAfterConfirmation judges where ConfirmDevice was seen: one that is missing is
// another rule's.
func refreshComesAfterConfirmation(h *History, v *Verdict) {
	for e, s := range h.refreshes() {
		if s.Issued != nil && s.Issued.Confirmed != nil {
			v.Hold(s.Issued.Confirmed.Number < e.Number, e, "the tokens were refreshed before ConfirmDevice registered the sign-in's device")
		}
	}
}

func refreshIsByTheSameClient(h *History, v *Verdict) {
	for e, s := range h.refreshes() {
		if e.Request.ClientID != "" && s.First().Request.ClientID != "" {
			v.Hold(e.Request.ClientID == s.First().Request.ClientID, e, "the refresh token is one of another app client")
		}
	}
}

// newRefreshTokenIsKept judges refreshes after one that returned a new token.
func newRefreshTokenIsKept(h *History, v *Verdict) {
	renewed := map[*SignIn]*Exchange{}
	for e, s := range h.refreshes() {
		if before := renewed[s]; before != nil {
			switch {
			case refreshToken(e) == before.Response.AuthenticationResult.RefreshToken:
				v.Kept(e)
			case e.Refused() && !overlap(before, e):
				v.Broken(e, "the refresh token is one that a refresh has replaced")
			}
		}
		if result := e.Response.AuthenticationResult; result != nil && result.RefreshToken != "" {
			renewed[s] = e
		}
	}
}

func rotationHasItsOperation(h *History, v *Verdict) {
	var rotating []string
	for e := range h.refreshes() {
		if result := e.Response.AuthenticationResult; result != nil && result.RefreshToken != "" {
			rotating = append(rotating, e.Request.ClientID)
		}
	}
	for e := range h.refreshes() {
		switch {
		case !slices.Contains(rotating, e.Request.ClientID):
		case !isRefresh(e):
			v.Kept(e)
		case e.Refused():
			v.Broken(e, "REFRESH_TOKEN_AUTH in an app client whose refresh tokens rotate")
		}
	}
}

// revokedTokenIsDropped judges refreshes of a sign-in after RevokeToken of its refresh
// token, or after a GlobalSignOut.
func revokedTokenIsDropped(h *History, v *Verdict) {
	for _, e := range h.Exchanges {
		s := h.SignInOf(e)
		if s == nil || !e.Succeeded() || e.Operation != "RevokeToken" && e.Operation != "GlobalSignOut" {
			continue
		}
		i := slices.IndexFunc(s.After, func(later *Exchange) bool {
			return later.Number > e.Number && refreshToken(later) != "" && !overlap(e, later)
		})
		if i < 0 {
			v.Kept(e)
		} else {
			v.Broken(s.After[i], "the refresh token was revoked before, by %s", e.Operation)
		}
	}
}
