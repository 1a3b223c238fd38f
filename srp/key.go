package srp

import (
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
	var h hasher
	return h.scrambling(A, B)
}

func (h *hasher) scrambling(A, B *big.Int) (*big.Int, error) {
	h.number(A)
	h.number(B)
	u := h.sumInt()
	if u.Sign() == 0 {
		return nil, ErrZeroU
	}
	return u, nil
}

// ClientPremaster returns S = (B − k·g^x)^(a + u·x) mod N, the client's side of
// RFC 5054 §2.6, its base reduced to [0, N).
func ClientPremaster(a, B, x, u *big.Int) *big.Int {
	return clientPremaster(a, B, x, u, nil)
}

func clientPremaster(a, B, x, u *big.Int, known *Cache) *big.Int {
	base := new(big.Int).Sub(B, known.multiple(x))
	if base.Sign() < 0 {
		base.Add(base, modulus)
	}
	exponent := new(big.Int).Mul(u, x)
	exponent.Add(exponent, a)
	return power(base, base, exponent)
}

// ServerPremaster returns S = (A·v^u)^b mod N, the server's side.
func ServerPremaster(A, v, u, b *big.Int) *big.Int {
	return serverPremaster(A, power(new(big.Int), v, u), b)
}

// serverPremaster is ServerPremaster with v^u computed. It changes that.
func serverPremaster(A, powerOfV, b *big.Int) *big.Int {
	base := multiply(powerOfV, A, powerOfV)
	return power(base, base, b)
}

// SessionKey returns K, 16 bytes: HKDF-SHA256 with salt pad(u), input pad(S),
// info "Caldera Derived Key". Its one block of output is
// HMAC(HMAC(pad(u), pad(S)), info ‖ 01)[0:16]. (RFC 5869;
// amazon-cognito-identity-js AuthenticationHelper.js, computehkdf)
func SessionKey(S, u *big.Int) []byte {
	var h hasher
	key := h.sessionKey(S, u)
	return key[:]
}

func (h *hasher) sessionKey(S, u *big.Int) [sessionKeyBytes]byte {
	var space [1 + sha256.Size]byte
	h.startMAC(appendPad(space[:0], u))
	h.number(S)
	extracted := h.endMAC()
	h.startMAC(extracted[:])
	h.text(sessionKeyInfo)
	expanded := h.endMAC()
	return [sessionKeyBytes]byte(expanded[:])
}

// Signature returns the proof M = HMAC-SHA256(key, group ‖ name ‖ secretBlock ‖
// timestamp), 32 bytes. The block is the decoded SECRET_BLOCK, and the
// timestamp the very text that is sent as TIMESTAMP.
func Signature(key []byte, group, name string, secretBlock []byte, timestamp string) []byte {
	var h hasher
	proof := h.signature(key, group, name, secretBlock, timestamp)
	return proof[:]
}

func (h *hasher) signature(key []byte, group, name string, secretBlock []byte, timestamp string) [sha256.Size]byte {
	h.startMAC(key)
	h.text(group)
	h.text(name)
	h.bytes(secretBlock)
	h.text(timestamp)
	return h.endMAC()
}
