package srp

import (
	"crypto/sha256"
	"math/big"
)

// hasherSpace is what a proof hashes at once, but for its secret block: A and B.
const hasherSpace = 1024

// hasher joins the parts of a message and hashes them: SHA-256, or
// HMAC-SHA256 between startMAC and endMAC. The standard library's HMAC would
// allocate five times for each of the three keys of a proof.
type hasher struct {
	message []byte
	outer   [sha256.BlockSize]byte // key ⊕ opad
}

func (h *hasher) text(part string)     { h.message = append(h.message, part...) }
func (h *hasher) bytes(part []byte)    { h.message = append(h.message, part...) }
func (h *hasher) number(part *big.Int) { h.message = appendPad(h.message, part) }

// sum returns H of the message, and starts another.
func (h *hasher) sum() [sha256.Size]byte {
	digest := sha256.Sum256(h.message)
	h.message = h.message[:0]
	return digest
}

// sumInt returns sum as a big-endian integer.
func (h *hasher) sumInt() *big.Int {
	digest := h.sum()
	return new(big.Int).SetBytes(digest[:])
}

// startMAC starts the message of HMAC(key, message) = H(key ⊕ opad ‖ H(key ⊕
// ipad ‖ message)), RFC 2104.
func (h *hasher) startMAC(key []byte) {
	const innerPad, outerPad = 0x36, 0x5c
	var block, inner [sha256.BlockSize]byte
	if len(key) > len(block) {
		digest := sha256.Sum256(key)
		key = digest[:]
	}
	copy(block[:], key)
	for i, b := range block {
		inner[i], h.outer[i] = b^innerPad, b^outerPad
	}
	h.message = append(h.message[:0], inner[:]...)
}

// endMAC returns the HMAC of the message since startMAC.
func (h *hasher) endMAC() [sha256.Size]byte {
	digest := h.sum()
	h.bytes(h.outer[:])
	h.bytes(digest[:])
	return h.sum()
}
