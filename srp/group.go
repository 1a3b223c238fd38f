package srp

import (
	"math/big"

	"github.com/cogbench/cogbench/srp/internal/modp"
)

// The group is computed once, at start, and never written again; the exported
// functions hand out copies.
var (
	modulus    = modp.Modulus()
	generator  = big.NewInt(2)
	multiplier = hashK()
)

// N returns the group's prime (RFC 3526 §5, group 15).
func N() *big.Int { return new(big.Int).Set(modulus) }

// G returns the generator, 2. RFC 5054 pairs the same prime with 5, which this
// service does not use.
func G() *big.Int { return new(big.Int).Set(generator) }

// K returns the multiplier k = H(pad(N) ‖ pad(g)), that is
// SHA-256(00 ‖ N ‖ 02): developer guide, "Signing in with a device".
func K() *big.Int { return new(big.Int).Set(multiplier) }

// isZero reports whether n ≡ 0 (mod N).
func isZero(n *big.Int) bool {
	if n.CmpAbs(modulus) < 0 {
		return n.Sign() == 0
	}
	return new(big.Int).Mod(n, modulus).Sign() == 0
}

func hashK() *big.Int {
	var h hasher
	h.number(modulus)
	h.number(generator)
	return h.sumInt()
}

// power sets z = base^exponent mod N and returns it; neither is negative.
func power(z, base, exponent *big.Int) *big.Int {
	return modp.Default().Power(z, base, exponent)
}

// powerOfG returns g^exponent mod N; the exponent is not negative.
func powerOfG(exponent *big.Int) *big.Int {
	return modp.Default().PowerOfG(new(big.Int), exponent)
}

// multiply sets z = x·y mod N and returns it; neither is negative.
func multiply(z, x, y *big.Int) *big.Int {
	return modp.Default().Multiply(z, x, y)
}

// Arithmetic names what raises to powers on this machine: "ifma" or "adx" (see
// docs/performance.md) for assembly, "portable" or "big". The environment
// variable COGBENCH_SRP asks for another than the fastest.
func Arithmetic() string { return modp.Default().Implementation().String() }
