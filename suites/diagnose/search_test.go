package diagnose_test

import (
	"encoding/base64"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/suites/diagnose"
)

// parsed reads variants; "" is the one without a wrong value.
func parsed(t *testing.T, texts ...string) []suspect.Variant {
	t.Helper()
	variants := make([]suspect.Variant, len(texts))
	for i, text := range texts {
		if text == "" {
			continue
		}
		var err error
		if variants[i], err = suspect.ParseVariant(text); err != nil {
			t.Fatal(err)
		}
	}
	return variants
}

// texts writes variants.
func texts(variants []suspect.Variant) string {
	all := make([]string, len(variants))
	for i, variant := range variants {
		all[i] = variant.String()
	}
	return strings.Join(all, " | ")
}

// exchange is an exchange of the user's leg with a salt.
func exchange(salt string) suspect.Exchange {
	return suspect.Exchange{
		Ephemeral: big.NewInt(3), B: "5" + strings.Repeat("0a", 380), Salt: salt,
		Identity:    srp.Identity{Group: "Probe1", Name: "6f1c2a4e", Secret: "Passw0rd!"},
		SecretBlock: base64.StdEncoding.EncodeToString([]byte("block")), Timestamp: "Tue Jan 2 03:04:05 UTC 2024",
	}
}

func TestGroupedPutsVariantsOfOneProofTogether(t *testing.T) {
	variants := parsed(t, "", "key-derivation=sha256", "salt=unpadded", "salt=raw")
	for salt, want := range map[string]string{
		// The byte 00 in front of a set top bit is what unpadded salts lack.
		"91" + strings.Repeat("22", 15): texts(parsed(t, "")) + " ; " + "key-derivation=sha256 ; salt=unpadded | salt=raw",
		// Nothing is padded in front of a clear top bit.
		"11" + strings.Repeat("22", 15): texts(parsed(t, "")) + " | salt=unpadded | salt=raw ; key-derivation=sha256",
	} {
		var got []string
		for _, group := range diagnose.Grouped(variants, suspect.NewProver(exchange(salt))) {
			got = append(got, texts(group))
		}
		if strings.Join(got, " ; ") != want {
			t.Errorf("salt %s…: %q, want %q", salt[:2], strings.Join(got, " ; "), want)
		}
	}
}

func TestFewestWrongValues(t *testing.T) {
	variants := parsed(t, "salt=raw,key-derivation=sha256", "multiplier=unpadded", "salt=raw")
	if got := texts(diagnose.FewestWrongValues(variants)); got != "multiplier=unpadded | salt=raw" {
		t.Errorf("%q are the variants of the fewest wrong values", got)
	}
	if got := texts(diagnose.FewestWrongValues(parsed(t, "salt=raw", ""))); got != texts(parsed(t, "")) {
		t.Errorf("%q are the variants of the fewest wrong values, not the right one", got)
	}
}

func TestWithoutLeavesTheGroupAsItWas(t *testing.T) {
	group := parsed(t, "salt=raw", "multiplier=unpadded")
	if got := texts(diagnose.Without(group, group[:1])); got != "multiplier=unpadded" {
		t.Errorf("left %q", got)
	}
	if !slices.Equal(group, parsed(t, "salt=raw", "multiplier=unpadded")) {
		t.Errorf("the group became %q", texts(group))
	}
}

// What did not show in an exchange may not be there: a variant is asked about with those
// of fewer wrong values that share its proof.
func TestWithPartsAddsWhatSharesTheProof(t *testing.T) {
	p := suspect.NewProver(exchange("11" + strings.Repeat("22", 15))) // nothing is padded
	got := texts(diagnose.WithParts(parsed(t, "multiplier=unpadded,salt=raw"), p))
	if got != "salt=raw,multiplier=unpadded | multiplier=unpadded" && got != "multiplier=unpadded,salt=raw | multiplier=unpadded" {
		t.Errorf("%q", got)
	}
}

func TestDistanceFromHalf(t *testing.T) {
	for _, half := range [][3]int{{5, 10, 0}, {1, 10, 8}, {9, 10, 8}, {10, 10, 10}, {2, 5, 1}} {
		if got := diagnose.DistanceFromHalf(half[0], half[1]); got != half[2] {
			t.Errorf("%d of %d: %d, want %d", half[0], half[1], got, half[2])
		}
	}
}

// Another user is taken only if variants treat the salt differently, only on the
// user's leg, whose salt the server chooses, and only up to a bound.
func TestSaltMayDistinguish(t *testing.T) {
	differ, alike := parsed(t, "salt=raw", ""), parsed(t, "salt=raw", "salt=raw,key-derivation=sha256")
	for name, test := range map[string]struct {
		got, want bool
	}{
		"different treatment": {diagnose.SaltMayDistinguish(false, 0, differ), true},
		"padding everywhere":  {diagnose.SaltMayDistinguish(false, 0, parsed(t, "", "padding=unpadded")), true},
		"the same treatment":  {diagnose.SaltMayDistinguish(false, 0, alike), false},
		"device leg":          {diagnose.SaltMayDistinguish(true, 0, differ), false},
		"too many users":      {diagnose.SaltMayDistinguish(false, diagnose.UsersForSalts, differ), false},
	} {
		if test.got != test.want {
			t.Errorf("%s: %v", name, test.got)
		}
	}
}
