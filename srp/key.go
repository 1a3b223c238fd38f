package srp

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"math/big"
)

// sessionKeyBytes is the length of K.
const sessionKeyBytes = 16

// sessionKeyInfo is HKDF's info, followed by the counter of its first block.
const sessionKeyInfo = "Caldera Derived Key\x01"

// What neither side goes on with (RFC 5054 §2.5.3 and §2.5.4): each would make
// S known without the secret.
var (
	ErrZeroA = errors.New("A is 0 mod N")
	ErrZeroB = errors.New("B is 0 mod N")
	ErrZeroU = errors.New("u is 0")
)

// Scrambling returns u = H(pad(A) ‖ pad(B)), or ErrZeroU. A and B enter as they
// were sent, not reduced.
func Scrambling(A, B *big.Int) (*big.Int, error) {
	u := hashInt(Pad(A), Pad(B))
	if u.Sign() == 0 {
		return nil, ErrZeroU
	}
	return u, nil
}

// ClientPremaster returns S = (B − k·g^x)^(a + u·x) mod N, the client's side of
// RFC 5054 §2.6, its base reduced to [0, N).
func ClientPremaster(a, B, x, u *big.Int) *big.Int {
	base := new(big.Int).Mul(multiplier, powerOfG(x))
	base.Sub(B, base)
	base.Mod(base, modulus)
	exponent := new(big.Int).Mul(u, x)
	exponent.Add(exponent, a)
	return power(base, exponent)
}

// ServerPremaster returns S = (A·v^u)^b mod N, the server's side.
func ServerPremaster(A, v, u, b *big.Int) *big.Int {
	base := power(v, u)
	base.Mul(base, A)
	base.Mod(base, modulus)
	return power(base, b)
}

// SessionKey returns K, 16 bytes: HKDF-SHA256 with salt pad(u), input pad(S),
// info "Caldera Derived Key". Its one block of output is
// HMAC(HMAC(pad(u), pad(S)), info ‖ 01)[0:16]. (RFC 5869;
// amazon-cognito-identity-js AuthenticationHelper.js, computehkdf)
func SessionKey(S, u *big.Int) []byte {
	extracted := mac(Pad(u), Pad(S))
	return mac(extracted, []byte(sessionKeyInfo))[:sessionKeyBytes]
}

// Signature returns the proof M = HMAC-SHA256(key, group ‖ name ‖ secretBlock ‖
// timestamp), 32 bytes. The block is the decoded SECRET_BLOCK, and the
// timestamp the very text that is sent as TIMESTAMP.
func Signature(key []byte, group, name string, secretBlock []byte, timestamp string) []byte {
	return mac(key, []byte(group), []byte(name), secretBlock, []byte(timestamp))
}

// mac returns HMAC-SHA256 of the parts joined, 32 bytes.
func mac(key []byte, parts ...[]byte) []byte {
	digest := hmac.New(sha256.New, key)
	for _, part := range parts {
		digest.Write(part)
	}
	return digest.Sum(nil)
}
