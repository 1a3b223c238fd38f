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
			if of(e) && d != nil && (keyOf(e) != "" || !d.IsDropped(e)) {
				v.Hold(keyOf(e) != "", e, "%s has no device key, though the sign-in has a device", nameOf(e))
			}
		}
	}
}

func refreshKeyIsTheDevices(h *History, v *Verdict) {
	for e, s := range h.refreshes() {
		if d := s.device(); d != nil && keyOf(e) != "" {
			right := keyOf(e) == d.Key || s.Issued != nil && h.cameWith(s, keyOf(e))
			v.Hold(right, e, "the device key of %s is not that of the sign-in's device", nameOf(e))
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

// newRefreshTokenIsKept judges refreshes by a token that a refresh returned, or has replaced.
func newRefreshTokenIsKept(h *History, v *Verdict) {
	returned, replacedBy := map[string]bool{}, map[string]*Exchange{}
	for e := range h.refreshes() {
		token := refreshToken(e)
		switch before := replacedBy[token]; {
		case before == nil && returned[token]:
			v.Kept(e)
		case before != nil && e.isRefusedForGood() && !overlap(before, e):
			v.Broken(e, "the refresh token is one that a refresh has replaced")
		}
		if rotates(e) {
			returned[e.Response.AuthenticationResult.RefreshToken], replacedBy[token] = true, e
		}
	}
}

// rotates reports whether a refresh returned another refresh token than it brought.
func rotates(e *Exchange) bool {
	result := e.Response.AuthenticationResult
	return result != nil && result.RefreshToken != "" && result.RefreshToken != refreshToken(e)
}

// rotationHasItsOperation judges app clients that were seen to rotate tokens, and to take no
// REFRESH_TOKEN_AUTH.
func rotationHasItsOperation(h *History, v *Verdict) {
	rotating, taking := map[string]bool{}, map[string]bool{}
	for e := range h.refreshes() {
		rotating[e.Request.ClientID] = rotating[e.Request.ClientID] || rotates(e)
		taking[e.Request.ClientID] = taking[e.Request.ClientID] || isRefresh(e) && e.Succeeded()
	}
	for e := range h.refreshes() {
		switch {
		case !rotating[e.Request.ClientID]:
		case !isRefresh(e):
			v.Kept(e)
		case e.isRefusedForGood() && !taking[e.Request.ClientID]:
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
			revoked := e.Operation == "GlobalSignOut" || refreshToken(later) == e.Request.text("Token")
			return later.Number > e.Number && refreshToken(later) != "" && revoked && !overlap(e, later)
		})
		if i < 0 {
			v.Kept(e)
		} else {
			v.Broken(s.After[i], "the refresh token was revoked before, by %s", e.Operation)
		}
	}
}
