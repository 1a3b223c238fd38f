package srp_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/cogbench/cogbench/srp"
)

const testTimestamp = "Tue Sep 5 00:09:40 UTC 2023"

// exchange is one run of the protocol up to the server's verdict.
type exchange struct {
	id          srp.Identity
	salt        *big.Int
	secretBlock []byte
	client      *srp.Client
	server      *srp.Server
}

func newExchange(t require, id srp.Identity, salt *big.Int, secretBlock []byte, opts ...srp.Option) exchange {
	client, err := srp.NewClient(opts...)
	if err != nil {
		t.Fatalf("client: %v", err)
	}
	server, err := srp.NewServer(srp.Verifier(srp.PrivateKey(id, salt)))
	if err != nil {
		t.Fatalf("server: %v", err)
	}
	return exchange{id: id, salt: salt, secretBlock: secretBlock, client: client, server: server}
}

// require is what testing.T and rapid.T share.
type require interface {
	Fatalf(format string, args ...any)
}

func (e exchange) challenge() srp.Challenge {
	return srp.Challenge{
		B:           e.server.SRPB(),
		Salt:        e.salt.Text(16),
		SecretBlock: base64.StdEncoding.EncodeToString(e.secretBlock),
	}
}

func (e exchange) signature(t require, id srp.Identity) []byte {
	text, err := e.client.Proof(id, e.challenge(), testTimestamp)
	if err != nil {
		t.Fatalf("proof: %v", err)
	}
	signature, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatalf("proof: %v", err)
	}
	return signature
}

func (e exchange) verify(signature []byte) error {
	return e.server.Verify(e.client.A(), e.id.Group, e.id.Name, e.secretBlock, testTimestamp, signature)
}

func TestClientAndServerAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := srp.Identity{
			Group:  rapid.String().Draw(t, "group"),
			Name:   rapid.String().Draw(t, "name"),
			Secret: rapid.String().Draw(t, "secret"),
		}
		salt := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "salt"))
		bits := rapid.SampledFrom([]int{256, 512, 1024, 3072}).Draw(t, "bits")
		block := rapid.SliceOfN(rapid.Byte(), 0, 2000).Draw(t, "secret block")
		e := newExchange(t, id, salt, block, srp.WithEphemeralBits(bits))
		signature := e.signature(t, id)
		if err := e.verify(signature); err != nil {
			t.Fatalf("the right proof: %v", err)
		}
		bit := rapid.IntRange(0, 8*len(signature)-1).Draw(t, "flipped bit")
		signature[bit/8] ^= 1 << (bit % 8)
		if err := e.verify(signature); !errors.Is(err, srp.ErrProof) {
			t.Fatalf("a flipped bit: %v", err)
		}
	})
}

func TestWrongProofsAreRefused(t *testing.T) {
	id := srp.Identity{Group: "-FDRunwQv", Name: "eu-west-2_627477ae", Secret: "the secret"}
	e := newExchange(t, id, big.NewInt(0xeb96), []byte("secret block"))
	right := e.signature(t, id)
	if err := e.verify(right); err != nil {
		t.Fatalf("the right proof: %v", err)
	}
	tests := map[string][]byte{
		"none":             nil,
		"empty":            {},
		"truncated":        right[:31],
		"extended":         append(bytes.Clone(right), 0),
		"another secret":   e.signature(t, srp.Identity{Group: id.Group, Name: id.Name, Secret: "another"}),
		"another name":     e.signature(t, srp.Identity{Group: id.Group, Name: "another", Secret: id.Secret}),
		"another group":    e.signature(t, srp.Identity{Group: "another", Name: id.Name, Secret: id.Secret}),
		"name in group":    e.signature(t, srp.Identity{Group: id.Group + id.Name, Secret: id.Secret + "x"}),
		"no secret at all": e.signature(t, srp.Identity{Group: id.Group, Name: id.Name}),
	}
	for name, signature := range tests {
		t.Run(name, func(t *testing.T) {
			if err := e.verify(signature); !errors.Is(err, srp.ErrProof) {
				t.Errorf("got %v, want %v", err, srp.ErrProof)
			}
		})
	}
}

