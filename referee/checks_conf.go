package referee

import (
	"iter"
	"math/big"
	"slices"
	"unicode/utf8"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/srp"
)

func checksOfConfirmation() map[string]Check {
	return map[string]Check{
		"CLI-CONF-01": deviceIsConfirmed(func(s *SignIn) bool {
			return s.Flow() != "CUSTOM_AUTH" && !s.met("MFA_SETUP", "NEW_PASSWORD_REQUIRED", "CUSTOM_CHALLENGE")
		}),
		"CLI-CONF-02": deviceIsConfirmed(func(s *SignIn) bool { return s.met("MFA_SETUP") }),
		"CLI-CONF-03": deviceIsConfirmed(func(s *SignIn) bool { return s.met("NEW_PASSWORD_REQUIRED") }),
		"CLI-CONF-04": deviceIsConfirmed(func(s *SignIn) bool { return s.Flow() == "CUSTOM_AUTH" || s.met("CUSTOM_CHALLENGE") }),
		"CLI-CONF-05": registrationIsBase64,
		"CLI-CONF-06": registrationIsNotNegative,
		"CLI-CONF-07": registrationIsMinimal,
		"CLI-CONF-08": verifierIsOfTheGroup,
		"CLI-CONF-09": registrationIsFresh("Salt"),
		"CLI-CONF-10": registrationIsFresh("PasswordVerifier"),
		"CLI-CONF-11": saltIsNotTheVerifier,
		"CLI-CONF-12": verifierIsOfTheKey,
		"CLI-CONF-13": confirmedKeyIsTheOneIssued,
		"CLI-CONF-14": verifierIsGiven,
		"CLI-CONF-15": deviceNameHasItsLength,
		"CLI-CONF-16": statusIsNotSuperfluous,
		"CLI-CONF-17": statusComesAfterConfirmation,
		"CLI-CONF-18": statusIsOneOfTwo,
		"CLI-CONF-19": deviceIsConfirmedBeforeAnother,
	}
}

// deviceIsConfirmed is the check of the sign-ins that it speaks of: their tokens are not
// refreshed before the device is registered.
func deviceIsConfirmed(of func(s *SignIn) bool) Check {
	return func(h *History, v *Verdict) {
		for _, s := range h.SignIns {
			if s.Issued == nil || !of(s) {
				continue
			}
			switch {
			case s.Issued.Confirmed != nil:
				v.Kept(s.Issued.Confirmed)
			case s.isRefreshed() && s.Issued.isLeft():
				v.Broken(s.Tokens(), "ConfirmDevice was not called for the device that the sign-in was issued, and the client refreshed its tokens")
			}
		}
	}
}

func deviceIsConfirmedBeforeAnother(h *History, v *Verdict) {
	for _, s := range h.SignIns {
		switch {
		case s.Issued == nil || !s.isRepeated():
		case s.Issued.Confirmed != nil:
			v.Kept(s.Issued.Confirmed)
		case s.Issued.isLeft():
			v.Broken(s.Tokens(), "ConfirmDevice was not called for the device that the sign-in was issued, and the client signed the user in again")
		}
	}
}

// isRefreshed reports whether the client refreshed the sign-in's tokens.
func (s *SignIn) isRefreshed() bool {
	return slices.ContainsFunc(s.After, func(e *Exchange) bool { return refreshToken(e) != "" })
}

// isRepeated reports whether the client signed the user in again.
func (s *SignIn) isRepeated() bool {
	if s.User == nil {
		return false
	}
	for _, other := range slices.Backward(s.User.signIns) {
		if other.Number <= s.Number {
			break
		}
		if SameClient(s.First(), other.First()) {
			return true
		}
	}
	return false
}

// isLeft reports whether nothing was seen of an attempt to register the device.
func (d *Device) isLeft() bool { return !d.wasTried() && !d.works() && !d.IsMasked() }

func (d *Device) wasTried() bool {
	return slices.ContainsFunc(d.calls, func(e *Exchange) bool { return e.Operation == "ConfirmDevice" })
}

// works reports whether the client signed in with the key of a device, or the service took
// the key elsewhere: then ConfirmDevice may have been called where nobody recorded it.
func (d *Device) works() bool {
	return slices.ContainsFunc(d.calls, func(e *Exchange) bool { return sendsKey(e) && refreshToken(e) == "" || e.Succeeded() })
}

