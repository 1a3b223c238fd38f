package referee

import "slices"

// History is all calls that were seen of a client, put in relation.
type History struct {
	Exchanges []*Exchange
	SignIns   []*SignIn
	Users     []*User
	Devices   []*Device

	password  string             // the user's, where it was told
	longest   bool               // a sign-in has more calls than are looked at
	masked    bool               // the keys of devices were replaced, with one text for all
	bySession map[string]*SignIn // the sign-in that an answer's Session goes on with
	byBlock   map[string]*SignIn // that of a SECRET_BLOCK
	byToken   map[string]*SignIn // that of an access or refresh token, also of those that a refresh gave
	byName    map[string]*User   // by client id and name
	byKey     map[string]*Device // by DEVICE_KEY
	signIns   map[*Exchange]*SignIn
	users     map[*Exchange]*User
}

// SignInOf is the sign-in that an exchange is a step of, or that followed it with its
// tokens; nil if it belongs to none that was seen.
func (h *History) SignInOf(e *Exchange) *SignIn { return h.signIns[e] }

// UserOf is whom an exchange is about; nil if it does not say.
func (h *History) UserOf(e *Exchange) *User {
	if s := h.signIns[e]; s != nil {
		return s.User
	}
	return h.users[e]
}

// DeviceOf is the device with a key; nil for a key that was not seen.
func (h *History) DeviceOf(key string) *Device { return h.byKey[key] }

// SignIn is a walk from InitiateAuth to tokens, or to where it ends.
type SignIn struct {
	// Number is its place in History.SignIns, from 1.
	Number int
	// User is who signs in; nil if no name was seen.
	User *User
	// Steps are its InitiateAuth and RespondToAuthChallenge calls, in order. The first is a
	// RespondToAuthChallenge where the beginning was not seen.
	Steps []*Exchange
	// Setup are the AssociateSoftwareToken and VerifySoftwareToken calls with its Session.
	Setup []*Exchange
	// After are the calls that it was followed by with its tokens: ConfirmDevice,
	// UpdateDeviceStatus, refreshes and others.
	After []*Exchange
	// Sent is the device whose key the client sent, as it was first sent in this sign-in;
	// nil if it sent none.
	Sent *Device
	// Issued is the device that its tokens came with; nil if none.
	Issued *Device

	told bool // whether an answer named the user
}

// First is the call that it began with, or the first that was seen of it.
func (s *SignIn) First() *Exchange { return s.Steps[0] }

// Last is the newest step.
func (s *SignIn) Last() *Exchange { return s.Steps[len(s.Steps)-1] }

// Whole reports whether the beginning of the sign-in was seen.
func (s *SignIn) Whole() bool { return s.First().Operation == "InitiateAuth" }

// Flow is the AuthFlow that it began with; "" where the beginning was not seen.
func (s *SignIn) Flow() string { return s.First().Request.AuthFlow }

// Tokens is the step whose answer has the tokens; nil if there is none.
func (s *SignIn) Tokens() *Exchange {
	for _, e := range slices.Backward(s.Steps) {
		if e.Response.AuthenticationResult != nil {
			return e
		}
	}
	return nil
}

// Asked reports whether an answer of the sign-in had one of the challenges.
func (s *SignIn) Asked(challenges ...string) bool {
	return slices.ContainsFunc(s.Steps, func(e *Exchange) bool { return slices.Contains(challenges, e.Response.ChallengeName) })
}

// met reports whether the sign-in had one of the challenges: it was asked, or the client
// responds to it where that was not seen.
func (s *SignIn) met(challenges ...string) bool {
	return s.Asked(challenges...) ||
		slices.ContainsFunc(s.Steps, func(e *Exchange) bool { return slices.Contains(challenges, e.Request.ChallengeName) })
}

// Answering is the answer whose challenge step i replies to: the newest before it that
// has one. It is nil for the first step, and where the challenge was not seen.
func (s *SignIn) Answering(i int) *Response {
	if e := s.asker(i); e != nil {
		return &e.Response
	}
	return nil
}

// asker is the step whose answer is [SignIn.Answering].
func (s *SignIn) asker(i int) *Exchange {
	for _, e := range slices.Backward(s.Steps[:i]) {
		if e.Response.ChallengeName != "" {
			return e
		}
	}
	return nil
}

// waits is the challenge that the sign-in was asked last and that no answer went on from;
// "" if it is over.
func (s *SignIn) waits() string {
	if s.Tokens() != nil {
		return ""
	}
	if answer := s.Answering(len(s.Steps)); answer != nil {
		return answer.ChallengeName
	}
	return ""
}

// User is somebody who signs in, under all names that were seen to be the same.
type User struct {
	// Number is the place in History.Users, from 1.
	Number int
	// ClientID is the app client of the sign-ins.
	ClientID string
	// Names are those that the client sent or was sent for the user: an alias, the user
	// name, the sub.
	Names []string

	told    map[string]bool // the names that the service gave
	signIns []*SignIn
	devices []*Device
}

// Told reports whether the service itself called the user so: by the user name or the sub,
// which an alias is not.
func (u *User) Told(name string) bool { return u.told[name] }

// Device is a device that the service issued, or whose key the client sent.
type Device struct {
	Key, GroupKey string
	// User is whom it was issued to, or who first sent it; nil if that was not seen.
	User *User
	// Issued is the exchange that it came with; nil if that was before the recording.
	Issued *Exchange
	// Confirmed is the ConfirmDevice that succeeded; Statuses the UpdateDeviceStatus
	// calls; Forgotten the ForgetDevice that succeeded.
	Confirmed *Exchange
	Statuses  []*Exchange
	Forgotten *Exchange
	// Gone is the DeleteUser that its user went with.
	Gone *Exchange
	// Missed are the calls with its key that were answered by "Device does not exist.".
	Missed []*Exchange
	// Refused are the responses to DEVICE_PASSWORD_VERIFIER that were refused for it.
	Refused []*Exchange

	calls []*Exchange // all that have its key
}

// WellFormed reports whether its key has the form of one: 1 to 55 characters of the pattern
// [\w-]+_[0-9a-f-]+.
func (d *Device) WellFormed() bool { return isKey(d.Key) }

// IsMasked reports whether another tool has replaced its key: it cannot be told from others then.
func (d *Device) IsMasked() bool { return isMasked(d.Key) }

// Unanswered reports whether the client asked for something to be done with the device
// before a call, and the answer was not seen: what the device is since is not known.
func (d *Device) Unanswered(before *Exchange) bool {
	return slices.ContainsFunc(d.calls, func(e *Exchange) bool {
		asked := e.Operation == "ConfirmDevice" || e.Operation == "UpdateDeviceStatus" || e.Operation == "ForgetDevice"
		return asked && e.Status == 0 && e.Number < before.Number
	})
}

// challengesOfMFA are those that ask for a second factor.
func challengesOfMFA() []string {
	return []string{"SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP"}
}
