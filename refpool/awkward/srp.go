package awkward

import (
	"io"
	"math/big"
	"sync"
	"sync/atomic"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/srp"
)

const (
	// mostZerosOfB is how many leading zeros B is made to have: one more would take
	// sixteen times as long, which is seconds.
	mostZerosOfB = 4
	// mostZerosOfSalt leaves one digit of the 32.
	mostZerosOfSalt = 31
	saltBits        = 128
	bitsOfDigit     = 4
	ephemeralBytes  = 32
)

// shortB draws b until B is short.
func shortB(b *refpool.Behaviour, awake func() bool) {
	var legs atomic.Int64
	before := b.Auth.SRP.NewLeg
	b.Auth.SRP.NewLeg = func(verifier *big.Int, random io.Reader) (refpool.SRPLeg, error) {
		if !awake() {
			return before(verifier, random)
		}
		zeros := int((legs.Add(1)-1)%mostZerosOfB) + 1
		ephemeral, err := ephemeralOfShortB(verifier, zeros, random)
		if err != nil {
			return nil, err
		}
		return srp.NewServer(verifier, srp.WithEphemeral(ephemeral))
	}
}

// ephemeralOfShortB is a b for which B = k·v + g^b mod N has that many leading zeros. It
// goes from one b to the next, because g^(b+1) = g·g^b takes no exponentiation.
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
	B := new(big.Int)
	for one := big.NewInt(1); ; b.Add(b, one) {
		B.Add(kv, power)
		if B.Cmp(N) >= 0 {
			B.Sub(B, N)
		}
		if n := B.BitLen(); n <= short && n > short-bitsOfDigit {
			return b, nil
		}
		power.Mul(power, g)
		if power.Cmp(N) >= 0 { // g is 2
			power.Sub(power, N)
		}
	}
}

// shortSalt gives a user another salt for each sign-in, as each change of the password
// would: the pool remembers what the verifiers are made of.
func shortSalt(b *refpool.Behaviour, awake func() bool) {
	var known sync.Map // srp.Identity by the text of a verifier
	var legs atomic.Int64
	verifierOf, newLeg, parametersOf := b.Auth.SRP.UserVerifier, b.Auth.SRP.NewLeg, b.Auth.SRP.Parameters
	b.Auth.SRP.UserVerifier = func(id srp.Identity, salt *big.Int) *big.Int {
		v := verifierOf(id, salt)
		known.Store(v.Text(62), id)
		return v
	}
	b.Auth.SRP.NewLeg = func(verifier *big.Int, random io.Reader) (refpool.SRPLeg, error) {
		id, ok := known.Load(verifier.Text(62))
		identity, isIdentity := id.(srp.Identity)
		if !ok || !isIdentity || !awake() { // of a device, whose salt is the client's
			return newLeg(verifier, random)
		}
		salt, err := saltWithZeros(int((legs.Add(1)-1)%mostZerosOfSalt)+1, random)
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

// saltWithZeros is a salt of 32 digits of which that many are leading zeros.
func saltWithZeros(zeros int, random io.Reader) (*big.Int, error) {
	drawn := make([]byte, saltBits/8)
	if _, err := io.ReadFull(random, drawn); err != nil {
		return nil, err
	}
	bits := saltBits - zeros*bitsOfDigit
	salt := new(big.Int).SetBytes(drawn)
	salt.Rsh(salt, uint(saltBits-bits))
	return salt.SetBit(salt, bits-1, 1), nil // so that there are no more zeros
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