// calls are those of an operation.
func (h *History) calls(operation string) iter.Seq[*Exchange] {
	return func(yield func(*Exchange) bool) {
		for _, e := range h.Exchanges {
			if e.Operation == operation && !yield(e) {
				return
			}
		}
	}
}

// registration is what a ConfirmDevice brings: the bytes of salt and verifier.
type registration struct {
	*Exchange
	values map[string][]byte // by member; what is not base64 is left out
}

// registrations are the calls of ConfirmDevice with a salt or a verifier.
func (h *History) registrations() iter.Seq[registration] {
	return func(yield func(registration) bool) {
		for e := range h.calls("ConfirmDevice") {
			config := e.Request.DeviceSecretVerifierConfig
			if config == nil {
				continue
			}
			r := registration{e, map[string][]byte{}}
			for member, text := range map[string]string{"Salt": config.Salt, "PasswordVerifier": config.PasswordVerifier} {
				if raw, err := decodeBase64(text); err == nil && len(raw) > 0 {
					r.values[member] = raw
				}
			}
			if !yield(r) {
				return
			}
		}
	}
}

// members are those of a registration, in the order of messages.
func membersOfRegistration() []string { return []string{"Salt", "PasswordVerifier"} }

func registrationIsBase64(h *History, v *Verdict) {
	for r := range h.registrations() {
		config := r.Request.DeviceSecretVerifierConfig
		for i, text := range []string{config.Salt, config.PasswordVerifier} {
			member := membersOfRegistration()[i]
			if text != "" && !isMasked(text) {
				v.Hold(r.values[member] != nil, r.Exchange, "%s is not base64", member)
			}
		}
	}
}

// top is the bit that makes a number negative.
const top = 0x80

func registrationIsNotNegative(h *History, v *Verdict) {
	for r := range h.registrations() {
		for _, member := range membersOfRegistration() {
			if raw := r.values[member]; raw != nil {
				v.Hold(raw[0]&top == 0, r.Exchange, "%s is negative: no byte 00 stands before its top bit", member)
			}
		}
	}
}

func registrationIsMinimal(h *History, v *Verdict) {
	for r := range h.registrations() {
		for _, member := range membersOfRegistration() {
			if raw := r.values[member]; raw != nil {
				superfluous := len(raw) > 1 && raw[0] == 0 && raw[1]&top == 0
				v.Hold(!superfluous, r.Exchange, "%s has a byte 00 that its number does not need", member)
			}
		}
	}
}

func verifierIsOfTheGroup(h *History, v *Verdict) {
	const improbable = 128
	for r := range h.registrations() {
		if raw := r.values["PasswordVerifier"]; raw != nil {
			verifier := new(big.Int).SetBytes(raw)
			inGroup := verifier.Cmp(srp.N()) < 0 && verifier.BitLen() > srp.N().BitLen()-improbable
			v.Hold(inGroup, r.Exchange, "PasswordVerifier has %s, and is not a power of g modulo N", plural.Count(verifier.BitLen(), "bit"))
		}
	}
}

// registrationIsFresh is the check that no two devices have a salt, or a verifier, in common.
func registrationIsFresh(member string) Check {
	return func(h *History, v *Verdict) {
		keyOf := map[string]string{}
		for r := range h.registrations() {
			value := string(r.values[member])
			if value == "" {
				continue
			}
			key, seen := keyOf[value]
			switch {
			case seen && key != r.Request.DeviceKey:
				v.Broken(r.Exchange, "%s is that of another device", member)
			case len(keyOf) > 0 && !seen:
				v.Kept(r.Exchange)
			}
			keyOf[value] = r.Request.DeviceKey
		}
	}
}

func saltIsNotTheVerifier(h *History, v *Verdict) {
	for r := range h.registrations() {
		if salt, verifier := r.values["Salt"], r.values["PasswordVerifier"]; salt != nil && verifier != nil {
			v.Hold(string(salt) != string(verifier), r.Exchange, "Salt and PasswordVerifier are the same")
		}
	}
}

