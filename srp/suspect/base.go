package suspect

import "math/big"

// base is B − k·g^x with one x: what S is a power of. Its first power is computed
// whole; from the second on, base^a and base^x are kept, so that another u costs
// an exponent of 256 bits.
type base struct {
	n, x     *big.Int
	negative bool
	// byU holds the powers so far; toA and toX come with the second.
	byU      map[string]*big.Int
	toA, toX *big.Int
}

// clientPremaster is S = (B − k·g^x)^(a + u·x).
func (b *bench) clientPremaster(w Variant) *big.Int {
	from := b.bases.get(w, axesOfBase, b.baseOf)
	u, a := b.scrambling(w), b.e.Ephemeral
	exponent := new(big.Int).Mul(u, from.x)
	exponent.Add(exponent, a)
	S := from.power(u, a, exponent)
	if w.way(Premaster) == "negative" && from.negative && exponent.Bit(0) == 1 {
		// A remainder that takes the sign of the dividend, as of C's and C#'s %.
		return new(big.Int).Sub(S, modulus)
	}
	return S
}

// power is base^exponent, where exponent = a + u·x.
func (from *base) power(u, a, exponent *big.Int) *big.Int {
	label := string(u.Bytes())
	if known, found := from.byU[label]; found {
		return known
	}
	if len(from.byU) == 1 {
		from.toA, from.toX = power(from.n, a), power(from.n, from.x)
	}
	var S *big.Int
	if from.toA != nil {
		S = product(from.toA, power(from.toX, u))
	} else {
		S = power(from.n, exponent)
	}
	from.byU[label] = S
	return S
}

// baseOf computes a base, or finds it under the numbers that make it.
func (b *bench) baseOf(w Variant) *base {
	x := privateKey(b.e, w)
	n := new(big.Int).Mul(multiplierOf(w), b.verifier(w))
	n.Sub(parsed(b.e.B), n)
	negative := n.Sign() < 0
	n = reduced(n)
	label := string(n.Bytes()) + "/" + string(x.Bytes())
	known, found := b.byBase[label]
	if !found {
		known = &base{n: n, x: x, negative: negative, byU: map[string]*big.Int{}}
		b.byBase[label] = known
	}
	return known
}
