package suspect

import (
	"encoding/hex"
	"math/big"

	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/internal/modp"
)

// modulus is N, read only.
var modulus = srp.N()

func reduced(n *big.Int) *big.Int { return new(big.Int).Mod(n, modulus) }

// power returns base^exponent mod N; neither is negative.
func power(base, exponent *big.Int) *big.Int {
	if base.Cmp(two) == 0 {
		return modp.Default().PowerOfG(new(big.Int), exponent)
	}
	return modp.Default().Power(new(big.Int), base, exponent)
}

var two = big.NewInt(2)

func product(a, b *big.Int) *big.Int {
	return reduced(new(big.Int).Mul(a, b))
}

func hexText(data []byte) []byte {
	return hex.AppendEncode(nil, data)
}
