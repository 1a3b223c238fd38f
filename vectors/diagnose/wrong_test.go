package diagnose_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/vectors"
	"github.com/cogbench/cogbench/vectors/diagnose"
	"github.com/cogbench/cogbench/vectors/own"
)

// embeddedTests yields every test with the operation that it is for.
func embeddedTests(t *testing.T) iter.Seq2[string, vectors.Vector] {
	t.Helper()
	files, err := vectors.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(string, vectors.Vector) bool) {
		for _, file := range files {
			for test := range file.Tests() {
				if !yield(file.Op, test) {
					return
				}
			}
		}
	}
}

// The generator computes the wrong paths in Python, from the formulas; the engine
// of suspicion computes them in Go, and those of SECRET_HASH, which it does not look
// for, are computed here. They are two implementations, and must agree.
func TestWrongPathsAgreeWithTheEngine(t *testing.T) {
	compared := map[string]int{}
	for op, test := range embeddedTests(t) {
		for _, path := range test.WrongPaths {
			if path.Same {
				path.Output = test.Output
			}
			if !agrees(t, op, test, path) {
				t.Errorf("%s: %s: here it gives another value", test.ID, path.Path)
			}
			compared[path.Path] += len(path.Output)
		}
	}
	total := 0
	for _, count := range compared {
		total += count
	}
	t.Logf("%d values of %d wrong paths", total, len(compared))
	t.Log(slices.Sorted(maps.Keys(compared)))
}

// agrees reports whether the wrong path gives its output here too.
func agrees(t *testing.T, op string, test vectors.Vector, path vectors.WrongPath) bool {
	t.Helper()
	if way, found := strings.CutPrefix(path.Path, "secret-hash="); found {
		return wrongSecretHash(own.Input(test.Input), way) == path.Output["hash"]
	}
	variant, err := suspect.ParseVariant(path.Path)
	if err != nil {
		t.Fatal(err)
	}
	evidence := diagnose.EvidenceOf(op, test, path.Output)
	if len(evidence) != len(path.Output) {
		t.Errorf("%s: %d of %d values of %s are compared", test.ID, len(evidence), len(path.Output), path.Path)
	}
	return !slices.ContainsFunc(evidence, func(e suspect.Evidence) bool { return !variant.Gives(e) })
}

// wrongSecretHash is SECRET_HASH computed in one of its wrong ways.
func wrongSecretHash(in own.Input, way string) string {
	name, client, secret := in.Text("username"), in.Text("clientId"), in.Text("clientSecret")
	switch way {
	case "client-id-first":
		return base64.StdEncoding.EncodeToString(macOf(secret, client+name))
	case "key-swapped":
		return base64.StdEncoding.EncodeToString(macOf(name+client, secret))
	case "plain-hash":
		digest := sha256.Sum256([]byte(secret + name + client))
		return base64.StdEncoding.EncodeToString(digest[:])
	case "hex":
		return hex.EncodeToString(macOf(secret, name+client))
	}
	return ""
}

func macOf(key, message string) []byte {
	digest := hmac.New(sha256.New, []byte(key))
	digest.Write([]byte(message))
	return digest.Sum(nil)
}

// Every valid case lists what wrong paths give. Those that are left out have none:
// a service reads two integers, and no value of the protocol is negative.
func TestEveryValidCaseListsWrongPaths(t *testing.T) {
	for op, test := range embeddedTests(t) {
		negative := strings.HasPrefix(own.Input(test.Input).Text("n"), "-")
		if test.Result == vectors.Valid && len(test.WrongPaths) == 0 && op != "registered" && !negative {
			t.Errorf("%s lists no wrong path", test.ID)
		}
	}
}
