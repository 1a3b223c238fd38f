package suspect

import (
	"math/big"
)

// bench computes the values of one exchange for many variants, and keeps what
// several of them share: powers modulo N are thousands of times dearer than all
// the rest.
type bench struct {
	e             *Exchange
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

func newBench(e *Exchange) *bench {
	return &bench{
		e:       e,
		publics: memo[*big.Int]{}, keys: memo[[]byte]{}, verifiers: memo[*big.Int]{},
		scramblings: memo[*big.Int]{}, serverPublics: memo[*big.Int]{}, premasters: memo[*big.Int]{}, bases: memo[*base]{},
		byX: map[string]*big.Int{}, byBase: map[string]*base{},
	}
}

// public is A = g^a, or as it was sent.
func (b *bench) public(w Variant) *big.Int {
	if b.e.A != nil {
		return b.e.A
	}
	if b.e.Ephemeral == nil {
		return new(big.Int)
	}
	return b.publics.get(w, axesOfA, func(w Variant) *big.Int {
		g := generatorOf(w)
		if w.way(PublicPower) == "swapped" {
			return power(b.e.Ephemeral, g)
		}
		return power(g, b.e.Ephemeral)
	})
}

// verifier is v = g^x.
func (b *bench) verifier(w Variant) *big.Int {
	if b.e.Verifier != nil {
		return b.e.Verifier
	}
	return b.verifiers.get(w.inX(), axesOfV, func(w Variant) *big.Int {
		x, g := privateKey(b.e, w), generatorOf(w)
		label := string(x.Bytes()) + w.only(Generator, VerifierPower).String()
		if known, found := b.byX[label]; found {
			return known
		}
		v := power(g, x)
		if w.way(VerifierPower) == "swapped" {
			v = power(x, g)
		}
		b.byX[label] = v
		return v
	})
}

// scrambling is u.
func (b *bench) scrambling(w Variant) *big.Int {
	if b.e.U != nil {
		return b.e.U
	}
	if b.e.B == "" && b.e.ServerSecret != nil {
		return scramblingOf(b.public(w), b.serverPublic(w), w)
	}
	return b.scramblings.get(w, axesOfU, func(w Variant) *big.Int {
		return scramblingOf(b.public(w), parsed(b.e.B), w)
	})
}

// serverPublic is B = k·v + g^b.
func (b *bench) serverPublic(w Variant) *big.Int {
	return b.serverPublics.get(w.inX(), axesOfBase, func(w Variant) *big.Int {
		B := product(multiplierOf(w), b.verifier(w))
		return reduced(B.Add(B, power(generatorOf(w), b.e.ServerSecret)))
	})
}

// premaster is S, on either side.
func (b *bench) premaster(w Variant) *big.Int {
	if b.e.Premaster != nil {
		return b.e.Premaster
	}
	if b.sketch {
		return b.standIn(w)
	}
	return b.premasters.get(w.inX(), axesOfS, func(w Variant) *big.Int {
		if b.e.ServerSecret != nil {
			base := product(b.public(w), power(b.verifier(w), b.scrambling(w)))
			return power(base, b.e.ServerSecret)
		}
		if b.e.Ephemeral == nil {
			return new(big.Int)
		}
		return b.clientPremaster(w)
	})
}

// standIn is a number of the length of N, its top bit clear, that is as good as S
// for telling apart what S is made of.
func (b *bench) standIn(w Variant) *big.Int {
	seed := hash(multiplierOf(w).Bytes(), generatorOf(w).Bytes(), hash(privateKey(b.e, w).Bytes()), b.scrambling(w).Bytes())
	n := make([]byte, groupWidth)
	n[0] = 0x5a
	copy(n[groupWidth-len(seed):], seed)
	return new(big.Int).SetBytes(n)
}

// key is K, or as it is given.
func (b *bench) key(w Variant) []byte {
	if b.e.Key != nil {
		return b.e.Key
	}
	return b.keys.get(w.inX(), axesOfKey, func(w Variant) []byte {
		return sessionKey(b.premaster(w), b.scrambling(w), w)
	})
}

// proof is the signature.
func (b *bench) proof(w Variant) []byte {
	return proofOf(b.e, b.key(w), w)
}
