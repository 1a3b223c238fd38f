package referee

import (
	"regexp"
	"slices"
	"strings"
)

func checksOfKeys() map[string]Check {
	return map[string]Check{
		"CLI-KEY-01": keyIsInResponses(challengesOfMFA()...),
		"CLI-KEY-02": keyIsInResponses("SELECT_MFA_TYPE", "MFA_SETUP", "NEW_PASSWORD_REQUIRED", "CUSTOM_CHALLENGE"),
		"CLI-KEY-03": keyIsInDeviceResponses,
		"CLI-KEY-04": keyStaysTheSame,
		"CLI-KEY-05": keyHasItsForm,
		"CLI-KEY-06": keyIsTheUsers,
		"CLI-KEY-07": func(h *History, v *Verdict) { devicesAreUsed(h, v, true) },
	}
}

// keySent is the key that was newest in the sign-in before a step, and that the service has
// not called unknown since; "" without.
func (s step) keySent() string {
	key := ""
	for _, e := range s.before() {
		if sent := e.Request.Parameters()["DEVICE_KEY"]; sent != "" {
			key = sent
			if e.MissesDevice() {
				key = ""
			}
		}
	}
	return key
}

func keyIsInResponses(challenges ...string) Check {
	return func(h *History, v *Verdict) {
		for s := range h.responses(challenges...) {
			if s.keySent() != "" {
				v.Hold(s.parameter("DEVICE_KEY") != "", s.Exchange, "the response to %s leaves out the DEVICE_KEY that was sent before", s.Request.ChallengeName)
			}
		}
	}
}

func keyIsInDeviceResponses(h *History, v *Verdict) {
	for s := range h.responses("DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER") {
		v.Hold(s.parameter("DEVICE_KEY") != "", s.Exchange, "the response to %s has no DEVICE_KEY", s.Request.ChallengeName)
	}
}

func keyStaysTheSame(h *History, v *Verdict) {
	for s := range h.responses() {
		before, key := s.keySent(), s.parameter("DEVICE_KEY")
		if before != "" && key != "" {
			v.Hold(before == key, s.Exchange, "the response to %s has another DEVICE_KEY than was sent before", s.Request.ChallengeName)
		}
	}
}

// keyOf is the device key that a call sends, in the member where its operation has it; "" without.
func keyOf(e *Exchange) string {
	if signs(e) {
		return e.Request.Parameters()["DEVICE_KEY"]
	}
	return e.Request.DeviceKey
}

// keyForm is the pattern of a DEVICE_KEY.
var keyForm = regexp.MustCompile(`^[\w-]+_[0-9a-f-]+$`)

func isKey(text string) bool {
	const longest = 55
	return len(text) <= longest && keyForm.MatchString(text)
}

// keyHasItsForm passes over a key that a server issued in another form.
func keyHasItsForm(h *History, v *Verdict) {
	for _, e := range h.Exchanges {
		if key := keyOf(e); key != "" {
			v.Hold(isKey(key) || isMasked(key) || h.device(key).Issued != nil, e, "the device key of %s has not the form of one", nameOf(e))
		}
	}
}

func keyIsTheUsers(h *History, v *Verdict) {
	for s := range h.steps() {
		d := h.DeviceOf(s.parameter("DEVICE_KEY"))
		switch {
		case d == nil || d.Issued == nil || d.User == nil || s.signIn.User == nil:
		case d.User == s.signIn.User:
			v.Kept(s.Exchange)
		case h.IsAnothers(d, s.signIn):
			v.Broken(s.Exchange, "DEVICE_KEY is that of a device of another user")
		}
	}
}

// IsAnothers reports whether a device came with a sign-in of another user, whom the service calls
// by other names: what people enter may be an alias, and two app clients may be of one pool. It is
// not if the client cannot know: the user enters the same name as then, which has gone to somebody
// else, as when a user is deleted and made anew.
func (h *History) IsAnothers(d *Device, s *SignIn) bool {
	if d.Issued == nil || d.User == nil || s.User == nil || d.User == s.User || len(d.User.told) == 0 || len(s.User.told) == 0 {
		return false
	}
	for name := range d.User.told {
		if s.User.told[name] {
			return false
		}
	}
	issued := h.SignInOf(d.Issued)
	return d.User.ClientID != s.User.ClientID || issued == nil || issued.typed() == "" || issued.typed() != s.typed()
}

