package jwt

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/binary"
	"math/big"
	"math/bits"
	"slices"
)

const (
	// keyBits is the size of the service's own keys.
	keyBits = 2048
	// primes is how many primes a modulus has. A signature is one power for each
	// (RFC 8017 §5.2.1), and thirty-two that fit into a word take a fraction of the time of
	// two of half the modulus's size. That matters in a pool that does little else, and
	// nobody sees it in the public key.
	primes = keyBits / wordBits
	// wordBits is the size of a prime.
	wordBits = 64
	// exponent is the public exponent.
	exponent = 65537
)

// privateKey is an RSA key whose primes anybody can find, and signing with it takes a time
// that depends on them: it is for tokens that are worth nothing.
type privateKey struct {
	public  rsa.PublicKey
	factors []factor
}

// factor is what belongs to one prime of a modulus.
type factor struct {
	prime uint64
	// power is the private exponent mod prime−1.
	power uint64
	// basis is 1 mod prime, and 0 mod every other.
	basis *big.Int
}

// newPrivateKey makes a key. It is slow: some thousandths of a second.
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

// drawPrime draws a prime that begins with six ones, so that most products of thirty-two
// have keyBits: (63/64)^32 > 1/2.
func drawPrime() *big.Int {
	var b [wordBits / 8]byte
	for {
		rand.Read(b[:])
		b[0] |= 0xfc
		b[len(b)-1] |= 1
		if drawn := new(big.Int).SetBytes(b[:]); drawn.ProbablyPrime(0) { // which is certain of a word
			return drawn
		}
	}
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
		key.factors = append(key.factors, factor{prime: prime.Uint64(), power: power.Uint64(), basis: others.Mul(others, inverse)})
	}
	return key
}

// sign is RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2.1), which JSON web tokens
// call RS256.
func (k *privateKey) sign(payload []byte) []byte {
	message := encoded(sha256.Sum256(payload))
	signature, rest, term := new(big.Int), new(big.Int), new(big.Int)
	for _, f := range k.factors {
		rest.SetUint64(f.raise(f.reduce(message)))
		signature.Add(signature, term.Mul(rest, f.basis))
	}
	signature.Mod(signature, k.public.N)
	return signature.FillBytes(make([]byte, keyBits/8))
}

// reduce is a number mod the prime: of whole words, the highest byte first.
func (f factor) reduce(number []byte) (rest uint64) {
	for word := range slices.Chunk(number, wordBits/8) {
		_, rest = bits.Div64(rest, binary.BigEndian.Uint64(word), f.prime)
	}
	return rest
}

// raise is the private power of a number below the prime.
func (f factor) raise(number uint64) uint64 {
	result := uint64(1)
	for power := f.power; power > 0; power >>= 1 {
		if power&1 == 1 {
			result = f.multiply(result, number)
		}
		number = f.multiply(number, number)
	}
	return result
}

func (f factor) multiply(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	_, rest := bits.Div64(high, low, f.prime)
	return rest
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
