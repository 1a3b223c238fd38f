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

// Sizes returns how many values m holds for clients and for servers.
func (m *Memory) Sizes() (multiples, bases int) {
	return len(m.multiples.entries), len(m.bases.entries)
}

// Spoil changes what m holds for clients.
func (m *Memory) Spoil() {
	for _, known := range m.multiples.entries {
		known.Add(known, big.NewInt(1))
	}
}
