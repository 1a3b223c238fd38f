package srp

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/cogbench/cogbench/srp/internal/modp"
)

// maxHexDigits bounds what ParseHex reads: twice the digits of N, so that
// multiples of N and redundant zeros are still read, and then refused or
// accepted for what they are.
const maxHexDigits = 2 * modp.Bits / 4

// ErrHex is what ParseHex answers to text that is no hexadecimal integer.
var ErrHex = errors.New("not a hexadecimal integer")

// Pad returns the least two's complement bytes of n, most significant first, as
// Java's BigInteger.toByteArray: a 00 goes in front exactly when the top bit of
// a positive n would be set; zero is one byte. It never stretches n to the
// length of N. (amazon-cognito-identity-js AuthenticationHelper.js, padHex)
func Pad(n *big.Int) []byte { return appendPad(nil, n) }

// appendPad appends Pad(n).
func appendPad(to []byte, n *big.Int) []byte {
	if n.Sign() < 0 {
		return appendPadNegative(to, n)
	}
	start, size := len(to), n.BitLen()/8+1
	to = slices.Grow(to, size)[:start+size]
	n.FillBytes(to[start:])
	return to
}

// appendPadNegative is appendPad below zero, which no value of the protocol
// reaches: it is there to agree with Java on the published pairs.
func appendPadNegative(to []byte, n *big.Int) []byte {
	// −n−1 has the inverted bits of n, and the length that n needs.
	start := len(to)
	to = appendPad(to, new(big.Int).Not(n))
	for i := start; i < len(to); i++ {
		to[i] = ^to[i]
	}
	return to
}

// ParseHex reads an integer as SRP_A, SRP_B and SALT carry it: hexadecimal
// digits of either case, any number of leading zeros, no sign. It refuses empty
// text, any other character and more than 1536 digits, with ErrHex.
func ParseHex(s string) (*big.Int, error) {
	if s == "" {
		return nil, fmt.Errorf("%w: it is empty", ErrHex)
	}
	if len(s) > maxHexDigits {
		return nil, fmt.Errorf("%w: %d digits, more than %d", ErrHex, len(s), maxHexDigits)
	}
	var digits [maxHexDigits]byte
	var decoded [maxHexDigits / 2]byte
	// A digit in front makes the length even.
	even := append(digits[:0], "0"[:len(s)%2]...)
	length, err := hex.Decode(decoded[:], append(even, s...))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrHex, err)
	}
	return new(big.Int).SetBytes(decoded[:length]), nil
}
