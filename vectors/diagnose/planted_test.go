package diagnose_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/vectors"
	"github.com/cogbench/cogbench/vectors/diagnose"
)

// sample draws a part of the embedded vectors, by their ids: of each operation up to
// `most` tests, those with a flag that none before had first. The searches for planted
// faults need no more.
func sample(t *testing.T, most int, operations ...string) map[string]bool {
	t.Helper()
	files, err := vectors.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	sampled := map[string]bool{}
	for _, file := range files {
		if !slices.Contains(operations, file.Op) {
			continue
		}
		seen, kept := map[string]int{}, 0
		for test := range file.Tests() {
			fresh := slices.ContainsFunc(test.Flags, func(name string) bool { return seen[name] < 4 })
			if kept == most || !fresh && len(test.Flags) > 0 {
				continue
			}
			for _, name := range test.Flags {
				seen[name]++
			}
			kept++
			sampled[test.ID] = true
		}
	}
	return sampled
}

var plantedOperations = []string{"client_public", "user_proof", "device_verifier", "pad", "timestamp"}

// counts is how planted faults were named.
type counts struct{ planted, exact, same, silent int }

func (c *counts) String() string {
	return fmt.Sprintf("%d planted: %d named alone, %d named as or with their equals on the wire, %d not expressible in a request",
		c.planted, c.exact, c.same, c.silent)
}

// plant checks a wrong library, and compares each operation's diagnosis with what was
// planted.
func (c *counts) plant(t *testing.T, sampled map[string]bool, w suspect.Variant) {
	t.Helper()
	c.planted++
	result, err := vectors.Check(t.Context(), vectors.Options{Library: wrongLibrary(w, sampled)})
	if err != nil {
		t.Fatal(err)
	}
	diagnoses, err := diagnose.Causes(t.Context(), result.Answered)
	if err != nil {
		t.Fatal(err)
	}
	if result.Summary.Fail == 0 {
		c.silent++
		if !inexpressible(w) {
			t.Errorf("%s: no vector sees it", w)
		}
		return
	}
	exact := false
	for _, diagnosis := range diagnoses {
		named, err := suspect.ParseVariant(diagnosis.ID)
		if err != nil {
			t.Errorf("%s: the diagnosis is %s: %s (%s)", w, diagnosis.ID, diagnosis.Summary, diagnosis.Evidence)
			continue
		}
		exact = exact || named == w && !strings.Contains(diagnosis.Summary, "the same as")
		op, _, _ := strings.Cut(diagnosis.Evidence, ":")
		sameOutputs(t, op, w, named)
	}
	if len(diagnoses) == 0 {
		t.Errorf("%s: %d failures and no diagnosis", w, result.Summary.Fail)
	}
	if exact {
		c.exact++
	} else {
		c.same++
	}
}

// sameOutputs proves on every embedded vector of an operation that two variants
// cannot be told apart by it.
func sameOutputs(t *testing.T, op string, planted, named suspect.Variant) {
	t.Helper()
	if planted == named {
		return
	}
	files, err := vectors.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	place := slices.IndexFunc(files, func(f vectors.File) bool { return f.Op == op })
	for test := range files[place].Tests() {
		request := vectors.Request{Op: op, Input: test.Input}
		if a, b := answerAs(planted, request), answerAs(named, request); fmt.Sprint(a) != fmt.Sprint(b) {
			t.Errorf("%s was planted, %s named, and %s tells them apart", planted, named, test.ID)
			return
		}
	}
}

// inexpressible reports whether a variant needs what no library is given: other
// names of the user, pool ids with two underscores, the pool of a device.
func inexpressible(w suspect.Variant) bool {
	for _, choice := range w.Choices() {
		switch {
		case choice.Axis.IsName() && !strings.HasPrefix(choice.Value, "missing"):
		case choice.Axis.IsGroup() && (strings.HasPrefix(choice.Value, "last-part") || strings.HasPrefix(choice.Value, "pool-name")):
		default:
			return false
		}
	}
	return true
}

func TestPlantedSingles(t *testing.T) {
	sampled, c := sample(t, 200, plantedOperations...), &counts{}
	all := suspect.Choices()
	for i, choice := range all {
		if !*planted && i+1 < len(all) && all[i+1].Axis == choice.Axis {
			continue // the last of each axis stands for it
		}
		c.plant(t, sampled, suspect.Of(choice))
	}
	t.Log("libraries with one wrong value:", c)
}

// planted asks for all that docs/results/vectors.md counts, which takes minutes;
// without it one value of each axis and a few combinations are planted.
var planted = flag.Bool("planted", false, "plant every value, 50 pairs and 20 triples, not a few")