func verifierIsOfTheKey(h *History, v *Verdict) {
	for r := range h.registrations() {
		d := h.DeviceOf(r.Request.DeviceKey)
		salt, verifier := r.values["Salt"], r.values["PasswordVerifier"]
		if r.Known == nil || r.Known.Secret == "" {
			v.Unproved(takesDeviceSecret)
			continue
		}
		if d == nil || h.isOfAnother(r.Exchange) || d.GroupKey == "" || salt == nil || verifier == nil {
			continue
		}
		id := srp.Identity{Group: d.GroupKey, Name: d.Key, Secret: r.Known.Secret}
		right := srp.Verifier(srp.PrivateKey(id, new(big.Int).SetBytes(salt)))
		v.Hold(right.Cmp(new(big.Int).SetBytes(verifier)) == 0, r.Exchange, "PasswordVerifier is not made of this DeviceGroupKey, DeviceKey and secret")
	}
}

func confirmedKeyIsTheOneIssued(h *History, v *Verdict) {
	for e := range h.calls("ConfirmDevice") {
		if s := h.SignInOf(e); s != nil && s.Issued != nil && e.Request.DeviceKey != "" {
			v.Hold(!h.isOfAnother(e), e, "DeviceKey is not the one that came with the access token")
		}
	}
}

// isOfAnother reports whether a ConfirmDevice names another device than came with its token.
func (h *History) isOfAnother(e *Exchange) bool {
	s := h.SignInOf(e)
	return s != nil && s.Issued != nil && !h.cameWith(s, e.Request.DeviceKey)
}

// cameWith reports whether the device with a key is the one that the tokens of a sign-in came with,
// or those of one of its refreshes.
func (h *History) cameWith(s *SignIn, key string) bool {
	d := h.DeviceOf(key)
	return s.Issued.Key == key || d != nil && d.Issued != nil && h.SignInOf(d.Issued) == s
}

func verifierIsGiven(h *History, v *Verdict) {
	for e := range h.calls("ConfirmDevice") {
		config := e.Request.DeviceSecretVerifierConfig
		v.Hold(config != nil && config.Salt != "" && config.PasswordVerifier != "", e, "ConfirmDevice has no Salt or no PasswordVerifier")
	}
}

func deviceNameHasItsLength(h *History, v *Verdict) {
	const longest = 1024
	for e := range h.calls("ConfirmDevice") {
		if e.Request.Members["DeviceName"] != nil && string(e.Request.Members["DeviceName"]) != "null" {
			length := utf8.RuneCountInString(e.Request.DeviceName)
			v.Hold(length >= 1 && length <= longest, e, "DeviceName has %d characters", length)
		}
	}
}

// isRememberedAtOnce reports whether ConfirmDevice was answered, and not by the need of the
// user's word.
func (d *Device) isRememberedAtOnce() bool {
	return d.Confirmed != nil && d.Confirmed.Response.Members != nil && !d.Confirmed.Response.UserConfirmationNecessary
}

func statusIsNotSuperfluous(h *History, v *Verdict) {
	for _, d := range h.Devices {
		if !d.isRememberedAtOnce() {
			continue
		}
		switch i := slices.IndexFunc(d.calls, func(e *Exchange) bool { return e.Operation == "UpdateDeviceStatus" }); {
		case i >= 0 && d.calls[i].Request.DeviceRememberedStatus == "remembered":
			if d.calls[i].Succeeded() {
				v.Broken(d.calls[i], "the device was set to remembered, though UserConfirmationNecessary was false")
			}
		default:
			v.Kept(d.Confirmed)
		}
	}
}

func statusComesAfterConfirmation(h *History, v *Verdict) {
	for e := range h.calls("UpdateDeviceStatus") {
		d := h.DeviceOf(e.Request.DeviceKey)
		if d == nil || d.Issued == nil || d.Confirmed == nil {
			continue
		}
		v.Hold(d.Confirmed.Number < e.Number, e, "UpdateDeviceStatus was called before ConfirmDevice")
	}
}

func statusIsOneOfTwo(h *History, v *Verdict) {
	for e := range h.calls("UpdateDeviceStatus") {
		if status := e.Request.DeviceRememberedStatus; status != "" {
			v.Hold(status == "remembered" || status == "not_remembered", e, "DeviceRememberedStatus is neither remembered nor not_remembered")
		}
	}
}
