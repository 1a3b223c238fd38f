package faults

import (
	"crypto/hmac"
	"io"
	"math/big"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
)

// leg is the server's side of an exchange with wrong values. It computes as the
// protocol does otherwise, and refuses no A.
type leg struct {
	variant suspect.Variant
	v, b, B *big.Int
	// matches compares the expected signature with the one sent.
	matches func(expected, sent []byte) bool
}

// ephemeralBytes is the size of b.
const ephemeralBytes = 32

// newLeg starts an exchange: B = k·v + g^b mod N, with the variant's k and g.
func newLeg(variant suspect.Variant, v *big.Int, random io.Reader) (*leg, error) {
	drawn := make([]byte, ephemeralBytes)
	if _, err := io.ReadFull(random, drawn); err != nil {
		return nil, err
	}
	l := &leg{variant: variant, v: v, b: new(big.Int).SetBytes(drawn), matches: hmac.Equal}
	N := srp.N()
	l.B = new(big.Int).Mul(variant.Multiplier(), v)
	l.B.Add(l.B, variant.Public(suspect.Exchange{Ephemeral: l.b}))
	l.B.Mod(l.B, N)
	return l, nil
}

// SRPB implements refpool.SRPLeg.
func (l *leg) SRPB() string { return l.B.Text(16) }

// Verify implements refpool.SRPLeg.
func (l *leg) Verify(A *big.Int, group, name string, secretBlock []byte, timestamp string, signature []byte) error {
	if l.matches(l.expected(A, group, name, secretBlock, timestamp), signature) {
		return nil
	}
	return srp.ErrProof
}

// expected is the proof: S = (A·v^u)^b mod N, then the variant's K and message.
func (l *leg) expected(A *big.Int, group, name string, secretBlock []byte, timestamp string) []byte {
	N := srp.N()
	u := l.variant.Scrambling(suspect.Exchange{A: A, B: l.B.Text(16)})
	S := new(big.Int).Exp(l.v, u, N)
	S.Mul(S, A).Exp(S, l.b, N)
	key := l.variant.SessionKey(suspect.Exchange{Premaster: S, U: u})
	return srp.Signature(key, group, name, secretBlock, timestamp)
}

// wrongArithmetic has both legs computed with a wrong value.
func wrongArithmetic(choice string) replacement {
	return otherLeg(choice, nil)
}

// otherLeg has the legs computed with a wrong value, "" for none, and signatures
// compared by matches, nil for rightly.
func otherLeg(choice string, matches func(expected, sent []byte) bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		variant, err := suspect.ParseVariant(choice)
		if err != nil {
			return // idle, which the self-test reports
		}
		b.Auth.SRP.NewLeg = func(v *big.Int, random io.Reader) (refpool.SRPLeg, error) {
			l, err := newLeg(variant, v, random)
			if err != nil {
				return nil, err
			}
			fired()
			if matches != nil {
				l.matches = matches
			}
			return l, nil
		}
	}
}
