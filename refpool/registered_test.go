package refpool_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/vectors"
)

// TestRegisteredVectors holds what ConfirmDevice reads of Salt and
// PasswordVerifier to the vectors, which other implementations computed.
func TestRegisteredVectors(t *testing.T) {
	files, err := vectors.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(files, func(f vectors.File) bool { return f.Op == "registered" })
	if at < 0 {
		t.Fatal("there are no such vectors")
	}
	parse := refpool.Correct().Device.Confirm.ParseInteger
	for _, group := range files[at].TestGroups {
		for _, test := range group.Tests {
			t.Run(test.ID, func(t *testing.T) {
				salt, errSalt := parse("Salt", test.Input["Salt"].(string))
				v, errV := parse("PasswordVerifier", test.Input["PasswordVerifier"].(string))
				if refused := errSalt != nil || errV != nil; refused != (test.Result == vectors.Invalid) {
					t.Fatalf("%s: salt %v, verifier %v; the case is %s", test.Comment, errSalt, errV, test.Result)
				}
				for name, n := range map[string]*big.Int{"salt": salt, "v": v} {
					if test.Result == vectors.Valid && n.Text(16) != test.Output[name] {
						t.Errorf("%s: %s = %x, want %s", test.Comment, name, n, test.Output[name])
					}
				}
			})
		}
	}
}
