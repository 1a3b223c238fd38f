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

// NewEphemeralLike draws a fresh a whose A is as wanted: the first from a random
// one on, since g^(a+1) = 2·g^a mod N takes no time. What is wanted may be as rare
// as two zero bytes, one A in 65,536.
func NewEphemeralLike(wanted func(A *big.Int) bool) *big.Int {
	const tries = 1 << 20
	a := NewEphemeral(EphemeralBytes)
	A, N := srp.Verifier(a), srp.N()
	doubled := int64(0)
	for ; doubled < tries && !wanted(A); doubled++ {
		if A.Lsh(A, 1).Cmp(N) >= 0 {
			A.Sub(A, N)
		}
	}
	return a.Add(a, big.NewInt(doubled))
}
