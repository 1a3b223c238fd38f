package suspect

import (
	"math/big"

	"github.com/cogbench/cogbench/srp"
)

// The values of one exchange as a party of the variant computes them. What an
// exchange lacks for a value is taken as 0 or as empty.

// Multiplier returns k.
func (w Variant) Multiplier() *big.Int { return multiplierOf(w) }

// Public returns A, from Exchange.Ephemeral or as it was sent.
func (w Variant) Public(e Exchange) *big.Int { return newEvaluator(&e).public(w) }

// ChangesPublic reports whether A, B and v are other powers than the protocol's.
func (w Variant) ChangesPublic() bool { return w.ways[Generator] != 0 || w.ways[PublicPower] != 0 }

// PrivateKey returns x.
func (w Variant) PrivateKey(e Exchange) *big.Int { return privateKey(&e, w) }

// Verifier returns v.
func (w Variant) Verifier(e Exchange) *big.Int { return newEvaluator(&e).verifier(w) }

// Scrambling returns u.
func (w Variant) Scrambling(e Exchange) *big.Int { return newEvaluator(&e).scrambling(w) }

// Premaster returns S. It is negative for some parties of premaster=negative.
func (w Variant) Premaster(e Exchange) *big.Int { return newEvaluator(&e).premaster(w) }

// SessionKey returns K: 16 bytes, or 32 for some variants.
func (w Variant) SessionKey(e Exchange) []byte { return newEvaluator(&e).key(w) }

// Proof returns the proof, 32 bytes: what a client of the variant sends, and what
// a server of the variant accepts from a client that knows the secret.
func (w Variant) Proof(e Exchange) []byte { return newEvaluator(&e).proof(w) }

// Proofs are the proofs of several variants for one exchange, as Proof has each. They
// share the powers that they have in common.
func Proofs(e Exchange, variants ...Variant) [][]byte {
	shared := newEvaluator(&e)
	proofs := make([][]byte, len(variants))
	for i, w := range variants {
		proofs[i] = shared.proof(w)
	}
	return proofs
}

// SentSalt returns the bytes of ConfirmDevice's Salt.
func (w Variant) SentSalt(e Exchange) []byte {
	return bytesOf(parsed(e.Salt), w.way(SentSalt), saltWidth)
}

// SentVerifier returns the bytes of ConfirmDevice's PasswordVerifier.
func (w Variant) SentVerifier(e Exchange) []byte {
	return bytesOf(w.Verifier(e), w.way(SentVerifier), groupWidth)
}

// Pad returns pad(n).
func (w Variant) Pad(n *big.Int) []byte {
	if w.way(PadBytes) == "" {
		return srp.Pad(n)
	}
	return bytesOf(n, w.way(PadBytes), groupWidth)
}

// Stamp returns the TIMESTAMP that a party makes where Exchange.Timestamp is right.
func (w Variant) Stamp(e Exchange) string { return stamped(e.Timestamp, w) }

// ServerPublic returns B = k·v + g^b of a server of the variant, for the b and
// the identity of the exchange.
func (w Variant) ServerPublic(e Exchange) *big.Int {
	return newEvaluator(&e).serverPublic(w)
}

// ServerProof returns the proof that a server of the variant expects, from A, its
// own b and its own verifier.
func (w Variant) ServerProof(e Exchange) []byte { return w.Proof(e) }
