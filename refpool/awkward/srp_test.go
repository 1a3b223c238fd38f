package awkward_test

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"testing"

	"github.com/cogbench/cogbench/refpool/awkward"
	"github.com/cogbench/cogbench/srp"
)

// A B is as short as it was asked for, whatever the verifier, and never the same twice.
func TestShortB(t *testing.T) {
	const most = 5 // of which no test need wait for
	seen := map[string]bool{}
	for zeros := 1; zeros <= most; zeros++ {
		for range 5 {
			verifier := verifier(t)
			b, err := awkward.EphemeralOfShortB(verifier, zeros, rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			server, err := srp.NewServer(verifier, srp.WithEphemeral(b))
			if err != nil {
				t.Fatal(err)
			}
			if got, want := len(server.SRPB()), len(srp.N().Text(16))-zeros; got != want {
				t.Errorf("SRP_B has %d digits, want %d", got, want)
			}
			if seen[b.String()] {
				t.Errorf("b = %v was drawn before", b)
			}
			seen[b.String()] = true
		}
	}
}

// What a challenge takes: it is 16 times as much for each zero.
func BenchmarkShortB(b *testing.B) {
	for zeros := 1; zeros <= awkward.MostZerosOfB; zeros++ {
		b.Run(fmt.Sprint(zeros), func(b *testing.B) {
			for b.Loop() {
				if _, err := awkward.EphemeralOfShortB(verifier(b), zeros, rand.Reader); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// verifier is that of a secret that nobody knows.
func verifier(t testing.TB) *big.Int {
	t.Helper()
	x, err := rand.Int(rand.Reader, srp.N())
	if err != nil {
		t.Fatal(err)
	}
	return srp.Verifier(x)
}
