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
	// allow (AUTH-21).
	FlowAllowed func(client *Client, flow string, admin bool) error
	// Required lists the parameters without which a step, an AuthFlow or a
	// ChallengeName, is refused; Session stands for the request's member
	// (AUTH-02, DEV-SRP-03, DEV-SRP-07, MFA-05, DEV-SRP-14).
	Required func(step string) []string
	// Missing is the refusal of a step without one of them (AUTH-02, AUTH-23,
	// DEV-SRP-03, DEV-SRP-27, MFA-05).
	Missing func(step, parameter string) error
	// CheckSecretHash checks the SECRET_HASH of a step against the USERNAME of
	// the same request (AUTH-08, AUTH-09, AUTH-10).
	CheckSecretHash func(client *Client, step, username, hash string) error
	// FindUser resolves USERNAME: user name, alias or sub; nil: nobody (AUTH-11).
	FindUser func(p *Pool, name string) *User
	// Simulates says whether unknown users are answered as if they existed
	// (AUTH-05, AUTH-07, SEC-06).
	Simulates func(client *Client) bool
	// SimulatedUser invents what an unknown user's challenge shows, the same
	// for the same pool's secret and name (AUTH-06).
	SimulatedUser func(secret []byte, name string) (id string, salt *big.Int)
	// Admit refuses a user who may not sign in; proven says whether the
	// password was right (AUTH-22).
	Admit func(client *Client, u *User, proven bool) error

	SRP      SRPBehaviour
	Sessions SessionBehaviour
	Lockout  LockoutBehaviour
	Custom   CustomAuthBehaviour
}

// SRPBehaviour holds the decisions of both SRP legs.
type SRPBehaviour struct {
	// ParseA reads SRP_A and refuses what it must not be (SRP-09, SRP-11,
	// SRP-14, SEC-04).
	ParseA func(text string) (*big.Int, error)
	// NewLeg starts an exchange for a verifier (SRP-01 to SRP-06, SRP-12,
	// SRP-13, SRP-20). It runs off every lock.
	NewLeg func(verifier *big.Int, random io.Reader) (SRPLeg, error)
	// UserVerifier computes v of a user's password (SRP-04, SRP-21, SRP-22). It
	// runs off every lock.
	UserVerifier func(id srp.Identity, salt *big.Int) *big.Int
	// FormatSalt writes SALT (SRP-10, DEV-SRP-06, DEV-CONF-19).
	FormatSalt func(salt *big.Int) string
	// NewSecretBlock draws a SECRET_BLOCK (SRP-13).
	NewSecretBlock func(random io.Reader) ([]byte, error)
	// BlockKey is what of a SECRET_BLOCK finds its challenge: all of it (SRP-19).
	BlockKey func(block []byte) string
	// Timestamp returns the text that the proof has to sign for a TIMESTAMP
	// sent at now, real time (SRP-15 to SRP-18).
	Timestamp func(sent string, now time.Time) (string, error)
	// UserIdentity is the text pair of the user's proof (SRP-07, SRP-22, AUTH-11).
	UserIdentity func(p *Pool, userID string) (group, name string)
	// CheckProof checks a claim, in constant time (SRP-07, SRP-08, SRP-20,
	// AUTH-04, AUTH-24, DEV-SRP-09 to DEV-SRP-11). It runs off every lock.
	CheckProof func(ch *Challenge, claim Claim) error
	// Parameters may change the ChallengeParameters of any challenge on their
	// way out (AUTH-01, SRP-23, DEV-SRP-02, DEV-SRP-04, DEV-SRP-05, MFA-02).
	Parameters func(ch *Challenge, parameters map[string]string) map[string]string
}

// SRPLeg is the server's side of one SRP exchange.
type SRPLeg interface {
	SRPB() string
	Verify(A *big.Int, group, name string, secretBlock []byte, timestamp string, signature []byte) error
}

// SessionBehaviour holds the decisions about challenges and their Sessions.
type SessionBehaviour struct {
	// New draws a Session (WIRE-12).
	New func(random io.Reader) (string, error)
	// Key is what of a Session finds its challenge: all of it (SEC-03).
	Key func(session string) string
	// Sent says whether a challenge comes with a Session (AUTH-03, DEV-SRP-02).
	Sent func(flow, challenge string) bool
	// Life is how long a challenge may be answered, on the pool's clock: a
	// minute for PASSWORD_VERIFIER, the client's AuthSessionValidity for all
	// others (AUTH-14, AUTH-15).
	Life func(client *Client, challenge string) time.Duration
	// Live says whether ch may still be answered (AUTH-14, AUTH-15, AUTH-25).
	Live func(ch *Challenge, now time.Time) bool
	// Unspent says whether ch was not yet passed (AUTH-16, DEV-SRP-12).
	Unspent func(ch *Challenge) bool
	// Answers says whether a response of this ChallengeName answers ch (AUTH-17).
	Answers func(ch *Challenge, name string) bool
	// OfClient says whether ch was issued to client (SEC-02).
	OfClient func(ch *Challenge, client *Client) bool
	// OfUser says whether a response's USERNAME, who is u (nil: nobody), is
	// the one that ch was issued to (AUTH-11, SEC-01).
	OfUser func(ch *Challenge, u *User, name string) bool
	// SpentBy says whether a response that was answered with refusal (nil:
	// success) uses ch up (AUTH-16, DEV-SRP-17, MFA-13).
	SpentBy func(ch *Challenge, refusal error) bool
}

// LockoutBehaviour holds the decisions about repeated failures (AUTH-20, SEC-05).
type LockoutBehaviour struct {
	// Counts says whether failures of a step count: those of passwords do.
	Counts func(step string) bool
	// Locked says whether attempts are refused unseen (AUTH-26).
	Locked func(l *Lockout, now time.Time) bool
	// Failed notes a failure.
	Failed func(l *Lockout, now time.Time)
	// Passed notes a success.
	Passed func(l *Lockout)
}

// CustomAuthBehaviour holds the triggers of CUSTOM_AUTH. An ARN that is not
// reserved has no function behind it.
type CustomAuthBehaviour struct {
	// Define names the next challenge after the results so far, or says that
	// the user is signed in or has failed (DEV-SRP-22).
	Define func(arn string, results []ChallengeResult) (Verdict, error)
	// Create gives the challenge its public parameters.
	Create func(arn string) (map[string]string, error)
	// Verify checks an answer.
	Verify func(arn, answer string) (bool, error)
}
