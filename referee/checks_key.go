package referee

import (
	"regexp"
	"slices"
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
			if deviceIsMissing(e) {
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

// keyOf is the device key that a call sends, in whichever member; "" without.
func keyOf(e *Exchange) string {
	if key := e.Request.Parameters()["DEVICE_KEY"]; key != "" {
		return key
	}
	return e.Request.DeviceKey
}

// keyForm is the pattern of a DEVICE_KEY.
var keyForm = regexp.MustCompile(`^[\w-]+_[0-9a-f-]+$`)

func isKey(text string) bool {
	const longest = 55
	return len(text) <= longest && keyForm.MatchString(text)
}

func keyHasItsForm(h *History, v *Verdict) {
	for _, e := range h.Exchanges {
		if key := keyOf(e); key != "" {
			v.Hold(isKey(key), e, "the device key of %s has not the form of one", nameOf(e))
		}
	}
}

func keyIsTheUsers(h *History, v *Verdict) {
	for s := range h.steps() {
		d := h.DeviceOf(s.parameter("DEVICE_KEY"))
		if d != nil && d.Issued != nil && d.User != nil && s.signIn.User != nil {
			v.Hold(d.User == s.signIn.User, s.Exchange, "DEVICE_KEY is that of a device of another user")
		}
	}
}

// devicesAreUsed holds a client to sending the keys of devices that it has: in sign-ins
// under an alias, or in the others. A sign-in or two without a key may be made in another
// window with a store of its own, so that only who sends none in several is accused.
func devicesAreUsed(h *History, v *Verdict, underAlias bool) {
	const several = 2
	for _, user := range h.Users {
		var without []*SignIn
		sent := false
		for _, s := range user.signIns {
			if !s.Whole() || s.Tokens() == nil || s.isUnderAlias() != underAlias || !user.hasDevice(s.First()) {
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
func (s *SignIn) isUnderAlias() bool {
	name := s.First().Request.Parameters()["USERNAME"]
	return len(s.User.told) > 0 && !s.User.told[name]
}

// isKept reports whether the client has the device when it makes a call: it registered it
// before, it is remembered, and nothing was seen for which a client drops one.
func (d *Device) isKept(e *Exchange) bool {
	if d.Confirmed == nil || d.Confirmed.Number > e.Number || !sameClient(d.Confirmed, e) {
		return false
	}
	remembered := d.isRememberedAtOnce()
	for _, status := range d.Statuses {
		if status.Number < e.Number {
			remembered = status.Request.DeviceRememberedStatus == "remembered"
		}
	}
	before := func(other *Exchange) bool { return other != nil && other.Number < e.Number }
	return remembered && !d.Unanswered(e) && !before(d.Forgotten) && !slices.ContainsFunc(d.Missed, before) && !slices.ContainsFunc(d.Refused, before)
}

// sameClient reports whether nothing says that two calls are of two clients, each with a
// store of its own.
func sameClient(a, b *Exchange) bool {
	for name, value := range a.Header {
		if other := b.Header[name]; other != "" && other != value {
			return false
		}
	}
	return true
}