func TestServerRefusesZeroA(t *testing.T) {
	e := newExchange(t, srp.Identity{}, big.NewInt(1), nil)
	zero := new(big.Int)
	for name, A := range map[string]*big.Int{
		"0": zero, "N": srp.N(), "2N": new(big.Int).Lsh(srp.N(), 1), "negative": big.NewInt(-1),
	} {
		t.Run(name, func(t *testing.T) {
			// What a client would send that counts on S = 0.
			u, err := srp.Scrambling(A, e.server.B())
			if err != nil {
				t.Fatal(err)
			}
			signature := srp.Signature(srp.SessionKey(zero, u), "", "", nil, testTimestamp)
			err = e.server.Verify(A, "", "", nil, testTimestamp, signature)
			if !errors.Is(err, srp.ErrZeroA) {
				t.Errorf("got %v, want %v", err, srp.ErrZeroA)
			}
		})
	}
}

func TestServerRefusesVerifier(t *testing.T) {
	for name, v := range map[string]*big.Int{
		"0": new(big.Int), "N": srp.N(), "negative": big.NewInt(-5),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := srp.NewServer(v); !errors.Is(err, srp.ErrVerifier) {
				t.Errorf("got %v, want %v", err, srp.ErrVerifier)
			}
		})
	}
}

// TestServerNeverSendsZeroB gives the b for which k·v + g^b is N.
func TestServerNeverSendsZeroB(t *testing.T) {
	v := new(big.Int).ModInverse(srp.K(), srp.N())
	v.Mul(v, new(big.Int).Sub(srp.N(), big.NewInt(2)))
	if _, err := srp.NewServer(v, srp.WithEphemeral(big.NewInt(1))); !errors.Is(err, srp.ErrZeroB) {
		t.Errorf("got %v, want %v", err, srp.ErrZeroB)
	}
}

func TestClientRefusesChallenge(t *testing.T) {
	client, err := srp.NewClient()
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		challenge srp.Challenge
		want      error
	}{
		"B is 0":                {srp.Challenge{B: "0", Salt: "1"}, srp.ErrZeroB},
		"B is 000":              {srp.Challenge{B: "000", Salt: "1"}, srp.ErrZeroB},
		"B is N":                {srp.Challenge{B: srp.N().Text(16), Salt: "1"}, srp.ErrZeroB},
		"B is 2N":               {srp.Challenge{B: new(big.Int).Lsh(srp.N(), 1).Text(16), Salt: "1"}, srp.ErrZeroB},
		"B is empty":            {srp.Challenge{Salt: "1"}, srp.ErrHex},
		"B is no hex":           {srp.Challenge{B: "0x12", Salt: "1"}, srp.ErrHex},
		"salt is signed":        {srp.Challenge{B: "12", Salt: "-1"}, srp.ErrHex},
		"block is no base64":    {srp.Challenge{B: "12", Salt: "1", SecretBlock: "*"}, srp.ErrSecretBlock},
		"block is out of range": {srp.Challenge{B: "12", Salt: "1", SecretBlock: string(make([]byte, 1<<18))}, srp.ErrSecretBlock},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := client.Proof(srp.Identity{}, test.challenge, testTimestamp); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

func TestEphemeralSecrets(t *testing.T) {
	for _, bits := range []int{-8, 0, 128, 255, 257, 3080} {
		if _, err := srp.NewClient(srp.WithEphemeralBits(bits)); !errors.Is(err, srp.ErrEphemeral) {
			t.Errorf("%d bits: got %v, want %v", bits, err, srp.ErrEphemeral)
		}
	}
	for _, a := range []*big.Int{new(big.Int), big.NewInt(-1), new(big.Int).Lsh(srp.G(), 8192)} {
		if _, err := srp.NewClient(srp.WithEphemeral(a)); !errors.Is(err, srp.ErrEphemeral) {
			t.Errorf("a of %d bits: got %v, want %v", a.BitLen(), err, srp.ErrEphemeral)
		}
	}
	if _, err := srp.NewClient(srp.WithRand(bytes.NewReader(make([]byte, 127)))); err == nil {
		t.Error("a short read makes an ephemeral secret")
	}
	drawn := bytes.Repeat([]byte{0xff}, 128)
	client, err := srp.NewClient(srp.WithRand(bytes.NewReader(drawn)))
	if err != nil {
		t.Fatal(err)
	}
	a := new(big.Int).SetBytes(drawn)
	if want := new(big.Int).Exp(srp.G(), a, srp.N()); client.A().Cmp(want) != 0 {
		t.Errorf("A is not g to the 1024 bits that were drawn")
	}
}

func TestFreshEveryTime(t *testing.T) {
	seen := map[string]bool{}
	for range 8 {
		e := newExchange(t, srp.Identity{Secret: "s"}, big.NewInt(1), nil)
		for _, text := range []string{e.client.SRPA(), e.server.SRPB()} {
			if seen[text] {
				t.Fatal("the same public value twice")
			}
			seen[text] = true
		}
	}
}
