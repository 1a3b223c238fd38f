package srp

import (
	"crypto/sha256"
	"math/big"
	"sync"

	"github.com/cogbench/cogbench/srp/internal/modp"
)

// Cache keeps what does not change between two exchanges of the same identity:
// k·g^x for a client, and for a server a table of the powers of v (30 KB, built
// when the same v comes a second time). It holds at most the given number of each
// and evicts an arbitrary one for a new one.
//
// Its keys are hashes of x and of v, so a changed password or salt misses, but its
// content is as secret as a verifier. Clients, servers and goroutines may share it.
// Do not use one when you measure the arithmetic.
type Cache struct {
	multiples bounded[*big.Int]
	bases     bounded[*recurring]
}

// NewCache returns a cache for the given number of identities.
func NewCache(identities int) *Cache {
	return &Cache{
		multiples: bounded[*big.Int]{limit: identities, entries: map[digest]*big.Int{}},
		bases:     bounded[*recurring]{limit: identities, entries: map[digest]*recurring{}},
	}
}

// WithCache makes a Client or a Server use a cache.
func WithCache(cache *Cache) Option {
	return func(o *options) { o.cache = cache }
}

// multiple returns k·g^x mod N, which must not be changed.
func (c *Cache) multiple(x *big.Int) *big.Int {
	if c == nil {
		return multipleOfVerifier(x)
	}
	key := digestOf(x)
	if known, ok := c.multiples.get(key); ok {
		return known
	}
	computed := multipleOfVerifier(x)
	c.multiples.put(key, computed)
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
func (c *Cache) base(v *big.Int) *modp.Base {
	if c == nil {
		return nil
	}
	key := digestOf(v)
	known, ok := c.bases.get(key)
	if !ok {
		c.bases.put(key, &recurring{})
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
