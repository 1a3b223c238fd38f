package diagnose

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"time"

	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/target"
)

// Simulated is a leg of a server that computes as a variant, without a wire.
type Simulated struct {
	Variant suspect.Variant
	Device  bool
	// Accepts overrules what is made of a proof; nil for nothing.
	Accepts func(proof []byte) error
	// NoNeutral has no device registered with v = 1, and no sign-in with the password.
	NoNeutral bool
	// Lockout is after how many failures of a user in a row every sign-in is refused;
	// Sessions is how many sign-ins of a user are let in at all. 0 for no bound.
	Lockout, Sessions int
	// LockedText is how a proof of a locked user is refused; if it is empty, its sign-in
	// is, as the service does it.
	LockedText string
	// Absent is for how many users no exchange is begun.
	Absent int
	// Users is how many users there are.
	Users int
	// SecretBlock is sent for one; a random one if it is empty.
	SecretBlock string

	Random *rand.Rand

	ofOne              bool
	salt               string
	taken              int
	failures, sessions int
	// Worst is the most failures of a user in a row, Refused how many proofs were
	// looked at and refused.
	Worst, Refused int
}

// Hunt is what a hunt on the leg finds.
func Hunt(ctx context.Context, s *Simulated) (id, summary, evidence string) {
	found := newLeg(s, s.Device).hunt(ctx, thorough(), !s.NoNeutral).diagnosis
	if found == nil {
		return "", "", ""
	}
	return found.ID, found.Summary, found.Evidence
}

func (s *Simulated) bytes(size int) []byte {
	data := make([]byte, size)
	for i := range data {
		data[i] = byte(s.Random.Uint32())
	}
	return data
}

func (s *Simulated) beside() server {
	other := *s
	other.Random = rand.New(rand.NewPCG(s.Random.Uint64(), 3))
	return &other
}

func (s *Simulated) neutral() server {
	other := *s
	other.Random = rand.New(rand.NewPCG(s.Random.Uint64(), 5))
	other.ofOne, other.Device = true, true
	return &other
}

func (s *Simulated) passwordSucceeds(context.Context) bool {
	if s.NoNeutral {
		return false
	}
	s.failures = 0
	return true
}

func (s *Simulated) takeUser(context.Context) error {
	if s.taken++; s.Users > 0 && s.taken > s.Users {
		return errors.New("there are no more users")
	}
	salt := s.bytes(16)
	salt[0] |= 0x10 // a zero byte in front comes to one user of 256
	s.salt = fmt.Sprintf("%x", salt)
	s.failures, s.sessions = 0, 0
	return nil
}

func locked() error {
	return &target.Error{Kind: target.Refused, Status: 400, Name: "NotAuthorizedException", Message: "Password attempts exceeded"}
}

func throttled() error {
	return &target.Error{Kind: target.Throttled, Status: 400, Name: "TooManyRequestsException", Message: "Rate exceeded"}
}

func incorrect() error {
	return &target.Error{Kind: target.Refused, Status: 400, Name: "NotAuthorizedException", Message: "Incorrect username or password."}
}

// begin implements server.
func (s *Simulated) begin(_ context.Context, public publicValue) (signIn, error) {
	s.sessions++
	switch {
	case s.taken <= s.Absent:
		return signIn{}, &noExchangeError{"HTTP 500 InternalErrorException"}
	case s.Lockout > 0 && s.LockedText == "" && s.failures >= s.Lockout:
		return signIn{}, locked()
	case s.Sessions > 0 && s.sessions > s.Sessions:
		return signIn{}, throttled()
	}
	e := s.exchange(public)
	seen, hidden := s.sides(e, public)
	return signIn{exchange: seen, prove: func(_ context.Context, proof []byte) error {
		if s.Accepts != nil {
			return s.Accepts(proof)
		}
		if s.LockedText != "" && s.failures >= s.Lockout {
			return &target.Error{Kind: target.Refused, Status: 400, Name: "NotAuthorizedException", Message: s.LockedText}
		}
		if string(s.server().ServerProof(hidden)) == string(proof) {
			s.failures = 0
			return nil
		}
		s.failures++
		s.Refused++
		s.Worst = max(s.Worst, s.failures)
		return incorrect()
	}}, nil
}

// server is the variant as the leg shows it.
func (s *Simulated) server() suspect.Variant {
	if s.ofOne {
		return suspect.Everywhere(s.Variant).Device
	}
	return s.Variant
}

// exchange is what both sides know.
func (s *Simulated) exchange(public publicValue) suspect.Exchange {
	a := new(big.Int).SetBytes(s.bytes(32))
	A := srp.Verifier(a)
	for public.leadingZero && !beginsWithZeroByte(A.BitLen()) {
		a.Add(a, unit())
		A.Lsh(A, 1).Mod(A, srp.N())
	}
	e := suspect.Exchange{
		Ephemeral: a, A: A, Salt: s.salt, Device: s.Device, PoolID: "us-east-1_Abcdefghi",
		Identity:    srp.Identity{Group: "Abcdefghi", Name: "a2c2e290", Secret: "Correct-Horse7!"},
		Names:       map[string]string{"username": "jane", "alias": "jane@example.com", "sub": "1b2c"},
		SecretBlock: s.SecretBlock, Timestamp: srp.Timestamp(time.Date(2026, time.March, 7, 15, 4, 5, 0, time.UTC)),
	}
	if e.SecretBlock == "" {
		e.SecretBlock = base64.StdEncoding.EncodeToString(s.bytes(40))
	}
	if s.Device {
		e.Identity = srp.Identity{Group: "-FDRunwQv", Name: "us-east-1_dev", Secret: "c2VjcmV0"}
	}
	switch {
	case public.one:
		e.A = unit()
	case public.five:
		e.A = suspect.Of(generatorFive()).Public(suspect.Exchange{Ephemeral: a})
	}
	return e
}

// sides are the exchange as the client sees it, and as the server does.
func (s *Simulated) sides(e suspect.Exchange, public publicValue) (client, hidden suspect.Exchange) {
	hidden = e
	hidden.Ephemeral, hidden.ServerSecret = nil, new(big.Int).SetBytes(s.bytes(32))
	switch {
	case s.ofOne:
		e.X, hidden.Verifier = zero(), unit()
	case s.Device:
		e.X = suspect.Of().PrivateKey(e)
		hidden.Verifier = srp.Verifier(e.X)
	}
	if public.one {
		e.Ephemeral, e.Premaster = nil, unit()
	}
	e.B = s.server().ServerPublic(hidden).Text(16)
	hidden.B = e.B
	return e, hidden
}
