package modp

import "math/big"

// element is x·R mod N, the Montgomery form of x, in the limbs of one
// implementation: 48 of 64 bits with R = 2^3072, or 60 of 52 bits with
// R = 2^3120. It need not be the least such number: the former is any below R,
// the latter any below 2N.
type element struct {
	limbs [maxLimbs]uint64
}

const maxLimbs = ifmaLimbs

// words returns the limbs of an element of 64-bit words.
func (x *element) words() *[words]uint64 { return (*[words]uint64)(x.limbs[:]) }

const (
	ifmaLimbs    = 60
	ifmaLimbBits = 52
	ifmaLimbMask = 1<<ifmaLimbBits - 1
)

// splitLimbs returns the number in limbs of 52 bits, lowest first.
func splitLimbs(n *[words]uint64) (split [ifmaLimbs]uint64) {
	for i := range split {
		word, shift := i*ifmaLimbBits/wordBits, i*ifmaLimbBits%wordBits
		limb := n[word] >> shift
		if word+1 < words {
			limb |= n[word+1] << (wordBits - shift)
		}
		split[i] = limb & ifmaLimbMask
	}
	return split
}

// joinLimbs is the reverse of splitLimbs; what is above 2^3072 is lost.
func joinLimbs(split *[ifmaLimbs]uint64) (n [words]uint64) {
	for i, limb := range split {
		word, shift := i*ifmaLimbBits/wordBits, i*ifmaLimbBits%wordBits
		n[word] |= limb << shift
		if word+1 < words {
			n[word+1] |= limb >> (wordBits - shift)
		}
	}
	return n
}

// toElement sets z to the Montgomery form of n ≥ 0.
func (g *Group) toElement(z *element, n *big.Int) {
	if n.BitLen() > Bits {
		n = new(big.Int).Mod(n, modulus)
	}
	g.split(z, wordsOf(n))
	g.multiply(z, z, &g.rSquared)
}

// fromElement sets n to the number whose Montgomery form x is. It changes x.
func (g *Group) fromElement(n *big.Int, x *element) {
	unit := element{limbs: [maxLimbs]uint64{1}}
	g.multiply(x, x, &unit) // x·1/R, at most N
	setWords(n, g.join(x))
	if n.Cmp(modulus) >= 0 {
		n.Sub(n, modulus)
	}
}

func (g *Group) split(z *element, n [words]uint64) {
	if g.implementation == IFMA {
		z.limbs = splitLimbs(&n)
		return
	}
	*z.words() = n
}

func (g *Group) join(x *element) *[words]uint64 {
	if g.implementation == IFMA {
		joined := joinLimbs(&x.limbs)
		return &joined
	}
	return x.words()
}
