package srp_test

import (
	"encoding/base64"
	"errors"
	"math/big"
	"testing"

	"github.com/cogbench/cogbench/srp"
)

// A SECRET_BLOCK is read up to 128 KB of text, and not beyond.
func TestSecretBlockLimit(t *testing.T) {
	client, err := srp.NewClient(srp.WithEphemeral(big.NewInt(5)))
	if err != nil {
		t.Fatal(err)
	}
	const most = 128 << 10
	for _, test := range []struct {
		characters int
		want       error
	}{{most, nil}, {most + 4, srp.ErrSecretBlock}} {
		block := base64.StdEncoding.EncodeToString(make([]byte, test.characters/4*3))
		challenge := srp.Challenge{B: "3", Salt: "1", SecretBlock: block}
		if _, err := client.Proof(srp.Identity{}, challenge, ""); !errors.Is(err, test.want) {
			t.Errorf("%d characters: %v", test.characters, err)
		}
	}
}
