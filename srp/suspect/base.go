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
func (ev *evaluator) clientPremaster(w Variant) *big.Int {
	from := ev.bases.get(w, axesOfBase, ev.baseOf)
	u, a := ev.scrambling(w), ev.exchange.Ephemeral
	exponent := new(big.Int).Mul(u, from.x)
	exponent.Add(exponent, a)
	S := from.power(ev, u, a, exponent)
	if w.way(Premaster) == "negative" && from.negative && exponent.Bit(0) == 1 {
		// A remainder that takes the sign of the dividend, as of C's and C#'s %.
		return new(big.Int).Sub(S, modulus)
	}
	return S
}

// power is base^exponent, where exponent = a + u·x.
func (from *base) power(ev *evaluator, u, a, exponent *big.Int) *big.Int {
	label := string(u.Bytes())
	if known, found := from.byU[label]; found {
		return known
	}
	if len(from.byU) == 1 {
		from.toA, from.toX = ev.power(from.n, a), ev.power(from.n, from.x)
	}
	var S *big.Int
	if from.toA != nil {
		S = product(from.toA, ev.power(from.toX, u))
	} else {
		S = ev.power(from.n, exponent)
	}
	from.byU[label] = S
	return S
}

// baseOf computes a base, or finds it under the numbers that make it.
func (ev *evaluator) baseOf(w Variant) *base {
	x := privateKey(ev.exchange, w)
	n := new(big.Int).Mul(multiplierOf(w), ev.verifier(w))
	n.Sub(received(ev.exchange.B, w), n)
	negative := n.Sign() < 0
	n = reduced(n)
	label := string(n.Bytes()) + "/" + string(x.Bytes())
	known, found := ev.byBase[label]
	if !found {
		known = &base{n: n, x: x, negative: negative, byU: map[string]*big.Int{}}
		ev.byBase[label] = known
	}
	return known
}
