package refpool

import (
	"io"
	"math/big"
	"time"

	"github.com/cogbench/cogbench/srp"
)

// AuthBehaviour holds the decisions of sign-in: flows, SRP and sessions (rules
// AUTH, SRP and SEC).
type AuthBehaviour struct {
	// FlowAllowed refuses a flow that the client, or the operation, does not
	// allow.
	FlowAllowed func(client *Client, flow string, admin bool) error
	// Required lists the parameters without which a step (an AuthFlow or a
	// ChallengeName) is refused. "Session" stands for the member of the request.
	Required func(step string) []string
	// Wrong is the refusal of a step with a wrong password in the clear.
	Wrong func(step string) error
	// Missing is the refusal of a step that lacks one of them.
	Missing func(step, parameter string) error
	// CheckSecretHash checks the SECRET_HASH of a step against the USERNAME of
	// the same request.
	CheckSecretHash func(client *Client, step, username, hash string) error
	// FindUser resolves USERNAME, which is a user name, an alias or a sub. It
	// returns nil if there is no such user.
	FindUser func(p *Pool, name string) *User
	// Simulates reports whether unknown users are answered as if they existed.
	Simulates func(client *Client) bool
	// SimulatedUser invents what the challenge of an unknown user shows: always
	// the same for a pool's secret and a name.
	SimulatedUser func(secret []byte, name string) (id string, salt *big.Int)
	// NewCode draws a code that is sent by SMS or e-mail.
	NewCode func(random io.Reader) (string, error)
	// Admit refuses a user who may not sign in; proven reports whether the
	// password was right.
	Admit func(client *Client, u *User, proven bool) error

	SRP      SRPBehaviour
	Sessions SessionBehaviour
	Lockout  LockoutBehaviour
	Custom   CustomAuthBehaviour

	Choice    ChoiceBehaviour
	Passwords PasswordBehaviour
}

// SRPBehaviour holds the decisions of both SRP legs.
type SRPBehaviour struct {
	// ParseA parses SRP_A, hexadecimal, and refuses values that it must not have.
	ParseA func(text string) (*big.Int, error)
	// NewLeg starts an exchange for a verifier. No lock is held.
	NewLeg func(verifier *big.Int, random io.Reader) (SRPLeg, error)
	// UserVerifier computes the verifier v of a user's password. No lock is held.
	UserVerifier func(id srp.Identity, salt *big.Int) *big.Int
	// FormatSalt formats SALT, hexadecimal.
	FormatSalt func(salt *big.Int) string
	// NewSecretBlock draws a SECRET_BLOCK.
	NewSecretBlock func(random io.Reader) ([]byte, error)
	// FormatBlock formats SECRET_BLOCK, base64, and ParseBlock reads the one that a
	// response brings back.
	FormatBlock func(block []byte) string
	ParseBlock  func(text string) ([]byte, error)
	// BlockKey is the part of a SECRET_BLOCK by which its challenge is found: all
	// of it.
	BlockKey func(block []byte) string
	// ParseSignature reads PASSWORD_CLAIM_SIGNATURE, base64.
	ParseSignature func(text string) ([]byte, error)
	// Timestamp returns the text that the proof has to sign for the TIMESTAMP
	// that was sent. now is the real time, not that of the pool's clock.
	Timestamp func(sent string, now time.Time) (string, error)
	// UserIdentity returns the pair of texts that the user's proof signs.
	UserIdentity func(p *Pool, userID string) (group, name string)
	// CheckProof refuses a wrong proof, in constant time. No lock is held.
	CheckProof func(ch *Challenge, claim Claim) error
	// Parameters may change the ChallengeParameters of any challenge before they
	// are sent.
	Parameters func(ch *Challenge, parameters map[string]string) map[string]string
}

// SRPLeg is the server's side of one SRP exchange.
type SRPLeg interface {
	// SRPB is SRP_B, hexadecimal.
	SRPB() string
	// Verify returns an error unless signature proves the knowledge of the secret
	// behind the verifier. group and name are the identity that is signed.
	Verify(A *big.Int, group, name string, secretBlock []byte, timestamp string, signature []byte) error
}

// SessionBehaviour holds the decisions about challenges and their Sessions.
type SessionBehaviour struct {
	// New draws a Session.
	New func(random io.Reader) (string, error)
	// Key is the part of a Session by which its challenge is found: all of it.
	Key func(session string) string
	// Sent reports whether a challenge comes with a Session.
	Sent func(flow, challenge string) bool
	// Needed reports whether a response that its SECRET_BLOCK leads to the challenge
	// has to bring the Session too.
	Needed func(flow, challenge string) bool
	// Life is how long a challenge may be answered, by the pool's clock: a minute
	// for PASSWORD_VERIFIER, the client's AuthSessionValidity for all others.
	Life func(client *Client, challenge string) time.Duration
	// Live reports whether ch may still be answered.
	Live func(ch *Challenge, now time.Time) bool
	// Unspent reports whether ch has not been used up.
	Unspent func(ch *Challenge) bool
	// Answers reports whether a response with the ChallengeName name answers ch.
	Answers func(ch *Challenge, name string) bool
	// OfClient reports whether ch was issued to client.
	OfClient func(ch *Challenge, client *Client) bool
	// OfUser reports whether ch was issued to the user of a response. name is its
	// USERNAME, and u the user whom it resolves to, or nil.
	OfUser func(ch *Challenge, u *User, name string) bool
	// SpentBy reports whether a response uses ch up; refusal is the error that it
	// was answered with, nil for success.
	SpentBy func(ch *Challenge, refusal error) bool
}

// LockoutBehaviour holds the decisions about repeated failures.
type LockoutBehaviour struct {
	// Counts reports whether failures of a step count; those of passwords do.
	Counts func(step string) bool
	// Locked reports whether attempts are refused without a check.
	Locked func(l *Lockout, now time.Time) bool
	// Failed records a failure; a quarter of an hour after the last one it is the
	// first again.
	Failed func(l *Lockout, now time.Time)
	// Passed records a success.
	Passed func(l *Lockout)
}

// CustomAuthBehaviour holds the triggers of CUSTOM_AUTH, each called by the ARN
// that the pool has for it.
type CustomAuthBehaviour struct {
	// Define chooses, by the results so far, the next challenge or the end.
	Define func(arn string, results []ChallengeResult) (DefineResponse, error)
	// Create returns the public parameters of a CUSTOM_CHALLENGE.
	Create func(arn string) (map[string]string, error)
	// Verify reports whether an answer is right.
	Verify func(arn, answer string) (bool, error)
}
