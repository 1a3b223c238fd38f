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
	// Proves reports whether passing a challenge proves a second factor.
	Proves func(challenge string) bool
	// Vouches reports whether the second factor of s, which ends, lets d, its device,
	// replace it from now on.
	Vouches func(s *SignIn, d *Device) bool
	// KeepsDevice reports whether a response to ch without DEVICE_KEY leaves the
	// sign-in the device that an earlier request named.
	KeepsDevice func(ch *Challenge) bool
	// Choose returns the challenge for one or more factors: that of the preferred
	// one, or SELECT_MFA_TYPE.
	Choose func(p *Pool, u *User, factors []string) string
	// Parameters returns the parameters of the challenge ch that the answer to
	// operation poses, less what a code's delivery adds.
	Parameters func(ch *Challenge, operation string) map[string]string
	// Selected reads the ANSWER to SELECT_MFA_TYPE.
	Selected func(answer string, factors []string) (challenge string, err error)
	// Code reads the code from the responses to a challenge; empty: none.
	Code func(challenge string, given map[string]string) string
	// CheckTOTP refuses a wrong code of a software token, and records the use of a
	// right one.
	CheckTOTP func(t *TOTP, code string, now time.Time) error
	// CheckSent refuses a code other than the one sent by SMS or e-mail.
	CheckSent func(sent, code string) error
	// CodeLife is how long a code sent by SMS or e-mail is good.
	CodeLife func(client *Client) time.Duration
	// Verifies names the attribute that a right code of a challenge verifies; empty:
	// none.
	Verifies func(challenge string) string
	// MayTryAgain reports whether a wrong code leaves the challenge open.
	MayTryAgain func(ch *Challenge) bool
	// SetUp lists the factors that MFA_SETUP offers to a user without one.
	SetUp func(p *Pool) []string
	// Absent is what a setting of a factor asks for by a member that it leaves out; now is
	// the member's value.
	Absent func(now bool) bool
	// CheckPreference refuses a preference that u cannot have.
	CheckPreference func(p *Pool, u *User, wanted MFAPreference) error
	// Associate gives t, the token of a user, a secret that is yet to be verified.
	Associate func(t *TOTP, secret string)
	// Lockout is about wrong codes as Auth.Lockout is about wrong passwords.
	Lockout LockoutBehaviour
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
