package modp

import "math/bits"

// maxWindow is the widest window that power looks through, in bits.
const maxWindow = 6

// windowFor returns the window that takes the fewest multiplications: 2^(w−1)
// for the odd powers, and one every w+1 bits of the exponent.
func windowFor(exponentBits int) int {
	switch {
	case exponentBits > 700:
		return maxWindow
	case exponentBits > 200:
		return 5
	case exponentBits > 30:
		return 3
	default:
		return 1
	}
}

// power sets z = base^e by a window that slides over the exponent from the top,
// from one 1 bit to the next. z may be base.
func (g *Group) power(z, base *element, e *exponent) {
	if e.used == 0 {
		*z = g.one
		return
	}
	top := (e.used-1)*wordBits + bits.Len64(e.words[e.used-1]) - 1
	window := windowFor(top + 1)
	var odd [1 << (maxWindow - 1)]element // base^1, base^3, base^5 ...
	g.oddPowers(odd[:1<<(window-1)], base)

	started := false
	for top >= 0 {
		if e.bit(top) == 0 {
			g.square(z, z)
			top--
			continue
		}
		value, length := e.windowAt(top, window)
		top -= length
		if !started {
			*z, started = odd[value/2], true
			continue
		}
		for range length {
			g.square(z, z)
		}
		g.multiply(z, z, &odd[value/2])
	}
}

// oddPowers fills in base^1, base^3, base^5 and so on.
func (g *Group) oddPowers(odd []element, base *element) {
	odd[0] = *base
	var squared element
	if len(odd) > 1 {
		g.square(&squared, base)
	}
	for i := 1; i < len(odd); i++ {
		g.multiply(&odd[i], &odd[i-1], &squared)
	}
}

// windowAt returns the longest odd number of at most window bits whose highest
// bit is bit top of the exponent, which is 1, and its length.
func (e *exponent) windowAt(top, window int) (value uint, length int) {
	for i := range min(window, top+1) {
		value = value<<1 | e.bit(top-i)
	}
	length = min(window, top+1)
	trailing := bits.TrailingZeros(value)
	return value >> trailing, length - trailing
}
