package explain

import (
	"slices"
	"strings"

	"github.com/cogbench/cogbench/referee"
)

// sight is a history with what the causes ask of it.
type sight struct {
	history *referee.History
	// refusedConfirmations are the ConfirmDevice calls that were refused, by key.
	refusedConfirmations map[string][]*referee.Exchange
	clocks               referee.Clocks
	// bySession and byCode are the calls that succeeded, by what they brought.
	bySession, byCode map[string][]*referee.Exchange
	// works has the devices that the service was seen to know: it asked for their proofs.
	works map[*referee.Device]bool
	examiner
}

func newSight(h *referee.History) *sight {
	s := &sight{
		history: h, refusedConfirmations: map[string][]*referee.Exchange{}, clocks: h.Clocks(),
		bySession: map[string][]*referee.Exchange{}, byCode: map[string][]*referee.Exchange{},
		works: map[*referee.Device]bool{}, examiner: examiner{found: map[*referee.Exchange]arithmetic{}},
	}
	for _, signIn := range h.SignIns {
		if signIn.Sent != nil && signIn.Asked("DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER") {
			s.works[signIn.Sent] = true
		}
	}
	for _, e := range h.Exchanges {
		if session := e.Request.Session; session != "" && e.Succeeded() {
			s.bySession[session] = append(s.bySession[session], e)
		}
		if code := codeOf(e); code != "" && e.Succeeded() {
			s.byCode[code] = append(s.byCode[code], e)
		}
		if e.Operation == "ConfirmDevice" && e.Refused() {
			s.refusedConfirmations[e.Request.DeviceKey] = append(s.refusedConfirmations[e.Request.DeviceKey], e)
		}
	}
	return s
}

// before reports whether a call was seen, and before another.
func before(e, other *referee.Exchange) bool { return e != nil && e.Number < other.Number }

// issuedIn is the sign-in that a device came with; nil if it was not seen.
func (s *sight) issuedIn(d *referee.Device) *referee.SignIn {
	if d == nil || d.Issued == nil {
		return nil
	}
	return s.history.SignInOf(d.Issued)
}

// held is the newest device that the client should have of a sign-in's user: it was issued
// with the tokens of an earlier sign-in at the same app client, to the same installation as
// far as headers tell, and nothing was seen for which the client drops it: it had not
// forgotten it, and the service had neither said that it does not know it nor refused its proof.
func (s *sight) held(signIn *referee.SignIn) *referee.Device {
	first := signIn.First()
	for _, d := range slices.Backward(s.history.Devices) {
		issued := s.issuedIn(d)
		switch {
		case issued == nil || issued.Issued != d || issued == signIn || d.User != signIn.User || !before(d.Issued, first):
		case issued.First().Request.ClientID != first.Request.ClientID || !referee.SameClient(d.Issued, first):
		case d.IsDropped(first):
		default:
			return d
		}
	}
	return nil
}

// sentLater is a sign-in after another that sends the device's key.
func (s *sight) sentLater(d *referee.Device, signIn *referee.SignIn) *referee.SignIn {
	for _, later := range s.history.SignIns[signIn.Number:] {
		if later.Sent == d {
			return later
		}
	}
	return nil
}

// sentEarlier is one before another, after the one that the device came with.
func (s *sight) sentEarlier(d *referee.Device, signIn *referee.SignIn) *referee.SignIn {
	for _, earlier := range s.history.SignIns[:signIn.Number-1] {
		if earlier.Sent == d {
			return earlier
		}
	}
	return nil
}

// typedName is the name that a sign-in began with.
func typedName(signIn *referee.SignIn) string { return signIn.First().Request.Parameters()["USERNAME"] }

// alias reports whether the name that a sign-in began with is one that the service does
// not call the user by.
func alias(signIn *referee.SignIn) bool {
	return signIn.User != nil && typedName(signIn) != "" && len(toldNames(signIn.User)) > 0 && !signIn.User.Told(typedName(signIn))
}

// toldNames are the names that the service gave a user.
func toldNames(u *referee.User) []string {
	var told []string
	for _, name := range u.Names {
		if u.Told(name) {
			told = append(told, name)
		}
	}
	return told
}

// remembered reports whether the device was remembered when a call was made, as far as
// this client's own calls say.
func remembered(d *referee.Device, at *referee.Exchange) bool {
	status := statusBefore(d, at)
	if status == "" {
		return before(d.Confirmed, at) && !d.Confirmed.Response.UserConfirmationNecessary
	}
	return status == "remembered"
}

// statusBefore is the status that the client last gave the device; "" if it gave none.
func statusBefore(d *referee.Device, at *referee.Exchange) string {
	status := ""
	for _, e := range d.Statuses {
		if before(e, at) {
			status = e.Request.DeviceRememberedStatus
		}
	}
	return status
}

// isMFA reports whether a challenge asks for a second factor.
func isMFA(challenge string) bool {
	return challenge == "SOFTWARE_TOKEN_MFA" || challenge == "SMS_MFA" || challenge == "EMAIL_OTP"
}

// isDeviceChallenge reports whether a challenge is one of a device.
func isDeviceChallenge(challenge string) bool { return strings.HasPrefix(challenge, "DEVICE_") }

// askedMFA is the step whose answer asked for a second factor; nil if none did.
func askedMFA(signIn *referee.SignIn) *referee.Exchange {
	for _, e := range signIn.Steps {
		if isMFA(e.Response.ChallengeName) && !choosesCode(e) {
			return e
		}
	}
	return nil
}

// choosesCode reports whether a call begins a sign-in by choice with something else than a
// password: a code that is asked for then is the first factor.
func choosesCode(e *referee.Exchange) bool {
	chooses := e.Request.AuthFlow == "USER_AUTH" || e.Request.ChallengeName == "SELECT_CHALLENGE"
	return chooses && e.Request.Parameters()["PASSWORD"] == ""
}

// step is the newest response of a sign-in to a challenge; nil if there is none.
func step(signIn *referee.SignIn, challenge string) *referee.Exchange {
	for _, e := range slices.Backward(signIn.Steps) {
		if e.Request.ChallengeName == challenge {
			return e
		}
	}
	return nil
}

// usedDevice reports whether a device's proof was accepted in a sign-in.
func usedDevice(signIn *referee.SignIn) bool {
	e := step(signIn, "DEVICE_PASSWORD_VERIFIER")
	return e != nil && e.Succeeded()
}

// deviceOf is the device that a sign-in's tokens are of; nil if there is none, as where the service
// did not know the one that was sent.
func deviceOf(signIn *referee.SignIn) *referee.Device {
	switch {
	case signIn.Issued != nil:
		return signIn.Issued
	case missedIn(signIn):
		return nil
	default:
		return signIn.Sent
	}
}

// present are the exchanges that there are.
func present(list ...*referee.Exchange) []*referee.Exchange {
	return slices.DeleteFunc(list, func(e *referee.Exchange) bool { return e == nil })
}

// sentences joins those that there are.
func sentences(list ...string) string {
	return strings.Join(slices.DeleteFunc(list, func(text string) bool { return text == "" }), " ")
}
