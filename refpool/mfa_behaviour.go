package refpool

import "time"

// MFABehaviour holds the decisions about second factors (rules MFA and POOL).
type MFABehaviour struct {
	// Factors lists the challenges by which u may prove a second factor, in
	// the order SMS_MFA, SOFTWARE_TOKEN_MFA, EMAIL_OTP.
	Factors func(p *Pool, u *User) []string
	// Demanded reports whether the pool and the user's factors ask for a second
	// factor.
	Demanded func(p *Pool, s *SignIn, factors []string) bool
	// Suppressed reports whether d, the known device that the client named or nil,
	// replaces the second factor.
	Suppressed func(p *Pool, s *SignIn, d *Device, factors []string) bool
	// Choose returns the challenge for one or more factors: that of the preferred
	// one, or SELECT_MFA_TYPE.
	Choose func(u *User, factors []string) string
	// Selected reads the ANSWER to SELECT_MFA_TYPE.
	Selected func(answer string, factors []string) (challenge string, err error)
	// Code reads the code from the responses to a challenge; empty: none.
	Code func(challenge string, given map[string]string) string
	// CheckTOTP refuses a wrong code of a software token, and records the use of a
	// right one.
	CheckTOTP func(t *TOTP, code string, now time.Time) error
	// CheckSent refuses a code other than the one sent by SMS or e-mail.
	CheckSent func(sent, code string) error
	// MayTryAgain reports whether a wrong code leaves the challenge open.
	MayTryAgain func(ch *Challenge) bool
	// SetUp lists the factors that MFA_SETUP offers to a user without one.
	SetUp func(p *Pool) []string
	// CheckPreference refuses a preference that the user cannot have.
	CheckPreference func(u *User, wanted MFAPreference) error
}

// MFAPreference is what SetUserMFAPreference asks for. A nil setting leaves
// the factor as it is.
type MFAPreference struct {
	SMS           *MFASetting
	SoftwareToken *MFASetting
	Email         *MFASetting
}

// MFASetting is one factor's part of an MFAPreference.
type MFASetting struct {
	Enabled   bool
	Preferred bool
}
