package srp_test

import (
	"encoding/base64"
	"math/big"
	"testing"

	"github.com/cogbench/cogbench/srp"
)

// The work of each side, as `cogbench bench` measures it; COGBENCH_SRP=big gives
// the figures of math/big alone.

var benchIdentity = srp.Identity{Group: "poolName", Name: "user-id-for-srp", Secret: "correct horse battery staple"}

func benchExchange(b *testing.B) exchange {
	return newExchange(b, benchIdentity, new(big.Int).Lsh(big.NewInt(0xb704a27d), 96), make([]byte, 1024))
}

func BenchmarkClientPublic(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := srp.NewClient(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkProof(b *testing.B) {
	e := benchExchange(b)
	challenge := e.challenge()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.client.Proof(e.id, challenge, testTimestamp); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDeviceVerifier(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := srp.NewDeviceVerifier(benchIdentity); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkServerPublic(b *testing.B) {
	v := srp.Verifier(srp.PrivateKey(benchIdentity, big.NewInt(1)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := srp.NewServer(v); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkServerVerify(b *testing.B) {
	e := benchExchange(b)
	text, err := e.client.Proof(e.id, e.challenge(), testTimestamp)
	if err != nil {
		b.Fatal(err)
	}
	signature, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := e.verify(signature); err != nil {
			b.Fatal(err)
		}
	}
}
