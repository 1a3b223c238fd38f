package suspect_test

import (
	"context"
	"math/big"
	"testing"
	"time"

	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
)

func example(bits uint) suspect.Exchange {
	a := new(big.Int).Lsh(big.NewInt(1), bits)
	a.Sub(a, big.NewInt(12345))
	return suspect.Exchange{
		Ephemeral: a, B: srp.Verifier(big.NewInt(987654321987654321)).Text(16), Salt: "00a7dc204cebbfda6b62b8493e932f7f4c",
		PoolID: "us-east-1_Abc_Def", Identity: srp.Identity{Group: "Abc_Def", Name: "user", Secret: "secret"},
		Names:       map[string]string{"alias": "jane@example.com", "sub": "1234"},
		SecretBlock: "c2VjcmV0", Timestamp: "Wed Sep 5 13:40:48 UTC 2029",
	}
}

func TestTime(t *testing.T) {
	for _, bits := range []uint{256, 1024} {
		e := example(bits)
		for size := 1; size <= 3; size++ {
			start := time.Now()
			d, err := suspect.Explain(context.Background(), size, suspect.Evidence{Exchange: e, Kind: suspect.OfProof, Value: []byte("nothing")})
			t.Log(bits, size, time.Since(start), d.Tried, err)
		}
	}
}
