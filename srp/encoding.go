package srp

import (
	"errors"
	"fmt"
	"math/big"

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
func Pad(n *big.Int) []byte {
	if n.Sign() < 0 {
		return padNegative(n)
	}
	padded := make([]byte, n.BitLen()/8+1)
	return n.FillBytes(padded)
}

// padNegative is Pad below zero, which no value of the protocol reaches: it is
// there to agree with Java on the published pairs.
func padNegative(n *big.Int) []byte {
	// −n−1 has the inverted bits of n, and the length that n needs.
	complement := new(big.Int).Not(n)
	padded := make([]byte, complement.BitLen()/8+1)
	complement.FillBytes(padded)
	for i := range padded {
		padded[i] = ^padded[i]
	}
	return padded
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
	for i := range len(s) {
		if !isHexDigit(s[i]) {
			return nil, fmt.Errorf("%w: character %d", ErrHex, i+1)
		}
	}
	n, ok := new(big.Int).SetString(s, 16)
	if !ok {
		return nil, ErrHex
	}
	return n, nil
}

func isHexDigit(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
