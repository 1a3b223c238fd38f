// Command mathbig is the adapter of Go's math/big: what an application computes that
// uses nothing but the standard library.
package main

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"regexp"
	"strings"
	"time"
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

var hexadecimal = regexp.MustCompile(`^[0-9a-fA-F]+$`)

type input map[string]any

func (in input) text(name string) string {
	text, _ := in[name].(string)
	return text
}

func (in input) integer(name string) (*big.Int, error) {
	if !hexadecimal.MatchString(in.text(name)) {
		return nil, errors.New(name + " is not a hexadecimal integer")
	}
	n, _ := new(big.Int).SetString(in.text(name), 16)
	return n, nil
}

// pad is minimal two's complement, big-endian.
func pad(n *big.Int) []byte { return n.FillBytes(make([]byte, n.BitLen()/8+1)) }

func hash(parts ...[]byte) []byte {
	sum := sha256.Sum256(bytes.Join(parts, nil))
	return sum[:]
}

func integer(data []byte) *big.Int { return new(big.Int).SetBytes(data) }

// library holds the group.
type library struct{ N, g, k *big.Int }

func newLibrary() *library {
	N, _ := new(big.Int).SetString(modulus, 16)
	g := big.NewInt(2)
	return &library{N: N, g: g, k: integer(hash(pad(N), pad(g)))}
}

func (l *library) power(base, exponent *big.Int) *big.Int {
	return new(big.Int).Exp(base, exponent, l.N)
}

// privateKey is x = H(pad(salt) | H(group | name | ":" | secret)).
func privateKey(salt *big.Int, group, name, secret string) *big.Int {
	return integer(hash(pad(salt), hash([]byte(group+name+":"+secret))))
}

func (l *library) proof(in input, group, name, secret string) (map[string]string, error) {
	a, errA := in.integer("a")
	B, errB := in.integer("B")
	salt, errSalt := in.integer("salt")
	block, errBlock := base64.StdEncoding.Strict().DecodeString(in.text("secretBlock"))
	if err := errors.Join(errA, errB, errSalt, errBlock); err != nil {
		return nil, err
	}
	if new(big.Int).Mod(B, l.N).Sign() == 0 {
		return nil, errors.New("public value B is 0 mod N")
	}
	u := integer(hash(pad(l.power(l.g, a)), pad(B)))
	x := privateKey(salt, group, name, secret)
	base := new(big.Int).Mul(l.k, l.power(l.g, x))
	base.Sub(B, base).Mod(base, l.N)
	exponent := new(big.Int).Mul(u, x)
	S := l.power(base, exponent.Add(exponent, a))
	key, err := hkdf.Key(sha256.New, pad(S), pad(u), "Caldera Derived Key", 16)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(bytes.Join([][]byte{[]byte(group + name), block, []byte(in.text("timestamp"))}, nil))
	return map[string]string{"signature": base64.StdEncoding.EncodeToString(mac.Sum(nil))}, nil
}

func (l *library) deviceVerifier(in input) (map[string]string, error) {
	data, err := hex.DecodeString(in.text("salt"))
	if err != nil {
		return nil, err
	}
	salt := integer(data)
	v := l.power(l.g, privateKey(salt, in.text("deviceGroupKey"), in.text("deviceKey"), in.text("deviceSecret")))
	return map[string]string{
		"Salt":             base64.StdEncoding.EncodeToString(pad(salt)),
		"PasswordVerifier": base64.StdEncoding.EncodeToString(pad(v)),
	}, nil
}

func (l *library) public(in input) (map[string]string, error) {
	a, err := in.integer("a")
	if err != nil {
		return nil, err
	}
	return map[string]string{"A": l.power(l.g, a).Text(16)}, nil
}

var errUnsupported = errors.New("unsupported")

func (l *library) compute(op string, in input) (map[string]string, error) {
	switch op {
	case "ping":
		return map[string]string{}, nil
	case "client_public":
		return l.public(in)
	case "user_proof":
		_, pool, _ := strings.Cut(in.text("poolId"), "_")
		return l.proof(in, pool, in.text("userId"), in.text("password"))
	case "device_proof":
		return l.proof(in, in.text("deviceGroupKey"), in.text("deviceKey"), in.text("deviceSecret"))
	case "device_verifier":
		return l.deviceVerifier(in)
	}
	return nil, errUnsupported
}

type request struct {
	ID    int    `json:"id"`
	Op    string `json:"op"`
	Input input  `json:"input"`
}

func (l *library) answer(r request) map[string]any {
	start := time.Now()
	output, err := l.compute(r.Op, r.Input)
	took := time.Since(start).Nanoseconds()
	switch {
	case errors.Is(err, errUnsupported):
		return map[string]any{"id": r.ID, "error": "unsupported"}
	case err != nil:
		return map[string]any{"id": r.ID, "error": "rejected", "reason": err.Error()}
	}
	return map[string]any{"id": r.ID, "output": output, "ns": took}
}

// serve answers requests until there are no more.
func serve(in io.Reader, out io.Writer) error {
	l, requests, answers := newLibrary(), json.NewDecoder(in), json.NewEncoder(out)
	for requests.More() {
		var r request
		if err := requests.Decode(&r); err != nil {
			return err
		}
		if err := answers.Encode(l.answer(r)); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "mathbig:", err)
		os.Exit(1)
	}
}
