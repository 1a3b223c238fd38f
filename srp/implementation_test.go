package srp_test

import (
	"os"
	"os/exec"
	"testing"

	"github.com/cogbench/cogbench/srp/internal/modp"
)

// TestEveryImplementation runs the vectors, the exchanges and the cache again,
// in a process for each implementation of the arithmetic.
func TestEveryImplementation(t *testing.T) {
	const tests = "^(TestImplementation|TestPublished|TestClientAndServerAgree|TestWrongProofsAreRefused|TestCache|TestDeviceVerifierIsNonNegative)$"
	for _, implementation := range modp.Available() {
		t.Run(implementation.String(), func(t *testing.T) {
			t.Parallel()
			command := exec.CommandContext(t.Context(), os.Args[0], "-test.run="+tests, "-rapid.checks=20")
			command.Env = append(os.Environ(), modp.Variable+"="+implementation.String())
			if output, err := command.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, output)
			}
		})
	}
}

// TestImplementation holds that the environment's choice is the one in use.
func TestImplementation(t *testing.T) {
	wanted, got := os.Getenv(modp.Variable), modp.Default().Implementation().String()
	if wanted != "" && wanted != got {
		t.Errorf("%s asks for %q, in use is %q", modp.Variable, wanted, got)
	}
}

// TestProofAllocatesLittle bounds the allocations of a whole proof, where the
// powers come from assembly and not from math/big.
func TestProofAllocatesLittle(t *testing.T) {
	if modp.Default().Implementation() < modp.ADX {
		t.Skip("math/big allocates as it likes")
	}
	e := newExchange(t, benchIdentity, modp.Modulus(), make([]byte, 1024))
	challenge := e.challenge()
	challenge.B = "2" // less than k·g^x: the base is negative at first
	allocations := testing.AllocsPerRun(20, func() {
		if _, err := e.client.Proof(e.id, challenge, testTimestamp); err != nil {
			t.Fatal(err)
		}
	})
	if allocations > 20 {
		t.Errorf("a proof allocates %v times", allocations)
	}
}
