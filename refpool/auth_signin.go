package refpool

import (
	"math/big"
	"slices"
	"time"
)

// SignIn is one sign-in under way: whom it is for, and what was proven so far.
// Its pool's lock guards it.
type SignIn struct {
	Client    *Client
	User      *User    // nil: no user has the name, and the answers are simulated
	Name      string   // USERNAME as the first request had it
	Flow      string   // USER_SRP_AUTH, USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH, USER_AUTH or CUSTOM_AUTH
	Passed    []string // challenges passed, in order; PASSWORD for a password sent in the clear, ONE_TIME_PASSWORD for a code as first factor
	DeviceKey string   // of the known device that the client named; empty: none
	Alias     bool     // an MFA challenge was answered under an alias

	custom []ChallengeResult // what the define trigger of CUSTOM_AUTH sees
}

// HasPassed reports whether the challenge was passed.
func (s *SignIn) HasPassed(challenge string) bool { return slices.Contains(s.Passed, challenge) }

// PassedMFA reports whether a second factor was proven or set up.
func (s *SignIn) PassedMFA() bool { return slices.ContainsFunc(s.Passed, isMFA) }

// Challenge is a challenge as it was issued. Its pool's lock guards it, except
// for the fields of SRP, which do not change.
type Challenge struct {
	Name   string
	SignIn *SignIn
	Issued time.Time
	Life   time.Duration
	Spent  bool // it was passed, or failed for good

	// Of PASSWORD_VERIFIER and DEVICE_PASSWORD_VERIFIER.
	Leg         SRPLeg
	A           *big.Int
	Salt        *big.Int
	SecretBlock []byte
	UserID      string // USER_ID_FOR_SRP
	DeviceKey   string // of DEVICE_SRP_AUTH too

	Code       string   // sent, of SMS_MFA, EMAIL_OTP and SMS_OTP
	First      bool     // the code is the first factor
	WrongCodes int      // of the challenges that ask for a code
	Choices    []string // of SELECT_CHALLENGE, SELECT_MFA_TYPE and MFA_SETUP
	SetUp      bool     // of MFA_SETUP: the factor is set up
}

// Claim is a client's answer to an SRP challenge.
type Claim struct {
	Group       string
	Name        string
	SecretBlock []byte
	Timestamp   string // that the proof has to sign
	Signature   []byte
}

// ChallengeResult is one finished challenge, as DefineAuthChallenge sees it.
type ChallengeResult struct {
	Name   string
	Passed bool
}

// DefineResponse is the response of DefineAuthChallenge: the next challenge, or
// the end of the sign-in.
type DefineResponse struct {
	Challenge   string // CUSTOM_CHALLENGE or PASSWORD_VERIFIER
	IssueTokens bool
	Fail        bool
}

// Grant is one completed sign-in, which its tokens stand for. Its pool's lock
// guards it.
type Grant struct {
	ID        string // origin_jti
	Client    *Client
	User      *User
	DeviceKey string // of the sign-in, known or just issued; empty: none
	AuthTime  time.Time
	Expires   time.Time // of the refresh token
	SignOuts  int       // of the user when it was made
	Revoked   bool
	Scope     string
}

// TokenTimes are the times of a token to be made, and the event that both tokens of
// an answer are made in.
type TokenTimes struct {
	Issued  time.Time
	Expires time.Time
	Event   string // event_id
}
