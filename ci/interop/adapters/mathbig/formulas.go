package main

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"math/big"
)

// modulus is N of RFC 3526 §5.
const modulus = "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd" +
	"ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed" +
	"ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f" +
	"83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b" +
	"e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510" +
	"15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7" +
	"abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c" +
	"bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff"

// formulas are those of a client, in the group of N and g.
type formulas struct{ N, g, k *big.Int }

func newFormulas() formulas {
	N, _ := new(big.Int).SetString(modulus, 16)
	g := big.NewInt(2)
	return formulas{N: N, g: g, k: integer(hash(pad(N), pad(g)))}
}

// power is g^exponent mod N.
func (f formulas) power(exponent *big.Int) *big.Int { return new(big.Int).Exp(f.g, exponent, f.N) }

// identity is who signs in: a pool's name and its user, or a device group and its device.
type identity struct{ group, name, secret string }

// privateKey is x = H(pad(salt) | H(group | name | ":" | secret)).
func privateKey(salt *big.Int, who identity) *big.Int {
	return integer(hash(pad(salt), hash([]byte(who.group+who.name+":"+who.secret))))
}

// sessionKey is HKDF of S = (B - k g^x)^(a + u x) mod N, with u for its salt.
func (f formulas) sessionKey(a, B, salt *big.Int, who identity) ([]byte, error) {
	if new(big.Int).Mod(B, f.N).Sign() == 0 {
		return nil, errors.New("public value B is 0 mod N")
	}
	u := integer(hash(pad(f.power(a)), pad(B)))
	x := privateKey(salt, who)
	base := new(big.Int).Mul(f.k, f.power(x))
	base.Sub(B, base)
	exponent := new(big.Int).Mul(u, x)
	exponent.Add(exponent, a)
	S := base.Exp(base.Mod(base, f.N), exponent, f.N)
	return hkdf.Key(sha256.New, pad(S), pad(u), "Caldera Derived Key", 16)
}

func signature(K []byte, who identity, block []byte, timestamp string) []byte {
	mac := hmac.New(sha256.New, K)
	mac.Write(bytes.Join([][]byte{[]byte(who.group + who.name), block, []byte(timestamp)}, nil))
	return mac.Sum(nil)
}

// pad is minimal two's complement, big-endian.
func pad(n *big.Int) []byte { return n.FillBytes(make([]byte, n.BitLen()/8+1)) }

func hash(parts ...[]byte) []byte {
	sum := sha256.Sum256(bytes.Join(parts, nil))
	return sum[:]
}

func integer(data []byte) *big.Int { return new(big.Int).SetBytes(data) }
