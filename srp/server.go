package srp

import (
	"crypto/hmac"
	"errors"
	"math/big"

	"github.com/cogbench/cogbench/srp/internal/modp"
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
	table         *modp.Base // of v, or nil
}

// NewServer draws the ephemeral b for a user or device with the verifier v
// (taken mod N), and computes B = k·v + g^b mod N. It refuses v ≤ 0 and
// v ≡ 0 (mod N) with ErrVerifier, and never gives B ≡ 0.
func NewServer(v *big.Int, opts ...Option) (*Server, error) {
	if v.Sign() <= 0 || isZero(v) {
		return nil, ErrVerifier
	}
	o := apply(opts, serverEphemeralBits)
	b, err := o.drawEphemeral()
	if err != nil {
		return nil, err
	}
	v = new(big.Int).Mod(v, modulus)
	B := powerOfG(b)
	B.Add(B, multiply(new(big.Int), multiplier, v))
	if B.Cmp(modulus) >= 0 {
		B.Sub(B, modulus)
	}
	if B.Sign() == 0 {
		return nil, ErrZeroB
	}
	return &Server{v: v, b: b, publicB: B, table: o.cache.base(v)}, nil
}

// SRPB returns B as SRP_B carries it: lower-case hexadecimal without padding.
func (s *Server) SRPB() string { return s.publicB.Text(16) }

// B returns the public value B.
func (s *Server) B() *big.Int { return new(big.Int).Set(s.publicB) }

// Secrets returns b and v, for a judge of clients on the server's side: whoever has them
// can compute S.
func (s *Server) Secrets() (b, v *big.Int) {
	return new(big.Int).Set(s.b), new(big.Int).Set(s.v)
}

// Verify says whether signature is the proof of a client that sent A and knows
// the secret behind v: nil, ErrProof, or ErrZeroA or ErrZeroU for what is
// refused unseen. It compares in constant time. The timestamp is the text that
// enters the proof: a server that follows the service gives the canonical one
// (see ParseTimestamp).
func (s *Server) Verify(A *big.Int, group, name string, secretBlock []byte, timestamp string, signature []byte) error {
	if A.Sign() < 0 || isZero(A) {
		return ErrZeroA
	}
	h := hasher{message: make([]byte, 0, hasherSpace+len(secretBlock))}
	u, err := h.scrambling(A, s.publicB)
	if err != nil {
		return err
	}
	S := serverPremaster(A, s.powerOfV(u), s.b)
	key := h.sessionKey(S, u)
	expected := h.signature(key[:], group, name, secretBlock, timestamp)
	if !hmac.Equal(expected[:], signature) {
		return ErrProof
	}
	return nil
}

// powerOfV returns v^u mod N.
func (s *Server) powerOfV(u *big.Int) *big.Int {
	if s.table != nil {
		return s.table.Power(new(big.Int), u)
	}
	return power(new(big.Int), s.v, u)
}
