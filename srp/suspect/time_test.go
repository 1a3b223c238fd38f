//go:build unix

package suspect_test

import (
	"math/big"
	"syscall"
	"testing"
	"time"

	"github.com/cogbench/cogbench/srp/suspect"
)

// cpu is the processor time that this process has used.
func cpu(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// The longest searches are those that find nothing. The limits are those of one
// core, and so of processor time: other work on the machine does not count.
func TestExplainIsQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("whole searches of seconds")
	}
	lengths := []uint{1024} // what clients draw; the dearest
	if *planted {
		lengths = append(lengths, 256)
	}
	for _, bits := range lengths {
		for size, limit := range map[int]time.Duration{2: 2 * time.Second, 3: 10 * time.Second} {
			e := newScene(6).exchange(false)
			e.Ephemeral = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), bits), big.NewInt(12345))
			before := cpu(t)
			got, err := suspect.Explain(t.Context(), size, suspect.Evidence{Exchange: e, Kind: suspect.OfProof, Value: []byte("no proof")})
			if err != nil || got.Explained {
				t.Fatalf("%v, %v", got, err)
			}
			took := cpu(t) - before
			t.Logf("a of %d bits, up to %d wrong values: %d variants in %s", bits, size, got.Tried, took.Round(time.Millisecond))
			if took > limit {
				t.Errorf("that is more than %s", limit)
			}
		}
	}
}
