package modp

import "math/bits"

// The portable arithmetic holds x·R mod N in 48 words of 64 bits, R = 2^3072,
// as any number below R: N is so close to R that a carry out of R is the only
// sign of excess that has to be looked at.

// multiplyPortable sets z = x·y/R (mod N). z may be x or y.
func multiplyPortable(z, x, y *[words]uint64) {
	var product [2 * words]uint64
	for i := range words {
		product[i+words] = addProduct(product[i:i+words], x[:], y[i])
	}
	reducePortable(z, &product)
}

// squarePortable sets z = x²/R (mod N). z may be x.
func squarePortable(z, x *[words]uint64) {
	var product [2 * words]uint64
	// Every x[i]·x[j] with i < j, once.
	for i := range words - 1 {
		product[i+words] = addProduct(product[2*i+1:i+words], x[i+1:], x[i])
	}
	// Twice that, and the squares.
	var carry, topBit uint64
	for i, word := range x {
		high, low := bits.Mul64(word, word)
		even, odd := product[2*i], product[2*i+1]
		product[2*i], carry = bits.Add64(even<<1|topBit, low, carry)
		product[2*i+1], carry = bits.Add64(odd<<1|even>>63, high, carry)
		topBit = odd >> 63
	}
	reducePortable(z, &product)
}

// reducePortable sets z = t/R (mod N) and destroys t. Because the lowest word
// of N is 2^64−1, −1/N mod 2^64 is 1, and the multiple of N to add is given by
// the lowest word of t itself.
func reducePortable(z *[words]uint64, t *[2 * words]uint64) {
	var carry uint64
	for i := range words {
		top := addProduct(t[i:i+words], modulusWords[:], t[i])
		t[i+words], carry = bits.Add64(t[i+words], top, carry)
	}
	var borrow uint64
	excess := -carry
	for i := range words {
		z[i], borrow = bits.Sub64(t[i+words], modulusWords[i]&excess, borrow)
	}
}

// addProduct adds x·y to z and returns the word that does not fit. It is
// inner loop of everything here, so it does four words a turn.
func addProduct(z, x []uint64, y uint64) (carry uint64) {
	z = z[:len(x)]
	i := 0
	for ; len(x)-i >= 4; i += 4 {
		z4, x4 := (*[4]uint64)(z[i:]), (*[4]uint64)(x[i:])
		carry, z4[0] = multiplyAdd(x4[0], y, z4[0], carry)
		carry, z4[1] = multiplyAdd(x4[1], y, z4[1], carry)
		carry, z4[2] = multiplyAdd(x4[2], y, z4[2], carry)
		carry, z4[3] = multiplyAdd(x4[3], y, z4[3], carry)
	}
	for ; i < len(x); i++ {
		carry, z[i] = multiplyAdd(x[i], y, z[i], carry)
	}
	return carry
}

// multiplyAdd returns x·y + a + b, which always fits in two words.
func multiplyAdd(x, y, a, b uint64) (high, low uint64) {
	high, low = bits.Mul64(x, y)
	var carry uint64
	low, carry = bits.Add64(low, a, 0)
	high += carry
	low, carry = bits.Add64(low, b, 0)
	return high + carry, low
}