// typed is the name that a sign-in began with.
func (s *SignIn) typed() string { return s.First().Request.Parameters()["USERNAME"] }

// devicesAreUsed holds a client to sending the keys of devices that it has: in sign-ins
// under an alias, or in the others. What a device is good for beside a sign-in by passkey, by a
// code in place of a password or by custom challenges alone is open (docs/protocol.md §2.5, DEV-SRP-22).
// A sign-in or two without a key may be made in another window with a store of its own, so that only
// who sends none in several is accused.
func devicesAreUsed(h *History, v *Verdict, underAlias bool) {
	const several = 2
	for _, user := range h.Users {
		var without []*SignIn
		sent := false
		for _, s := range user.signIns {
			if !s.Whole() || s.Tokens() == nil || s.WithoutPassword() || s.isUnderAlias() != underAlias || !user.hasDevice(s.First()) {
				continue
			}
			if s.Sent != nil {
				sent = true
				v.Kept(s.First())
			} else {
				without = append(without, s)
			}
		}
		if sent || len(without) < several {
			continue
		}
		for _, s := range without {
			v.Broken(s.First(), "the sign-in has no DEVICE_KEY, though a device of the user was registered and remembered before")
		}
	}
}

// hasDevice reports whether the client has a device of the user when it makes a call.
func (u *User) hasDevice(e *Exchange) bool {
	return slices.ContainsFunc(u.devices, func(d *Device) bool { return d.isKept(e) })
}

// isUnderAlias reports whether the sign-in began with a name that is not the service's own.
func (s *SignIn) isUnderAlias() bool { return len(s.User.told) > 0 && !s.User.told[s.typed()] }

// WithoutPassword reports whether a sign-in by choice, or by a custom flow, went by no password.
func (s *SignIn) WithoutPassword() bool {
	return (s.Flow() == "USER_AUTH" || s.Flow() == "CUSTOM_AUTH") && !slices.ContainsFunc(s.Steps, func(e *Exchange) bool {
		sent := e.Request.Parameters()
		return sent["PASSWORD"] != "" || sent["PASSWORD_CLAIM_SIGNATURE"] != ""
	})
}

// isKept reports whether the client has the device when it makes a call: it registered it
// before, it is remembered, and nothing was seen for which a client drops one.
func (d *Device) isKept(e *Exchange) bool {
	if d.Confirmed == nil || d.Confirmed.Number > e.Number || !SameClient(d.Confirmed, e) {
		return false
	}
	remembered := d.isRememberedAtOnce()
	for _, status := range d.Statuses {
		if status.Number < e.Number {
			remembered = status.Request.DeviceRememberedStatus == "remembered"
		}
	}
	return remembered && !d.Unanswered(e) && !d.IsDropped(e)
}

// IsDropped reports whether something was seen, before a call, for which a client drops the
// device: it was to be forgotten, its user was deleted, or the service did not know it or refused
// its proof.
func (d *Device) IsDropped(e *Exchange) bool {
	before := func(other *Exchange) bool { return other.Number < e.Number }
	return d.Gone != nil && before(d.Gone) || slices.ContainsFunc(d.Missed, before) || slices.ContainsFunc(d.Refused, before) ||
		slices.ContainsFunc(d.calls, func(other *Exchange) bool { return other.Operation == "ForgetDevice" && before(other) })
}

// SameClient reports whether nothing says that two calls are of two clients, each with a
// store of its own. Of X-Amz-User-Agent the library counts: what follows it varies from call to
// call.
func SameClient(a, b *Exchange) bool {
	for name, value := range a.Header {
		other := b.Header[name]
		if name == "X-Amz-User-Agent" {
			value, _, _ = strings.Cut(value, " ")
			other, _, _ = strings.Cut(other, " ")
		}
		if other != "" && other != value {
			return false
		}
	}
	return true
}
