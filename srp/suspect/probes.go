package suspect

import (
	"cmp"
	"iter"
	"math/big"
	"slices"
)

// ServerChoices are the choices that a server can make and that can be told in an
// exchange: those that were seen in the wild first, then the styles, then the others.
func ServerChoices(e Exchange) []Choice {
	likely := Likely(e)
	rank := func(c Choice) int {
		switch {
		case slices.Contains(likely, Of(c)):
			return 0
		case c.Axis.IsStyle():
			return 1
		default:
			return 2
		}
	}
	choices := slices.DeleteFunc(Choices(), func(c Choice) bool { return !serverMakes(c, e.Device) || !e.applies(c) })
	slices.SortStableFunc(choices, func(a, b Choice) int { return cmp.Compare(rank(a), rank(b)) })
	return choices
}

// Extensions yields the variants that choices make of a base, the base itself
// first: each with up to size wrong values in all, smaller ones first.
func Extensions(base Variant, choices []Choice, size int) iter.Seq[Variant] {
	return func(yield func(Variant) bool) {
		for more := 0; more <= size-base.Size(); more++ {
			if !extend(base, combined(choices, base.Size()+more), more, yield) {
				return
			}
		}
	}
}

// extend yields what exactly `more` of the choices make of a variant. It reports
// whether to go on.
func extend(w Variant, choices []Choice, more int, yield func(Variant) bool) bool {
	if more == 0 {
		return yield(w)
	}
	for i, choice := range choices {
		if !w.allows(choice) {
			continue
		}
		extended := w
		extended.ways[choice.Axis] = wayOf(choice.Axis, choice.Value)
		if !extend(extended, choices[i+1:], more-1, yield) {
			return false
		}
	}
	return true
}

// Prover computes the proofs of many variants in one exchange, and keeps what they
// share.
type Prover struct{ evaluator *evaluator }

// NewProver prepares for the proofs of one exchange.
func NewProver(e Exchange) *Prover { return &Prover{newEvaluator(&e)} }

// NewSketch prepares for stand-ins of the proofs of one exchange, which cost no
// powers: S is a number without any edge, drawn from what S is made of. Variants
// with the same stand-in differ at most where the bytes of a real S do.
func NewSketch(e Exchange) *Prover {
	p := NewProver(e)
	p.evaluator.sketch = true
	return p
}

// Proof is the proof that a server of the variant accepts; nil where it does not
// make the A that was sent.
func (p *Prover) Proof(w Variant) []byte {
	if !p.evaluator.sketch && p.evaluator.exchange.A != nil && p.evaluator.exchange.Ephemeral != nil && p.evaluator.exchange.A.Cmp(p.madeA(w)) != 0 {
		return nil
	}
	return p.evaluator.proof(w)
}

// madeA is what the variant makes of a.
func (p *Prover) madeA(w Variant) *big.Int {
	return p.evaluator.publics.get(w, axesOfA, func(w Variant) *big.Int {
		return power(generatorOf(w), p.evaluator.exchange.Ephemeral)
	})
}

// serverMakes reports whether a choice can be a server's. A server never makes A,
// S by subtraction, or a registration; of a device it does not know the secret. A
// server with v = x^g is left out as well: no client can compute what it expects;
// and so is what shows too seldom.
func serverMakes(choice Choice, device bool) bool {
	if choice.Rare() {
		return false
	}
	switch choice.Axis {
	case PublicPower, Premaster, VerifierPower, SentSalt, SentVerifier, PadBytes:
		return false
	case Salt, InnerHash, PrivateKey:
		return !device
	case Group, GroupInX, Name, NameInX:
		return !device
	default:
		return true
	}
}
