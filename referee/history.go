package referee

import "slices"

// History is all calls that were seen of a client, put in relation.
type History struct {
	Exchanges []*Exchange
	SignIns   []*SignIn
	Users     []*User
	Devices   []*Device

	bySession map[string]*SignIn // the sign-in that an answer's Session goes on with
	byAccess  map[string]*SignIn // the sign-in, or refresh's, that an access token is from
	byRefresh map[string]*SignIn
	owner     map[*Exchange]*SignIn
}

// SignIn is a walk from InitiateAuth to tokens, or to where it ends.
type SignIn struct {
	// Number is its place in History.SignIns, from 1.
	Number int
	User   *User
	// Steps are its InitiateAuth and RespondToAuthChallenge calls, in order.
	Steps []*Exchange
	// After are the calls that it was followed by with its tokens: ConfirmDevice,
	// UpdateDeviceStatus, refreshes and others.
	After []*Exchange
	// Sent is the device whose key the client sent, as it was first sent in this sign-in;
	// nil if it sent none.
	Sent *Device
	// Issued is the device that its tokens came with; nil if none.
	Issued *Device
}

// First is the call that it began with.
func (s *SignIn) First() *Exchange { return s.Steps[0] }

// Last is the newest step.
func (s *SignIn) Last() *Exchange { return s.Steps[len(s.Steps)-1] }

// Tokens is the step whose answer has the tokens; nil if there is none.
func (s *SignIn) Tokens() *Exchange {
	if last := s.Last(); last.Response.AuthenticationResult != nil {
		return last
	}
	return nil
}

// Asked reports whether an answer of the sign-in had one of the challenges.
func (s *SignIn) Asked(challenges ...string) bool {
	return slices.ContainsFunc(s.Steps, func(e *Exchange) bool { return slices.Contains(challenges, e.Response.ChallengeName) })
}

// Answering is the answer that step i replies to; nil for the first.
func (s *SignIn) Answering(i int) *Response {
	if i == 0 {
		return nil
	}
	return &s.Steps[i-1].Response
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
}

// Device is a device that the service issued, or whose key the client sent.
type Device struct {
	Key, GroupKey string
	User          *User
	// Issued is the exchange that it came with; nil if that was before the recording.
	Issued *Exchange
	// Confirmed is the ConfirmDevice that succeeded; Statuses the UpdateDeviceStatus
	// calls; Forgotten the ForgetDevice that succeeded.
	Confirmed *Exchange
	Statuses  []*Exchange
	Forgotten *Exchange
}

// challengesOfMFA are those that ask for a second factor.
func challengesOfMFA() []string {
	return []string{"SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP"}
}
