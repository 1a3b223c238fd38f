package explain

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/referee"
)

// The symptoms of a device that is not recognised.
const (
	asksAgain     = "MFA is asked again"
	asksAlthough  = "MFA is asked although the device is remembered"
	newDevice     = "A new device is registered at a sign-in on a known one"
	andAnotherNew = ", and a new device is issued"
	doesNotExist  = "A sign-in is refused: the device does not exist"
)

// ofDevice is why a sign-in was not one of a known device, if the client has one.
func (s *sight) ofDevice(signIn *referee.SignIn) []finding {
	if signIn.User == nil || !signIn.Whole() {
		return nil
	}
	known := signIn.Sent
	if known == nil && !signIn.WithoutPassword() {
		known = s.held(signIn)
	}
	if known == nil {
		return s.forgottenByTheApp(signIn)
	}
	var found []finding
	if f := droppedInMFA(signIn); f != nil {
		found = append(found, *f)
	}
	symptom := symptomOf(signIn, known, len(found) > 0)
	if symptom == "" || known.Unanswered(signIn.First()) {
		return found
	}
	for _, holds := range unrecognised() {
		if f := holds(s, signIn, known); f != nil {
			f.symptom, f.signIn, f.at = symptom, signIn, signIn.First()
			return append(found, *f)
		}
	}
	return found
}

// symptomOf is what the user saw of an unrecognised device, which is remembered or not, or nil
// without one; "" if nothing. What is explained already is passed over.
func symptomOf(signIn *referee.SignIn, known *referee.Device, newExplained bool) string {
	asked, issued := askedMFA(signIn) != nil, signIn.Issued != nil && !newExplained
	asks := asksAgain
	if known != nil && remembered(known, signIn.First()) {
		asks = asksAlthough
	}
	switch {
	case asked && issued:
		return asks + andAnotherNew
	case asked:
		return asks
	case issued:
		return newDevice
	case slices.ContainsFunc(signIn.Steps, isMissing):
		return doesNotExist
	default:
		return ""
	}
}

// isMissing reports whether a call was answered that there is no such device.
func isMissing(e *referee.Exchange) bool {
	return e.Request.Parameters()["DEVICE_KEY"] != "" && e.MissesDevice()
}

// droppedInMFA: DEVICE_KEY went with the password and not with the code, and the service
// issued another.
func droppedInMFA(signIn *referee.SignIn) *finding {
	if signIn.Sent == nil || signIn.Issued == nil || signIn.Issued == signIn.Sent {
		return nil
	}
	for i, e := range signIn.Steps {
		if i > 0 && isMFA(e.Request.ChallengeName) && e.Succeeded() && e.Request.ChallengeResponses["DEVICE_KEY"] == "" && !missedIn(signIn) {
			return &finding{
				cause: "device-key-missing-in-mfa-response", symptom: newDevice, signIn: signIn, at: signIn.First(),
				shown: present(keyStep(signIn), e),
			}
		}
	}
	return nil
}

// missedIn reports whether the service did not know the device of the sign-in.
func missedIn(signIn *referee.SignIn) bool { return slices.ContainsFunc(signIn.Steps, isMissing) }

// keyStep is the first step that brought a device key.
func keyStep(signIn *referee.SignIn) *referee.Exchange {
	for _, e := range signIn.Steps {
		if e.Request.Parameters()["DEVICE_KEY"] != "" {
			return e
		}
	}
	return nil
}

// unrecognised are the causes of a device that is not recognised, in the order in which
// they hide each other: one that does not exist cannot be remembered.
func unrecognised() []func(s *sight, signIn *referee.SignIn, d *referee.Device) *finding {
	return []func(s *sight, signIn *referee.SignIn, d *referee.Device) *finding{
		anotherUsers, anotherRegions, unconfirmed, missing, notSent, setNotRemembered, neverRemembered,
		mfaEnabledLater, emailOnAny, poolAsks,
	}
}

// anotherUsers: the key came with a sign-in of another user.
func anotherUsers(s *sight, signIn *referee.SignIn, d *referee.Device) *finding {
	if signIn.Sent == nil || !s.history.IsAnothers(d, signIn) {
		return nil
	}
	return &finding{cause: "device-of-another-user", shown: present(d.Issued, keyStep(signIn))}
}

