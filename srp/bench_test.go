package srp_test

import (
	"encoding/base64"
	"flag"
	"fmt"
	"math/big"
	"os"
	"testing"

	"github.com/cogbench/cogbench/srp"
)

// The operations of `cogbench bench`, for benchstat: `go test -bench . ./srp` needs nothing
// else. COGBENCH_SRP=big gives the figures of math/big alone, and benchstat -col arithmetic
// has them side by side.

// TestMain has benchmarks say what computes, in benchstat's form.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() != "" {
		fmt.Println("arithmetic:", srp.Arithmetic())
	}
	os.Exit(m.Run())
}

var benchIdentity = srp.Identity{Group: "poolName", Name: "user-id-for-srp", Secret: "correct horse battery staple"}

var benchDevice = srp.Identity{Group: "-deviceGroup", Name: "us-east-1_device", Secret: "GFL2ht+7SpKjyqDzUCeR+Q8b4bbFW1QNMLDdXWgPwWMm1TnUqvTUaw=="}

func benchExchange(b *testing.B, id srp.Identity) exchange {
	return newExchange(b, id, new(big.Int).Lsh(big.NewInt(0xb704a27d), 96), make([]byte, 1024))
}

func BenchmarkClientPublic(b *testing.B) {
	srp.Verifier(big.NewInt(1)) // builds the table of g
	b.ReportAllocs()
	for b.Loop() {
		if _, err := srp.NewClient(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUserProof(b *testing.B)   { benchmarkProof(b, benchIdentity) }
func BenchmarkDeviceProof(b *testing.B) { benchmarkProof(b, benchDevice) }

func benchmarkProof(b *testing.B, id srp.Identity) {
	e := benchExchange(b, id)
	challenge := e.challenge()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.client.Proof(e.id, challenge, testTimestamp); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDeviceVerifier(b *testing.B) {
	srp.Verifier(big.NewInt(1)) // builds the table of g
	b.ReportAllocs()
	for b.Loop() {
		if _, err := srp.NewDeviceVerifier(benchDevice); err != nil {
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

func BenchmarkServerProof(b *testing.B) {
	e := benchExchange(b, benchIdentity)
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
