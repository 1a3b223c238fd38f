package scenarios

import (
	"crypto/rand"
	"math/big"

	"github.com/cogbench/cogbench/srp"
)

// EphemeralBytes is the size of a that the service's documents have.
const EphemeralBytes = 128

// NewEphemeral draws a fresh a of the size given in bytes, its top bit set.
func NewEphemeral(size int) *big.Int {
	b := make([]byte, size)
	_, _ = rand.Read(b) // never fails, see crypto/rand
	b[0] |= 0x80
	return new(big.Int).SetBytes(b)
}

// NewEphemeralLike draws a fresh a of 256 bits whose A has as many bits as is wanted: the
// first from a random one on, since g^(a+1) = 2·g^a mod N. What is wanted may be as rare as
// two zero bytes, one A in 65,536.
func NewEphemeralLike(wanted func(bits int) bool) *big.Int {
	const most = 1 << 21
	a := NewEphemeral(256 / 8)
	A := srp.Verifier(a)
	for digits := 1 << 7; digits <= most; digits <<= 2 {
		if i := doublings(A, digits, wanted); i >= 0 {
			return a.Add(a, big.NewInt(int64(i)))
		}
	}
	return a
}

// doublings is how often A has to be doubled mod N until it has as many bits as is wanted,
// at most so many times; −1 if it never has. 2^i·A mod N is N times what stands behind the
// i-th binary digit of A/N, and N begins with 64 ones: so it has as many zeros in front as
// there are zeros among the digits from there on.
func doublings(A *big.Int, digits int, wanted func(bits int) bool) int {
	quotient := new(big.Int).Lsh(A, uint(digits))
	quotient.Div(quotient, srp.N())
	length, found, next := srp.N().BitLen(), -1, -1
	for i := digits - 1; i >= 0; i-- { // the digit behind i doublings
		if quotient.Bit(digits-1-i) == 1 {
			next = i
		}
		if next >= 0 && wanted(length-(next-i)) {
			found = i
		}
	}
	return found
}
