package srp

import (
	"crypto/hmac"
	"errors"
	"math/big"
)

// What a Server answers beside ErrZeroA and ErrZeroU.
var (
	// ErrProof says that the signature is not the one that the secret gives.
	ErrProof = errors.New("the proof is wrong")
	// ErrVerifier says that v is negative or 0 mod N: with the latter S would be
	// 0 for every client.
	ErrVerifier = errors.New("unusable verifier")
)

// Server is the server's side of one exchange. It may be used by several
// goroutines at once.
type Server struct {
	v, b, publicB *big.Int
}

// NewServer draws the ephemeral b for a user or device with the verifier v
// (taken mod N), and computes B = k·v + g^b mod N. It refuses v ≤ 0 and
// v ≡ 0 (mod N) with ErrVerifier, and never gives B ≡ 0.
func NewServer(v *big.Int, opts ...Option) (*Server, error) {
	if v.Sign() <= 0 || isZero(v) {
		return nil, ErrVerifier
	}
	b, err := apply(opts, serverEphemeralBits).drawEphemeral()
	if err != nil {
		return nil, err
	}
	v = new(big.Int).Mod(v, modulus)
	B := new(big.Int).Mul(multiplier, v)
	B.Add(B, powerOfG(b))
	B.Mod(B, modulus)
	if B.Sign() == 0 {
		return nil, ErrZeroB
	}
	return &Server{v: v, b: b, publicB: B}, nil
}

// SRPB returns B as SRP_B carries it: lower-case hexadecimal without padding.
func (s *Server) SRPB() string { return s.publicB.Text(16) }

// B returns the public value B.
func (s *Server) B() *big.Int { return new(big.Int).Set(s.publicB) }

// Verify says whether signature is the proof of a client that sent A and knows
// the secret behind v: nil, ErrProof, or ErrZeroA or ErrZeroU for what is
// refused unseen. It compares in constant time. The timestamp is the text that
// enters the proof: a server that follows the service gives the canonical one
// (see ParseTimestamp).
func (s *Server) Verify(A *big.Int, group, name string, secretBlock []byte, timestamp string, signature []byte) error {
	if A.Sign() < 0 || isZero(A) {
		return ErrZeroA
	}
	u, err := Scrambling(A, s.publicB)
	if err != nil {
		return err
	}
	S := ServerPremaster(A, s.v, u, s.b)
	expected := Signature(SessionKey(S, u), group, name, secretBlock, timestamp)
	if !hmac.Equal(expected, signature) {
		return ErrProof
	}
	return nil
}
