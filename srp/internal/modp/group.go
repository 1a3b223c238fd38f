package modp

import (
	"math/big"
	"sync"
)

// Group computes with one implementation. It may be used by several goroutines
// at once.
type Group struct {
	implementation Implementation
	one, rSquared  element // R and R² mod N
	generatorTable func() *comb
}

// New returns the group computed by an implementation that is Available.
func New(implementation Implementation) *Group {
	g := &Group{implementation: implementation}
	r := new(big.Int).Lsh(big.NewInt(1), g.radixBits())
	g.split(&g.one, wordsOf(new(big.Int).Mod(r, modulus)))
	g.split(&g.rSquared, wordsOf(r.Mul(r, r).Mod(r, modulus)))
	g.generatorTable = sync.OnceValue(func() *comb {
		return g.newComb(generator, generatorTeeth, generatorWords)
	})
	return g
}

// radixBits returns log2 of R.
func (g *Group) radixBits() uint {
	if g.implementation == IFMA {
		return ifmaLimbs * ifmaLimbBits
	}
	return Bits
}

// Implementation returns what computes.
func (g *Group) Implementation() Implementation { return g.implementation }

// PowerOfG sets z = g^e mod N and returns it; e is not negative. The first call
// builds a table of 2 MB.
func (g *Group) PowerOfG(z, e *big.Int) *big.Int {
	if g.implementation == Big || e.BitLen() > maxExponentWords*wordBits {
		return z.Exp(generator, e, modulus)
	}
	return g.powerOfComb(z, g.generatorTable(), e)
}

// Power sets z = base^e mod N and returns it; neither is negative.
func (g *Group) Power(z, base, e *big.Int) *big.Int {
	// math/big has assembly of its own, which beats portable words.
	if g.implementation <= Portable || e.BitLen() > maxExponentWords*wordBits {
		return z.Exp(base, e, modulus)
	}
	var (
		split  exponent
		result element
	)
	split.set(e)
	g.toElement(&result, base)
	g.power(&result, &result, &split)
	g.fromElement(z, &result)
	return z
}

// Multiply sets z = x·y mod N and returns it; neither is negative.
func (g *Group) Multiply(z, x, y *big.Int) *big.Int {
	if g.implementation == Big {
		z.Mul(x, y)
		return z.Mod(z, modulus)
	}
	var a, b element
	g.toElement(&a, x)
	g.toElement(&b, y)
	g.multiply(&a, &a, &b)
	g.fromElement(z, &a)
	return z
}

// Base is a number whose powers are wanted often, with a table that makes them
// cheaper from the second on: 30 KB for exponents of 256 bits.
type Base struct {
	group *Group
	value *big.Int
	table *comb
}

// NewBase builds the table of a base, which is not negative.
func (g *Group) NewBase(value *big.Int) *Base {
	b := &Base{group: g, value: new(big.Int).Mod(value, modulus)}
	if g.implementation != Big {
		b.table = g.newComb(b.value, baseTeeth, baseWords)
	}
	return b
}

// Power sets z to the base's power e, which is not negative, and returns z.
func (b *Base) Power(z, e *big.Int) *big.Int {
	if b.table == nil || e.BitLen() > baseWords*wordBits {
		return b.group.Power(z, b.value, e)
	}
	return b.group.powerOfComb(z, b.table, e)
}
