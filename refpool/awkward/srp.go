package awkward

import (
	"encoding/binary"
	"io"
	"iter"
	"math/big"
	"sync"
	"sync/atomic"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/srp"
)

const (
	// mostZerosOfB is how many leading zeros B is made to have, a prime. Nobody can choose B, since
	// that would take the discrete logarithm of B - k·v: n zeros take 16^n tries, which are
	// half a second for 7, and ten for 8.
	mostZerosOfB = 7
	// mostZerosOfSalt leaves one digit of the 32, and is a prime.
	mostZerosOfSalt = 31
	saltBits        = 128
	bitsOfDigit     = 4
	ephemeralBytes  = 32
	// runBits is how many values of b are tried at a time.
	runBits  = 1 << 16
	wordBits = 64
)

// shortB draws b until B is short. Legs of users and of devices are counted apart: each meets
// every length in turn, whatever the order in which they come.
func shortB(b *refpool.Behaviour, awake func() bool) {
	var legsOfUsers, legsOfDevices atomic.Int64
	identityOf := identitiesOf(b)
	before := b.Auth.SRP.NewLeg
	b.Auth.SRP.NewLeg = func(verifier *big.Int, random io.Reader) (refpool.SRPLeg, error) {
		if !awake() {
			return before(verifier, random)
		}
		legs := &legsOfDevices
		if _, ofUser := identityOf(verifier); ofUser {
			legs = &legsOfUsers
		}
		ephemeral, err := ephemeralOfShortB(verifier, inTurn(legs, mostZerosOfB), random)
		if err != nil {
			return nil, err
		}
		return srp.NewServer(verifier, srp.WithEphemeral(ephemeral))
	}
}

// inTurn is each of 1 to most once in so many, in an order in which odd and even ones do not
// alternate: a client's tests may, between a wrong password and the right one.
func inTurn(count *atomic.Int64, most int64) int {
	next := count.Add(1) - 1
	return int(next*((most-1)/2)%most) + 1 // most is prime
}

// identitiesOf has the pool remember what the verifiers of users are made of, and looks that
// up. Those of devices are made by clients, and unknown.
func identitiesOf(b *refpool.Behaviour) func(verifier *big.Int) (srp.Identity, bool) {
	const base = 62
	var known sync.Map // srp.Identity by the text of a verifier
	before := b.Auth.SRP.UserVerifier
	b.Auth.SRP.UserVerifier = func(id srp.Identity, salt *big.Int) *big.Int {
		v := before(id, salt)
		known.Store(v.Text(base), id)
		return v
	}
	return func(verifier *big.Int) (srp.Identity, bool) {
		found, _ := known.Load(verifier.Text(base))
		id, ok := found.(srp.Identity)
		return id, ok
	}
}

// ephemeralOfShortB is a b for which B = k·v + g^b mod N has that many leading zeros, and no
// more. It begins at random, and goes on from one b to the next.
//
// g is 2: so the fraction g^(b+i)/N mod 1 is that of g^b/N, in binary, from the digit i on.
// One division gives the leading digits of thousands of powers.
func ephemeralOfShortB(v *big.Int, zeros int, random io.Reader) (*big.Int, error) {
	drawn := make([]byte, ephemeralBytes)
	if _, err := io.ReadFull(random, drawn); err != nil {
		return nil, err
	}
	N, g := srp.N(), srp.G()
	b := new(big.Int).SetBytes(drawn)
	power := new(big.Int).Exp(g, b, N)
	kv := new(big.Int).Mul(srp.K(), v)
	kv.Mod(kv, N)
	short := N.BitLen() - zeros*bitsOfDigit
	fraction, digits := new(big.Int), make([]byte, runBits/8)
	for {
		fraction.QuoRem(power.Lsh(power, runBits), N, power)
		for i := range shortSums(fraction.FillBytes(digits), leadingWord(kv, N), zeros) {
			found := new(big.Int).Add(b, big.NewInt(i))
			B := new(big.Int).Exp(g, found, N)
			B.Mod(B.Add(B, kv), N)
			if n := B.BitLen(); n <= short && n > short-bitsOfDigit {
				return found, nil
			}
		}
		b.Add(b, big.NewInt(runBits))
	}
}

// leadingWord is the first word of n/N, which is that of n: N begins with a word of ones.
func leadingWord(n, N *big.Int) uint64 {
	return new(big.Int).Rsh(n, uint(N.BitLen()-wordBits)).Uint64()
}

// shortSums are the places of a binary fraction from which on it begins, when another is added
// and what is whole is dropped, with that many hexadecimal zeros or more. A carry from behind
// the first word is not seen.
func shortSums(digits []byte, other uint64, zeros int) iter.Seq[int64] {
	const word = wordBits / 8
	above := uint64(1) << (wordBits - zeros*bitsOfDigit)
	return func(yield func(int64) bool) {
		window := binary.BigEndian.Uint64(digits)
		for at := word; at+word <= len(digits); at += word {
			next := binary.BigEndian.Uint64(digits[at:])
			for bit := range wordBits {
				if window+other < above && !yield(int64((at-word)*8+bit)) {
					return
				}
				window = window<<1 | next>>(wordBits-1)
				next <<= 1
			}
		}
	}
}

// shortSalt gives a user another salt for each sign-in, as each change of the password
// would.
func shortSalt(b *refpool.Behaviour, awake func() bool) {
	var legs atomic.Int64
	verifierOf, newLeg, parametersOf := b.Auth.SRP.UserVerifier, b.Auth.SRP.NewLeg, b.Auth.SRP.Parameters
	identityOf := identitiesOf(b)
	b.Auth.SRP.NewLeg = func(verifier *big.Int, random io.Reader) (refpool.SRPLeg, error) {
		identity, ofUser := identityOf(verifier)
		if !ofUser || !awake() { // the salt of a device is the client's
			return newLeg(verifier, random)
		}
		salt, err := saltWithZeros(inTurn(&legs, mostZerosOfSalt), random)
		if err != nil {
			return nil, err
		}
		leg, err := newLeg(verifierOf(identity, salt), random)
		return salted{leg, salt}, err
	}
	b.Auth.SRP.Parameters = func(ch *refpool.Challenge, parameters map[string]string) map[string]string {
		if leg, ok := ch.Leg.(salted); ok {
			parameters["SALT"] = b.Auth.SRP.FormatSalt(leg.salt)
		}
		return parametersOf(ch, parameters)
	}
}

// saltWithZeros is a salt of 32 digits of which that many are leading zeros, and no more.
func saltWithZeros(zeros int, random io.Reader) (*big.Int, error) {
	bits := saltBits - zeros*bitsOfDigit
	drawn := make([]byte, saltBits/8)
	for {
		if _, err := io.ReadFull(random, drawn); err != nil {
			return nil, err
		}
		salt := new(big.Int).SetBytes(drawn)
		if salt.Rsh(salt, uint(saltBits-bits)); salt.BitLen() > bits-bitsOfDigit {
			return salt, nil
		}
	}
}

// salted is an exchange by a verifier of another salt than the user's.
type salted struct {
	refpool.SRPLeg
	salt *big.Int
}

// Secrets are b and v, nil if the exchange does not tell.
func (s salted) Secrets() (b, v *big.Int) {
	if leg, ok := s.SRPLeg.(interface{ Secrets() (b, v *big.Int) }); ok {
		return leg.Secrets()
	}
	return nil, nil
}
