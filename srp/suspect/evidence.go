package suspect

import (
	"bytes"
	"cmp"
	"math/big"
)

// Kind tells which value of an exchange a party computed.
type Kind uint8

// The kinds of evidence, the cheapest to check first.
const (
	OfPad          Kind = iota // pad(Exchange.Number)
	OfStamp                    // TIMESTAMP, where Exchange.Timestamp is right
	OfMultiplier               // k
	OfScrambling               // u
	OfInnerHash                // H(group ‖ name ‖ ":" ‖ secret)
	OfPrivateKey               // x
	OfSentSalt                 // ConfirmDevice's Salt, decoded
	OfPublic                   // A
	OfVerifier                 // v
	OfSentVerifier             // ConfirmDevice's PasswordVerifier, decoded
	OfServerPublic             // B, from Exchange.ServerSecret
	OfPremaster                // S
	OfSessionKey               // K
	OfProof                    // the proof, decoded
)

// Evidence is a value that a party computed, right or wrong.
type Evidence struct {
	Exchange Exchange
	Kind     Kind
	// Value is the value's bytes; of an integer its unsigned big-endian bytes, as
	// big.Int.Bytes gives them.
	Value []byte
}

// axesOf are the axes on which the values of a kind depend in an exchange.
func axesOf(kind Kind, e *Exchange) []Axis {
	if e.Verifier != nil && kind == OfPremaster {
		return axesOfServer
	}
	switch kind {
	case OfPad:
		return []Axis{Padding, PadBytes}
	case OfStamp:
		return []Axis{Timestamp, Day, Clock, Zone}
	case OfMultiplier:
		return axesOfK
	case OfScrambling:
		return axesOfU
	case OfInnerHash:
		return axesOfInnerHash
	case OfPrivateKey:
		return axesOfX
	case OfServerPublic:
		return axesOfK
	case OfSentSalt:
		return []Axis{Padding, SentSalt}
	case OfPublic:
		return axesOfA
	case OfVerifier:
		return axesOfV
	case OfSentVerifier:
		return append([]Axis{SentVerifier}, axesOfV...)
	case OfPremaster:
		return axesOfS
	case OfSessionKey:
		return axesOfKey
	default:
		return axesOfProof
	}
}

// witness is a piece of evidence with the evaluator that computes its exchange.
type witness struct {
	Evidence
	evaluator *evaluator
	axes      []Axis
}

// agrees reports whether a party of the variant computes the value.
func (w *witness) agrees(v Variant) bool {
	switch w.Kind {
	case OfPad:
		return bytes.Equal(v.Pad(w.Exchange.Number), w.Value)
	case OfStamp:
		return v.Stamp(w.Exchange) == string(w.Value)
	case OfMultiplier:
		return w.is(multiplierOf(v))
	case OfScrambling:
		return w.is(w.evaluator.scrambling(v))
	case OfInnerHash:
		return bytes.Equal(innerHash(&w.Exchange, v), w.Value)
	case OfPrivateKey:
		return w.is(privateKey(&w.Exchange, v))
	case OfServerPublic:
		return w.is(w.evaluator.serverPublic(v))
	case OfSentSalt:
		return bytes.Equal(v.SentSalt(w.Exchange), w.Value)
	case OfPublic:
		return w.is(w.evaluator.public(v))
	case OfVerifier:
		return w.is(w.evaluator.verifier(v))
	case OfSentVerifier:
		return bytes.Equal(bytesOf(w.evaluator.verifier(v), v.way(SentVerifier), groupWidth), w.Value)
	case OfPremaster:
		return w.is(w.evaluator.premaster(v))
	case OfSessionKey:
		return bytes.Equal(w.evaluator.key(v), w.Value)
	default:
		return bytes.Equal(w.evaluator.proof(v), w.Value)
	}
}

func (w *witness) is(n *big.Int) bool { return bytes.Equal(n.Bytes(), w.Value) }

// cheaper orders witnesses by the cost of one check.
func cheaper(a, b *witness) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(bitsOf(a.Exchange.Ephemeral), bitsOf(b.Exchange.Ephemeral)))
}

func bitsOf(n *big.Int) int {
	if n == nil {
		return 0
	}
	return n.BitLen()
}

// Gives reports whether a party of the variant computes the value.
func (w Variant) Gives(evidence Evidence) bool {
	one := &witness{Evidence: evidence}
	one.evaluator = newEvaluator(&one.Exchange)
	return one.agrees(w)
}