func TestPlantedCombinations(t *testing.T) {
	if testing.Short() {
		t.Skip("searches of seconds")
	}
	random := rand.New(rand.NewPCG(11, 13))
	sampled := sample(t, 200, "user_proof", "device_verifier")
	for size, count := range []int{2: 50, 3: 20} {
		if !*planted {
			count /= 20
		}
		if count == 0 {
			continue
		}
		c := &counts{}
		for range count {
			c.plant(t, sampled, combination(random, size))
		}
		t.Logf("libraries with %d wrong values: %s", size, c)
	}
}

// combination draws a variant of distinct axes, each of which shows in a proof or
// in a registration, and can be expressed in a request.
func combination(random *rand.Rand, size int) suspect.Variant {
	all := slices.DeleteFunc(suspect.Choices(), func(choice suspect.Choice) bool {
		return choice.Axis == suspect.PadBytes || size > 2 && !choice.InTriples() || inexpressible(suspect.Of(choice))
	})
	for {
		var chosen []suspect.Choice
		for range size {
			chosen = append(chosen, all[random.IntN(len(all))])
		}
		if w := suspect.Of(chosen...); w.Size() == size {
			return w
		}
	}
}

// A library that is wrong in one case of 256, where a value begins with a zero
// byte, is caught: for every axis, at the values that its code handles.
func TestRareBugsAreCaught(t *testing.T) {
	operands := map[suspect.Axis][]string{
		suspect.Generator: {"A"}, suspect.Multiplier: {"v"}, suspect.MultiplierOrder: {"v"}, suspect.PublicPower: {"A"}, suspect.Salt: {"salt"},
		suspect.InnerHash: {"x"}, suspect.Group: {"x", "signature"}, suspect.Name: {"x", "signature"},
		suspect.GroupInX: {"x"}, suspect.NameInX: {"x"}, suspect.GroupInProof: {"signature"}, suspect.NameInProof: {"signature"},
		suspect.Received: {"B"}, suspect.ScramblingTerms: {"A", "B", "u"}, suspect.ScramblingHash: {"A", "B", "u"},
		suspect.Clock: {"signature"}, suspect.Zone: {"signature"},
		suspect.PrivateKey: {"x"}, suspect.VerifierPower: {"v"}, suspect.Scrambling: {"A", "B", "u"},
		suspect.Premaster: {"S"}, suspect.PremasterBytes: {"S"}, suspect.ScramblingBytes: {"u"},
		suspect.KeyDerivation: {"K", "S", "u"}, suspect.Extract: {"S", "u"}, suspect.Info: {"K"}, suspect.KeyLength: {"K"},
		suspect.SecretBlock: {"signature"}, suspect.Timestamp: {"signature"}, suspect.ProofKey: {"K"},
		suspect.Proof: {"K", "signature"}, suspect.SentSalt: {"salt"}, suspect.SentVerifier: {"v"}, suspect.Padding: {"A", "B", "S"},
		suspect.PadBytes: {"n"}, suspect.Integers: {"x", "u"}, suspect.MAC: {"K", "signature"},
	}
	wrong := map[suspect.Axis]string{
		suspect.Salt: "text", suspect.Group: "whole-id-in-both", suspect.Name: "missing-in-both",
		suspect.NameInX: "missing-in-x", suspect.NameInProof: "missing-in-proof", suspect.Scrambling: "fixed-width",
		suspect.PremasterBytes: "fixed-width", suspect.ScramblingBytes: "fixed-width", suspect.SentSalt: "fixed-width",
		suspect.SentVerifier: "fixed-width", suspect.Padding: "fixed-width",
	}
	checked, shown := 0, map[string]bool{}
	for _, axis := range slices.Sorted(maps.Keys(operands)) {
		shown[axis.String()] = true
		for i, operand := range operands[axis] {
			if i > 0 && !*planted {
				break // the first stands for the axis
			}
			value := wrong[axis]
			if value == "" {
				value = firstValue(axis)
			}
			variant, err := suspect.ParseVariant(axis.String() + "=" + value)
			if err != nil {
				t.Fatal(err)
			}
			result, err := vectors.Check(t.Context(), vectors.Options{Library: rarelyWrongLibrary(variant, operand)})
			if err != nil {
				t.Fatal(err)
			}
			checked++
			bug := fmt.Sprintf("%s where %s begins with 00", variant, operand)
			if result.Summary.Fail == 0 {
				t.Errorf("%s: not caught", bug)
			}
			t.Logf("%-50s %2d of %d vectors see it", bug, result.Summary.Fail, len(result.Cases))
		}
	}
	for _, choice := range suspect.Choices() {
		if !shown[choice.Axis.String()] {
			t.Errorf("no rare bug on the axis %s", choice.Axis)
		}
	}
	t.Logf("%d rare bugs at %d places", checked, len(shown))
}

func firstValue(axis suspect.Axis) string {
	for _, choice := range suspect.Choices() {
		if choice.Axis == axis {
			return choice.Value
		}
	}
	return ""
}
