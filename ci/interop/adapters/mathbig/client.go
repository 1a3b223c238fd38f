package main

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// modulus is N of RFC 3526 §5.
const modulus = "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437" +
	"4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05" +
	"98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b" +
	"e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33" +
	"a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864" +
	"d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff"

// client has the group, and k = H(pad(N) | pad(g)). A name begins with that of the pool, or with the device group.
type client struct{ N, g, k *big.Int }

func newClient() client {
	N, _ := new(big.Int).SetString(modulus, 16)
	g := big.NewInt(2)
	return client{N: N, g: g, k: hash(pad(N), pad(g))}
}

// power is g^exponent mod N.
func (c client) power(exponent *big.Int) *big.Int { return new(big.Int).Exp(c.g, exponent, c.N) }

// privateKey is x = H(pad(salt) | H(name | ":" | secret)).
func privateKey(salt *big.Int, name, secret string) *big.Int {
	inner := sha256.Sum256([]byte(name + ":" + secret))
	return hash(pad(salt), inner[:])
}

// sessionKey is HKDF of S = (B - k g^x)^(a + u x) mod N, with u for its salt.
func (c client) sessionKey(aText, bText, saltText, name, secret string) ([]byte, error) {
	a, errA := integer(aText)
	B, errB := integer(bText)
	salt, errSalt := integer(saltText)
	if err := errors.Join(errA, errB, errSalt); err != nil {
		return nil, err
	}
	if new(big.Int).Mod(B, c.N).Sign() == 0 {
		return nil, errors.New("public value B is 0 mod N")
	}
	u := hash(pad(c.power(a)), pad(B))
	x := privateKey(salt, name, secret)
	base := new(big.Int).Sub(B, new(big.Int).Mul(c.k, c.power(x)))
	exponent := new(big.Int).Add(a, new(big.Int).Mul(u, x))
	S := base.Exp(base.Mod(base, c.N), exponent, c.N)
	return hkdf.Key(sha256.New, pad(S), pad(u), "Caldera Derived Key", 16)
}

// signature signs the name, SECRET_BLOCK and TIMESTAMP.
func signature(K []byte, name string, block []byte, timestamp string) []byte {
	mac := hmac.New(sha256.New, K)
	mac.Write(slices.Concat([]byte(name), block, []byte(timestamp)))
	return mac.Sum(nil)
}

// pad is minimal two's complement, big-endian.
func pad(n *big.Int) []byte { return n.FillBytes(make([]byte, n.BitLen()/8+1)) }

func hash(parts ...[]byte) *big.Int {
	sum := sha256.Sum256(slices.Concat(parts...))
	return new(big.Int).SetBytes(sum[:])
}

func integer(text string) (*big.Int, error) {
	if text == "" || strings.Trim(text, "0123456789abcdefABCDEF") != "" {
		return new(big.Int), fmt.Errorf("%q is not a hexadecimal integer", text)
	}
	n, _ := new(big.Int).SetString(text, 16)
	return n, nil
}