// anotherRegions: the key names another region than the host of the call.
func anotherRegions(_ *sight, signIn *referee.SignIn, d *referee.Device) *finding {
	region, _, isKey := strings.Cut(d.Key, "_")
	host, isService := strings.CutPrefix(signIn.First().Host, "cognito-idp.")
	called, _, _ := strings.Cut(host, ".")
	if signIn.Sent == nil || !isKey || !isService || strings.Count(region, "-") < 2 || region == called {
		return nil
	}
	return &finding{cause: "device-of-another-pool", shown: present(keyStep(signIn))}
}

// unconfirmed: the device was issued in the history and never confirmed, as far as it was seen.
func unconfirmed(s *sight, signIn *referee.SignIn, d *referee.Device) *finding {
	issued := s.issuedIn(d)
	switch {
	case issued == nil || before(d.Confirmed, signIn.First()) || s.works[d] || d.IsMasked():
		return nil
	case len(s.refusedConfirmations[d.Key]) > 0:
		return &finding{} // the refusal has a cause of its own, or none that is known
	default:
		return &finding{cause: unconfirmedCause(d), shown: present(d.Issued, signIn.First())}
	}
}

// unconfirmedCause tells a device of MFA_SETUP from others: libraries overlook it.
func unconfirmedCause(d *referee.Device) string {
	if d.Issued.Request.ChallengeName == "MFA_SETUP" {
		return "device-of-mfa-setup-not-confirmed"
	}
	return "device-not-confirmed"
}

// missing: the service does not know the device. Who forgot it, and how often it is sent
// all the same, tells the cases apart.
func missing(s *sight, signIn *referee.SignIn, d *referee.Device) *finding {
	i := slices.IndexFunc(signIn.Steps, isMissing)
	if i < 0 {
		return nil
	}
	missed := signIn.Steps[i]
	shown := present(d.Forgotten, missed)
	byThisClient := before(d.Forgotten, missed) && referee.SameClient(d.Forgotten, missed)
	switch {
	case byThisClient && s.knows(signIn, d.Forgotten):
		return &finding{cause: "device-key-kept-after-forgetting", shown: shown}
	case byThisClient:
		return &finding{} // it was forgotten while the sign-in was under way
	case s.sentBefore(d, signIn) || s.sentAgain(d, signIn, missed):
		return &finding{cause: "stale-device-key-kept", shown: shown}
	case !d.WellFormed():
		return &finding{} // it never was a device
	default:
		return &finding{cause: "device-forgotten-elsewhere", shown: shown}
	}
}

// knows reports whether who begins a sign-in knows by then how a call was answered.
func (s *sight) knows(signIn *referee.SignIn, e *referee.Exchange) bool {
	return before(e, signIn.First()) && !s.history.IsUnaware(signIn.First(), e)
}

// sentBefore reports whether the service had told the user before the sign-in that it does not
// know the device.
func (s *sight) sentBefore(d *referee.Device, signIn *referee.SignIn) bool {
	return slices.ContainsFunc(d.Missed, func(missed *referee.Exchange) bool {
		return s.history.UserOf(missed) == signIn.User && s.knows(signIn, missed)
	})
}

// sentAgain reports whether a later sign-in of the user sends a key that the service did not know.
func (s *sight) sentAgain(d *referee.Device, signIn *referee.SignIn, missed *referee.Exchange) bool {
	return slices.ContainsFunc(s.history.SignIns[signIn.Number:], func(later *referee.SignIn) bool {
		return later.Sent == d && later.User == signIn.User && s.knows(later, missed)
	})
}

// notSent: the client has a device of the user, and the sign-in sends no key. Where the
// key is sent again later, another installation may have it: that is nobody's mistake,
// unless it is sent under another name.
func notSent(s *sight, signIn *referee.SignIn, d *referee.Device) *finding {
	if signIn.Sent != nil {
		return nil
	}
	shown := present(d.Confirmed, signIn.First(), step(signIn, "PASSWORD_VERIFIER"))
	for _, other := range []*referee.SignIn{s.sentEarlier(d, signIn), s.sentLater(d, signIn)} {
		if other != nil && typedName(other) != typedName(signIn) {
			return &finding{cause: "device-filed-under-another-name", shown: append(shown, other.First())}
		}
	}
	switch {
	case s.sentLater(d, signIn) != nil:
		return nil
	case alias(signIn) && !libraryOf(signIn.First()).filesByServicesName:
		return &finding{cause: "device-filed-under-another-name", shown: shown}
	default:
		return &finding{cause: "device-key-not-sent", shown: shown}
	}
}

