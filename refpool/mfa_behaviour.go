package refpool

import "time"

// MFABehaviour holds the decisions about second factors (rules MFA and POOL).
type MFABehaviour struct {
	// Factors lists the challenges by which u may prove a second factor, in
	// the order SMS_MFA, SOFTWARE_TOKEN_MFA, EMAIL_OTP (MFA-09, MFA-11).
	Factors func(p *Pool, u *User) []string
	// Demanded says whether the pool and the user's factors ask for a second
	// factor (MFA-09, POOL-07, POOL-13).
	Demanded func(p *Pool, s *SignIn, factors []string) bool
	// Suppressed says whether d, the known device that the client named or
	// nil, takes the place of the second factor (POOL-05 to POOL-07, POOL-10 to
	// POOL-13, MFA-09, ASF-04).
	Suppressed func(p *Pool, s *SignIn, d *Device, factors []string) bool
	// Choose names the challenge for several factors: the preferred one's or
	// SELECT_MFA_TYPE (MFA-11).
	Choose func(u *User, factors []string) string
	// Selected reads the ANSWER of SELECT_MFA_TYPE (MFA-04).
	Selected func(answer string, factors []string) (challenge string, err error)
	// Code reads the code out of the responses to a challenge (MFA-01 to MFA-03).
	Code func(challenge string, given map[string]string) string
	// CheckTOTP checks a code of a software token and notes its use (MFA-06,
	// MFA-07).
	CheckTOTP func(t *TOTP, code string, now time.Time) error
	// CheckSent checks a code that was sent by SMS or e-mail (MFA-06).
	CheckSent func(sent, code string) error
	// MayTryAgain says whether a wrong code leaves the challenge open (MFA-13).
	MayTryAgain func(ch *Challenge) bool
	// SetUp lists the factors that MFA_SETUP offers to a user without one.
	SetUp func(p *Pool) []string
	// CheckPreference refuses a preference that the user cannot have (MFA-10,
	// MFA-11).
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
