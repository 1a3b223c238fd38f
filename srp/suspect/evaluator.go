package suspect

import (
	"math/big"
)

// evaluator computes the values of one exchange for many variants, and keeps what
// several of them share: powers modulo N are thousands of times dearer than all
// the rest.
type evaluator struct {
	exchange      *Exchange
	publics       memo[*big.Int]
	keys          memo[[]byte]
	verifiers     memo[*big.Int]
	scramblings   memo[*big.Int]
	serverPublics memo[*big.Int]
	premasters    memo[*big.Int]
	bases         memo[*base]
	// byX and byBase find what was computed for another variant with the same
	// numbers.
	byX    map[string]*big.Int
	byBase map[string]*base
	// sketch puts a stand-in in the place of S, see NewSketch.
	sketch bool
	// powers counts the powers modulo N that were computed.
	powers int
}

// memo keeps a value for each variant, cut down to the axes that matter.
type memo[T any] map[Variant]T

func (m memo[T]) get(w Variant, axes []Axis, compute func(Variant) T) T {
	w = w.only(axes...)
	known, found := m[w]
	if !found {
		known = compute(w)
		m[w] = known
	}
	return known
}

func newEvaluator(e *Exchange) *evaluator {
	return &evaluator{
		exchange: e,
		publics:  memo[*big.Int]{}, keys: memo[[]byte]{}, verifiers: memo[*big.Int]{},
		scramblings: memo[*big.Int]{}, serverPublics: memo[*big.Int]{}, premasters: memo[*big.Int]{}, bases: memo[*base]{},
		byX: map[string]*big.Int{}, byBase: map[string]*base{},
	}
}

// power returns base^exponent mod N, and counts it.
func (ev *evaluator) power(base, exponent *big.Int) *big.Int {
	ev.powers++
	return power(base, exponent)
}

// public is A = g^a, or as it was sent.
func (ev *evaluator) public(w Variant) *big.Int {
	if ev.exchange.A != nil {
		return ev.exchange.A
	}
	if ev.exchange.Ephemeral == nil {
		return new(big.Int)
	}
	return ev.publics.get(w, axesOfA, func(w Variant) *big.Int {
		g := generatorOf(w)
		if w.way(PublicPower) == "swapped" {
			return ev.power(ev.exchange.Ephemeral, g)
		}
		return ev.power(g, ev.exchange.Ephemeral)
	})
}

// verifier is v = g^x.
func (ev *evaluator) verifier(w Variant) *big.Int {
	if ev.exchange.Verifier != nil {
		return ev.exchange.Verifier
	}
	return ev.verifiers.get(w.inX(), axesOfV, func(w Variant) *big.Int {
		x, g := privateKey(ev.exchange, w), generatorOf(w)
		label := string(x.Bytes()) + w.only(Generator, VerifierPower).String()
		if known, found := ev.byX[label]; found {
			return known
		}
		v := ev.power(g, x)
		if w.way(VerifierPower) == "swapped" {
			v = ev.power(x, g)
		}
		ev.byX[label] = v
		return v
	})
}

// scrambling is u.
func (ev *evaluator) scrambling(w Variant) *big.Int {
	if ev.exchange.U != nil {
		return ev.exchange.U
	}
	if ev.exchange.B == "" && ev.exchange.ServerSecret != nil {
		return scramblingOf(ev.public(w), ev.serverPublic(w), w)
	}
	return ev.scramblings.get(w, axesOfU, func(w Variant) *big.Int {
		return scramblingOf(ev.public(w), received(ev.exchange.B, w), w)
	})
}

// serverPublic is B = k·v + g^ev.
func (ev *evaluator) serverPublic(w Variant) *big.Int {
	return ev.serverPublics.get(w.inX(), axesOfBase, func(w Variant) *big.Int {
		B := product(multiplierOf(w), ev.verifier(w))
		return reduced(B.Add(B, ev.power(generatorOf(w), ev.exchange.ServerSecret)))
	})
}

// premaster is S, on either side.
func (ev *evaluator) premaster(w Variant) *big.Int {
	if ev.exchange.Premaster != nil {
		return ev.exchange.Premaster
	}
	if ev.sketch {
		return ev.standIn(w)
	}
	return ev.premasters.get(w.inX(), axesOfS, func(w Variant) *big.Int {
		if ev.exchange.ServerSecret != nil {
			base := product(ev.public(w), ev.power(ev.verifier(w), ev.scrambling(w)))
			return ev.power(base, ev.exchange.ServerSecret)
		}
		if ev.exchange.Ephemeral == nil {
			return new(big.Int)
		}
		return ev.clientPremaster(w)
	})
}

// standIn is a number of the length of N, its top bit clear, that is as good as S
// for telling apart what S is made of.
func (ev *evaluator) standIn(w Variant) *big.Int {
	seed := hash(multiplierOf(w).Bytes(), generatorOf(w).Bytes(), hash(privateKey(ev.exchange, w).Bytes()), ev.scrambling(w).Bytes())
	n := make([]byte, groupWidth)
	n[0] = 0x5a
	copy(n[groupWidth-len(seed):], seed)
	return new(big.Int).SetBytes(n)
}

// key is K, or as it is given.
func (ev *evaluator) key(w Variant) []byte {
	if ev.exchange.Key != nil {
		return ev.exchange.Key
	}
	return ev.keys.get(w.inX(), axesOfKey, func(w Variant) []byte {
		return sessionKey(ev.premaster(w), ev.scrambling(w), w)
	})
}

// proof is the signature.
func (ev *evaluator) proof(w Variant) []byte {
	return proofOf(ev.exchange, ev.key(w), w)
}
