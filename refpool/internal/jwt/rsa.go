package jwt

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"math/big"
	"slices"
)

const (
	// keyBits is the size of the service's own keys.
	keyBits = 2048
	// primes is how many primes a modulus has. A signature is one power for each
	// (RFC 8017 §5.2.1), and sixteen of a sixteenth of the size take a sixth of the time
	// of two of half of it. That matters in a pool that does little else, and nobody sees
	// it in the public key.
	primes = 16
	// exponent is the public exponent.
	exponent = 65537
)

// privateKey is an RSA key. Signing with it takes a time that depends on the key:
// it is for tokens that are worth nothing.
type privateKey struct {
	public  rsa.PublicKey
	factors []factor
}

// factor is what belongs to one prime of a modulus.
type factor struct {
	prime *big.Int
	// power is the private exponent mod prime−1.
	power *big.Int
	// basis is 1 mod prime, and 0 mod every other.
	basis *big.Int
}

// newPrivateKey makes a key. It is slow: one or two hundredths of a second.
func newPrivateKey() *privateKey {
	for {
		drawn := make([]*big.Int, primes)
		for i := range drawn {
			drawn[i] = drawPrime()
		}
		if key := keyOf(drawn); key != nil {
			return key
		}
	}
}

// drawPrime draws a prime that begins with five ones, so that the product of any sixteen
// has keyBits: (31/32)^16 > 1/2. The primes of crypto/rand begin with two, and most of them
// would be too short.
func drawPrime() *big.Int {
	var b [keyBits / primes / 8]byte
	for {
		rand.Read(b[:])
		b[0] |= 0xf8
		b[len(b)-1] |= 1
		drawn := new(big.Int).SetBytes(b[:])
		if !hasSmallFactor(drawn) && drawn.ProbablyPrime(primeRounds) {
			return drawn
		}
	}
}

// primeRounds is how many random bases of Miller and Rabin a prime passes, beside the
// test of Baillie, Pomerance, Selfridge and Wagstaff.
const primeRounds = 8

// hasSmallFactor reports whether a number is a multiple of an odd prime up to 53.
func hasSmallFactor(n *big.Int) bool {
	product := new(big.Int).SetUint64(3 * 5 * 7 * 11 * 13 * 17 * 19 * 23 * 29 * 31 * 37 * 41 * 43 * 47 * 53)
	return new(big.Int).GCD(nil, nil, product, new(big.Int).Mod(n, product)).Cmp(big.NewInt(1)) != 0
}

// keyOf is the key of the primes; nil if two are equal, their product is too short,
// or the exponent has no inverse.
func keyOf(primes []*big.Int) *privateKey {
	n := big.NewInt(1)
	for _, prime := range primes {
		n.Mul(n, prime)
	}
	if n.BitLen() != keyBits {
		return nil
	}
	key := &privateKey{public: rsa.PublicKey{N: n, E: exponent}}
	for _, prime := range primes {
		others := new(big.Int).Div(n, prime)
		inverse := new(big.Int).ModInverse(others, prime)
		power := new(big.Int).ModInverse(big.NewInt(exponent), new(big.Int).Sub(prime, big.NewInt(1)))
		if inverse == nil || power == nil {
			return nil
		}
		key.factors = append(key.factors, factor{prime: prime, power: power, basis: others.Mul(others, inverse)})
	}
	return key
}

// sign is RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2.1), which JSON web tokens
// call RS256.
func (k *privateKey) sign(payload []byte) []byte {
	message := new(big.Int).SetBytes(encoded(sha256.Sum256(payload)))
	signature := new(big.Int)
	for _, f := range k.factors {
		rest := new(big.Int).Mod(message, f.prime)
		rest.Exp(rest, f.power, f.prime)
		signature.Add(signature, rest.Mul(rest, f.basis))
	}
	signature.Mod(signature, k.public.N)
	return signature.FillBytes(make([]byte, keyBits/8))
}

// encoded is EMSA-PKCS1-v1_5 (RFC 8017 §9.2): 00 01 FF … FF 00, and the digest in
// DER with its algorithm.
func encoded(digest [sha256.Size]byte) []byte {
	algorithm := []byte{ // DigestInfo of SHA-256, note 1 of §9.2
		0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
	}
	padding := slices.Repeat([]byte{0xff}, keyBits/8-3-len(algorithm)-len(digest))
	return slices.Concat([]byte{0, 1}, padding, []byte{0}, algorithm, digest[:])
}
