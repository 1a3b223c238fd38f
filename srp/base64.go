package srp

import (
	"encoding/base64"
	"strings"
)

// LenientBase64 reads base64 as amazon-cognito-identity-js reads a SECRET_BLOCK, by
// Buffer.from(text, "base64"): it ends at the first "=", takes either alphabet, and
// passes over every other character. What a client like that signs is what this
// returns; of text that is base64 it is the same as what the strict decoder gives.
// (feross/buffer index.js, base64clean)
func LenientBase64(text string) []byte {
	if decoded, err := base64.StdEncoding.DecodeString(text); err == nil {
		return decoded
	}
	text, _, _ = strings.Cut(text, "=")
	digits := Base64Digits(text)
	if len(digits)%4 == 1 {
		digits = digits[:len(digits)-1] // six bits make no byte
	}
	decoded, _ := base64.RawStdEncoding.DecodeString(digits) // nothing else is left in it
	return decoded
}

// Base64Digits are the digits of a text of base64 in either alphabet, in the usual one;
// every other character is left out.
func Base64Digits(text string) string { return strings.Map(base64Digit, text) }

// base64Digit is the digit that a character stands for, -1 for none.
func base64Digit(r rune) rune {
	switch {
	case r == '-':
		return '+'
	case r == '_':
		return '/'
	case r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '+', r == '/':
		return r
	default:
		return -1
	}
}
