package srp

import (
	"crypto/sha256"
	"math/big"

	"github.com/cogbench/cogbench/srp/internal/modp"
)

// The group is computed once, at start, and never written again; the exported
// functions hand out copies.
var (
	modulus    = modp.Modulus()
	generator  = big.NewInt(2)
	multiplier = hashInt(Pad(modulus), Pad(generator))
)

// N returns the group's prime (RFC 3526 §5, group 15).
func N() *big.Int { return new(big.Int).Set(modulus) }

// G returns the generator, 2. RFC 5054 pairs the same prime with 5, which this
// service does not use.
func G() *big.Int { return new(big.Int).Set(generator) }

// K returns the multiplier k = H(pad(N) ‖ pad(g)), that is
// SHA-256(00 ‖ N ‖ 02): developer guide, "Signing in with a device".
func K() *big.Int { return new(big.Int).Set(multiplier) }

// hashInt returns SHA-256 of the parts joined, as a big-endian integer.
func hashInt(parts ...[]byte) *big.Int {
	return new(big.Int).SetBytes(hash(parts...))
}

// hash returns SHA-256 of the parts joined, 32 bytes.
func hash(parts ...[]byte) []byte {
	digest := sha256.New()
	for _, part := range parts {
		digest.Write(part)
	}
	return digest.Sum(nil)
}

// isZero reports whether n ≡ 0 (mod N).
func isZero(n *big.Int) bool {
	return new(big.Int).Mod(n, modulus).Sign() == 0
}

// power returns base^exponent mod N; neither is negative.
func power(base, exponent *big.Int) *big.Int {
	return modp.Default().Power(new(big.Int), base, exponent)
}

// powerOfG returns g^exponent mod N; the exponent is not negative.
func powerOfG(exponent *big.Int) *big.Int {
	return modp.Default().PowerOfG(new(big.Int), exponent)
}
