package srp

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/cogbench/cogbench/srp/internal/modp"
)

// The sizes of a fresh a and b, in bits.
const (
	// clientEphemeralBits is what the JavaScript, Python, .NET, Dart and Rust
	// clients draw: 128 bytes.
	clientEphemeralBits = 1024
	// serverEphemeralBits is the least that RFC 5054 §2.5.3 asks for, and twice
	// the strength of the group.
	serverEphemeralBits = 256
	minEphemeralBits    = 256
	// maxGivenBits bounds an a or b that is given: the .NET library's own vector
	// has one of 8188 bits.
	maxGivenBits = 8192
)

// ErrEphemeral is the answer to an ephemeral secret of an impossible size.
var ErrEphemeral = errors.New("unusable ephemeral secret")

// Option changes how a Client, a Server or a device's secrets are made.
type Option func(*options)

type options struct {
	random        io.Reader
	ephemeralBits int
	ephemeral     *big.Int
	cache         *Cache
}

// WithRand replaces the source of randomness. It is for tests only.
func WithRand(random io.Reader) Option {
	return func(o *options) { o.random = random }
}

// WithEphemeralBits sets the size of a fresh a or b: a multiple of 8 from 256
// to 3072. Without it a has 1024 bits and b has 256.
func WithEphemeralBits(bits int) Option {
	return func(o *options) { o.ephemeralBits = bits }
}

// WithEphemeral gives a (to a client) or b (to a server) instead of drawing it:
// for vectors and tests only. It must be positive and of at most 8192 bits.
func WithEphemeral(secret *big.Int) Option {
	return func(o *options) { o.ephemeral = new(big.Int).Set(secret) }
}

func apply(opts []Option, ephemeralBits int) options {
	o := options{random: rand.Reader, ephemeralBits: ephemeralBits}
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// drawEphemeral returns the secret exponent that the options ask for.
func (o options) drawEphemeral() (*big.Int, error) {
	if o.ephemeral != nil {
		if o.ephemeral.Sign() <= 0 || o.ephemeral.BitLen() > maxGivenBits {
			return nil, fmt.Errorf("%w: it must be positive and have at most %d bits", ErrEphemeral, maxGivenBits)
		}
		return o.ephemeral, nil
	}
	bits := o.ephemeralBits
	if bits < minEphemeralBits || bits > modp.Bits || bits%8 != 0 {
		return nil, fmt.Errorf("%w: %d bits", ErrEphemeral, bits)
	}
	drawn, err := o.draw(bits / 8)
	if err != nil {
		return nil, fmt.Errorf("ephemeral secret: %w", err)
	}
	return new(big.Int).SetBytes(drawn), nil
}

// draw returns n fresh random bytes.
func (o options) draw(n int) ([]byte, error) {
	drawn := make([]byte, n)
	if _, err := io.ReadFull(o.random, drawn); err != nil {
		return nil, err
	}
	return drawn, nil
}
