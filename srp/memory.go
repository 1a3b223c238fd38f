package srp

import (
	"crypto/sha256"
	"math/big"
	"sync"

	"github.com/cogbench/cogbench/srp/internal/modp"
)

// Memory spares the exchanges of identities that come again what does not
// change between them: k·g^x to a client, and to a server a table of the powers
// of v (30 KB, built when the same v comes a second time). It holds no more
// than the given number of each, and forgets an arbitrary one for a new one.
//
// It is keyed by hashes of x and of v, so a changed password or salt finds
// nothing, but what it holds is as secret as a verifier. It may be shared by
// clients, servers and goroutines. What measures the arithmetic goes without.
type Memory struct {
	multiples bounded[*big.Int]
	bases     bounded[*recurring]
}

// NewMemory returns a memory of so many identities.
func NewMemory(identities int) *Memory {
	return &Memory{
		multiples: bounded[*big.Int]{limit: identities, entries: map[digest]*big.Int{}},
		bases:     bounded[*recurring]{limit: identities, entries: map[digest]*recurring{}},
	}
}

// WithMemory lets a Client or a Server use a memory.
func WithMemory(memory *Memory) Option {
	return func(o *options) { o.memory = memory }
}

// multiple returns k·g^x mod N, which must not be changed.
func (m *Memory) multiple(x *big.Int) *big.Int {
	if m == nil {
		return multipleOfVerifier(x)
	}
	key := digestOf(x)
	if known, ok := m.multiples.get(key); ok {
		return known
	}
	computed := multipleOfVerifier(x)
	m.multiples.put(key, computed)
	return computed
}

// multipleOfVerifier returns k·v = k·g^x mod N.
func multipleOfVerifier(x *big.Int) *big.Int {
	v := powerOfG(x)
	return multiply(v, multiplier, v)
}

// recurring is a verifier that came before.
type recurring struct {
	once sync.Once
	base *modp.Base
}

// base returns the table for v, or nil when v comes for the first time.
func (m *Memory) base(v *big.Int) *modp.Base {
	if m == nil {
		return nil
	}
	key := digestOf(v)
	known, ok := m.bases.get(key)
	if !ok {
		m.bases.put(key, &recurring{})
		return nil
	}
	known.once.Do(func() { known.base = modp.Default().NewBase(v) })
	return known.base
}

type digest = [sha256.Size]byte

func digestOf(n *big.Int) digest {
	var space [modp.Bits/8 + 1]byte
	return sha256.Sum256(appendPad(space[:0], n))
}

// bounded is a map with a limit.
type bounded[V any] struct {
	limit   int
	mu      sync.Mutex
	entries map[digest]V
}

func (m *bounded[V]) get(key digest) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, ok := m.entries[key]
	return value, ok
}

func (m *bounded[V]) put(key digest, value V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.limit <= 0 {
		return
	}
	for other := range m.entries {
		if len(m.entries) < m.limit {
			break
		}
		delete(m.entries, other)
	}
	m.entries[key] = value
}
