package srp

import "math/big"

// Hash is H, for the published inner hashes.
func Hash(parts ...[]byte) []byte {
	var h hasher
	for _, part := range parts {
		h.bytes(part)
	}
	digest := h.sum()
	return digest[:]
}

// MAC is HMAC-SHA256, to be compared with the standard library's.
func MAC(key, message []byte) []byte {
	var h hasher
	h.startMAC(key)
	h.bytes(message)
	digest := h.endMAC()
	return digest[:]
}

// Sizes returns how many values c holds for clients and for servers.
func (c *Cache) Sizes() (multiples, bases int) {
	return len(c.multiples.entries), len(c.bases.entries)
}

// Spoil changes what c holds for clients.
func (c *Cache) Spoil() {
	for _, known := range c.multiples.entries {
		known.Add(known, big.NewInt(1))
	}
}
