package suspect_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/cogbench/cogbench/srp/suspect"
)

// hopeless is evidence that no variant gives, with an a of some bits: the search
// tries everything.
func hopeless(bits uint) suspect.Evidence {
	e := newScene(6).exchange(false)
	e.Ephemeral = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), bits), big.NewInt(12345))
	return suspect.Evidence{Exchange: e, Kind: suspect.OfProof, Value: []byte("no proof")}
}

// The longest searches are those that find nothing. They try thousands of variants,
// and can do so only because variants with the same numbers share the powers
// modulo N that these take.
func TestExplainSharesPowers(t *testing.T) {
	if testing.Short() {
		t.Skip("whole searches of seconds")
	}
	for size, variantsPerPower := range map[int]int{2: 7, 3: 30} {
		got, err := suspect.Explain(t.Context(), size, hopeless(256))
		if err != nil || got.Explained {
			t.Fatalf("%v, %v", got, err)
		}
		t.Logf("up to %d wrong values: %d variants, %d powers", size, got.Tried, got.Powers)
		if got.Powers == 0 || got.Tried < variantsPerPower*got.Powers {
			t.Errorf("fewer than %d variants share a power", variantsPerPower)
		}
	}
}

// How long those searches take, with an a of the length that clients draw and
// with the shortest that they may.
func BenchmarkExplain(b *testing.B) {
	for _, bits := range []uint{256, 1024} {
		for size := 2; size <= suspect.MaxSize; size++ {
			b.Run(fmt.Sprintf("bits=%d/size=%d", bits, size), func(b *testing.B) {
				for b.Loop() {
					if got, err := suspect.Explain(b.Context(), size, hopeless(bits)); err != nil || got.Explained {
						b.Fatalf("%v, %v", got, err)
					}
				}
			})
		}
	}
}