// setNotRemembered: the client itself had the status set.
func setNotRemembered(_ *sight, signIn *referee.SignIn, d *referee.Device) *finding {
	if statusBefore(d, signIn.First()) != "not_remembered" {
		return nil
	}
	return &finding{cause: "device-set-not-remembered", shown: append(slices.Clone(d.Statuses), signIn.First())}
}

// neverRemembered: the pool asked whether to remember the device, and nobody said so.
func neverRemembered(_ *sight, signIn *referee.SignIn, d *referee.Device) *finding {
	if !before(d.Confirmed, signIn.First()) || !d.Confirmed.Response.UserConfirmationNecessary || remembered(d, signIn.First()) {
		return nil
	}
	return &finding{cause: "device-never-remembered", shown: present(d.Confirmed, signIn.First())}
}

// mfaEnabledLater: a second factor was set up between the device's last sign-in and this.
func mfaEnabledLater(s *sight, signIn *referee.SignIn, d *referee.Device) *finding {
	if !remembered(d, signIn.First()) {
		return nil
	}
	for _, e := range s.history.Exchanges {
		if enablesMFA(e) && e.Succeeded() && before(d.Confirmed, e) && before(e, signIn.First()) &&
			s.history.UserOf(e) == signIn.User && !s.askedBetween(d, e, signIn) {
			return &finding{cause: "mfa-enabled-after-remembering", shown: present(e, askedMFA(signIn))}
		}
	}
	return nil
}

// enabled is what a SetUserMFAPreference has of a factor that it turns on.
var enabled = regexp.MustCompile(`"Enabled"\s*:\s*true`)

// enablesMFA reports whether a call turns a second factor on, or sets one up.
func enablesMFA(e *referee.Exchange) bool {
	isOn := func(settings json.RawMessage) bool { return enabled.Match(settings) }
	return e.Operation == "VerifySoftwareToken" ||
		e.Operation == "SetUserMFAPreference" && slices.ContainsFunc(slices.Collect(maps.Values(e.Request.Members)), isOn)
}

// askedBetween reports whether a sign-in with the device was asked for a code since a call.
func (s *sight) askedBetween(d *referee.Device, since *referee.Exchange, until *referee.SignIn) bool {
	return slices.ContainsFunc(s.history.SignIns[:until.Number-1], func(other *referee.SignIn) bool {
		return other.Sent == d && before(since, other.First()) && askedMFA(other) != nil
	})
}

// emailOnAny: the second factor is a code by e-mail, which some pools ask for on every
// device.
func emailOnAny(_ *sight, signIn *referee.SignIn, d *referee.Device) *finding {
	asked := askedMFA(signIn)
	if asked == nil || asked.Response.ChallengeName != "EMAIL_OTP" || !remembered(d, signIn.First()) {
		return nil
	}
	return &finding{cause: "email-code-on-remembered-device", shown: present(asked)}
}

// poolAsks: the pool asked for a code and authenticated the device as well, and not for
// the first time: once alone can have other reasons.
func poolAsks(s *sight, signIn *referee.SignIn, d *referee.Device) *finding {
	both := func(other *referee.SignIn) bool {
		return other.Sent == d && askedMFA(other) != nil && usedDevice(other)
	}
	i := slices.IndexFunc(s.history.SignIns, both)
	if i < 0 || !both(signIn) || s.history.SignIns[i] == signIn {
		return nil
	}
	return &finding{cause: "pool-asks-remembered-devices", shown: present(askedMFA(s.history.SignIns[i]), askedMFA(signIn))}
}

// forgottenByTheApp: each device that the user had was forgotten by the client itself, and
// more than one was.
func (s *sight) forgottenByTheApp(signIn *referee.SignIn) []finding {
	if signIn.Issued == nil && askedMFA(signIn) == nil {
		return nil
	}
	var shown []*referee.Exchange
	for _, d := range s.history.Devices {
		if d.User == signIn.User && before(d.Issued, signIn.First()) && before(d.Confirmed, signIn.First()) {
			if !before(d.Forgotten, signIn.First()) {
				return nil
			}
			shown = append(shown, d.Forgotten)
		}
	}
	if len(shown) < 2 {
		return nil
	}
	return []finding{{
		cause: "device-forgotten-by-the-app", symptom: symptomOf(signIn, nil, false), signIn: signIn, at: signIn.First(), shown: shown,
	}}
}
