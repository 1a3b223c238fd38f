package suspect

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"slices"

	"github.com/cogbench/cogbench/srp"
)

// Widths of the protocol's integers, in bytes.
const (
	groupWidth = 384
	hashWidth  = 32
	saltWidth  = 16
)

// bytesOf writes an integer in one of the ways of the padding axes.
func bytesOf(n *big.Int, way string, width int) []byte {
	switch way {
	case "unpadded":
		return unsigned(n)
	case "fixed-width":
		return stretched(n, width)
	case "group-width":
		return stretched(n, groupWidth)
	case "text", "integer-text":
		return []byte(n.Text(16))
	case "little-endian":
		return reversed(srp.Pad(n))
	case "from-7f":
		return signedFrom(0x7f, n)
	case "after-80":
		return signedFrom(0x81, n)
	default:
		return srp.Pad(n)
	}
}

// signedFrom has a byte 00 in front of a first byte from least on; 80 is right.
func signedFrom(least byte, n *big.Int) []byte {
	raw := unsigned(n)
	if raw[0] >= least {
		return append([]byte{0}, raw...)
	}
	return raw
}

// unsigned is big-endian without a sign byte; zero is one byte.
func unsigned(n *big.Int) []byte {
	if n.Sign() == 0 {
		return []byte{0}
	}
	return n.Bytes()
}

// stretched is at least width bytes, zeros in front.
func stretched(n *big.Int, width int) []byte {
	raw := unsigned(n)
	if len(raw) >= width {
		return raw
	}
	return append(make([]byte, width-len(raw)), raw...)
}

func reversed(data []byte) []byte {
	turned := bytes.Clone(data)
	slices.Reverse(turned)
	return turned
}

// digits reads hexadecimal text as bytes, a digit 0 in front of an odd number.
func digits(text string) []byte {
	if len(text)%2 != 0 {
		text = "0" + text
	}
	raw, err := hex.DecodeString(text)
	if err != nil {
		return nil
	}
	return raw
}

func hash(parts ...[]byte) []byte {
	digest := sha256.New()
	for _, part := range parts {
		digest.Write(part)
	}
	return digest.Sum(nil)
}

func mac(key []byte, parts ...[]byte) []byte {
	digest := hmac.New(sha256.New, key)
	for _, part := range parts {
		digest.Write(part)
	}
	return digest.Sum(nil)
}

// integer reads bytes as an integer, in reverse where the way says so.
func integer(data []byte, way string) *big.Int {
	if way == "little-endian" {
		data = reversed(data)
	}
	return new(big.Int).SetBytes(data)
}

// parsed reads a hexadecimal integer; what is none is 0.
func parsed(text string) *big.Int {
	n, ok := new(big.Int).SetString(text, 16)
	if !ok {
		return new(big.Int)
	}
	return n
}
