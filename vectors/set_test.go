package vectors_test

import (
	"bytes"
	"encoding/json"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/vectors"
)

func embeddedFiles(t *testing.T) []vectors.File {
	t.Helper()
	files, err := vectors.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// embeddedTests yields every test with the operation that it is for.
func embeddedTests(t *testing.T) iter.Seq2[string, vectors.Vector] {
	t.Helper()
	files := embeddedFiles(t)
	return func(yield func(string, vectors.Vector) bool) {
		for _, file := range files {
			for _, group := range file.TestGroups {
				for _, test := range group.Tests {
					if !yield(file.Op, test) {
						return
					}
				}
			}
		}
	}
}

func TestEmbeddedVectorsAreClean(t *testing.T) {
	for _, operation := range vectors.Operations() {
		content, err := os.ReadFile(operation.Name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		for _, problem := range vectors.Lint(content) {
			t.Errorf("%s: %s", operation.Name, problem)
		}
	}
}

// Every value has every edge, in each operation that it enters, and in both legs
// where a leg has the value.
func TestEveryEdgeIsCovered(t *testing.T) {
	covered := map[string]int{}
	total := 0
	for _, file := range embeddedFiles(t) {
		for _, group := range file.TestGroups {
			for _, test := range group.Tests {
				total++
				for _, flag := range test.Flags {
					covered[file.Op+" "+flag]++
				}
			}
		}
	}
	edges := []string{"TopBit", "LeadingZero", "TwoLeadingZeros", "ZeroThenTopBit", "OddDigits", "First7f", "First80"}
	for op, values := range map[string][]string{
		"user_proof":       {"A", "B", "U", "X", "V", "S", "K", "Salt", "Signature"},
		"device_proof":     {"A", "B", "U", "X", "V", "S", "K", "Salt", "Signature"},
		"client_public":    {"A"},
		"device_verifier":  {"Salt", "X", "V"},
		"scrambling":       {"A", "B", "U"},
		"private_key":      {"Salt", "X"},
		"verifier":         {"V"},
		"premaster":        {"U", "S"},
		"session_key":      {"U", "S", "K"},
		"signature":        {"K"},
		"server_public":    {"V", "B"},
		"server_premaster": {"A", "B", "U", "S"},
		"registered":       {"Salt", "V"},
	} {
		for _, value := range values {
			for _, edge := range edges {
				if name := op + " " + value + edge; covered[name] == 0 {
					t.Errorf("no vector: %s", name)
				}
			}
		}
	}
	for _, name := range []string{
		"user_proof ZeroPublicValue", "device_proof ZeroPublicValue", "registered Negative",
		"user_proof NotBase64", "user_proof NotAnInteger", "user_proof Unreduced", "user_proof Unicode", "user_proof Timestamp",
	} {
		if covered[name] == 0 {
			t.Errorf("no vector: %s", name)
		}
	}
	if total < 500 {
		t.Errorf("%d vectors, fewer than 500", total)
	}
	t.Logf("%d vectors", total)
}

// A threshold of the sign byte that is one off is seen wherever an integer becomes
// bytes.
func TestThresholdsOfTheSignByteAreSeen(t *testing.T) {
	seen := map[string]bool{}
	for op, test := range embeddedTests(t) {
		for _, path := range test.WrongPaths {
			seen[op+" "+path.Path] = true
		}
	}
	proof := []string{"salt", "scrambling", "premaster-bytes", "scrambling-bytes", "padding"}
	for op, axes := range map[string][]string{
		"user_proof":       proof,
		"device_proof":     proof,
		"device_verifier":  {"salt", "sent-salt", "sent-verifier"},
		"pad":              {"pad"},
		"scrambling":       {"scrambling"},
		"private_key":      {"salt"},
		"verifier":         {"salt"},
		"premaster":        {"salt", "scrambling"},
		"session_key":      {"premaster-bytes", "scrambling-bytes"},
		"server_premaster": {"scrambling"},
	} {
		for _, axis := range axes {
			for _, way := range []string{"from-7f", "after-80"} {
				if name := op + " " + axis + "=" + way; !seen[name] {
					t.Errorf("no vector sees it: %s", name)
				}
			}
		}
	}
}

// The published numbers of eight libraries are in the set, with their sources.
func TestPublishedNumbersAreInTheSet(t *testing.T) {
	sources := map[string]int{}
	for _, file := range embeddedFiles(t) {
		for _, group := range file.TestGroups {
			for _, test := range group.Tests {
				if slices.Contains(test.Flags, "Published") {
					sources[group.Source]++
				}
			}
		}
	}
	for _, library := range []string{
		"alexrudd/cognito-srp", "amplify-android", "amplify-swift", "aws-sdk-net-extensions-cognito",
		"cognito-srp-helper", "soto-cognito", "amazon-cognito-identity-dart-2", "ryanmab/aws-cognito-srp", "amplify-js",
	} {
		found := 0
		for source, count := range sources {
			if strings.Contains(source, library) {
				found += count
			}
		}
		if found == 0 {
			t.Errorf("nothing from %s", library)
		}
	}
}

// small is a valid file of one valid and one invalid test.
func small(t *testing.T) map[string]any {
	t.Helper()
	valid := map[string]any{"a": "1"}
	invalid := map[string]any{"a": "zz"}
	note := map[string]any{"bugType": "Parsing", "description": "d", "effect": "e", "rules": []any{"SRP-10"}, "links": []any{"https://example.com"}}
	test := map[string]any{
		"id": vectors.Identify("client_public", valid), "comment": "c", "flags": []any{}, "input": valid, "result": "valid",
		"output": map[string]any{"A": "2"}, "wrongPaths": []any{map[string]any{"path": "public-power=swapped", "output": map[string]any{"A": "1"}}},
	}
	refused := map[string]any{
		"id": vectors.Identify("client_public", invalid), "comment": "c", "flags": []any{"Bad"}, "input": invalid, "result": "invalid", "reason": "r",
	}
	group := map[string]any{"source": "generated", "confirmedBy": []any{"x"}, "tests": []any{test, refused}}
	return map[string]any{
		"schema": "schema.json", "op": "client_public", "numberOfTests": 2, "notes": map[string]any{"Bad": note}, "testGroups": []any{group},
	}
}

// testOf is a test of small.
func testOf(file map[string]any, place int) map[string]any {
	return file["testGroups"].([]any)[0].(map[string]any)["tests"].([]any)[place].(map[string]any)
}

// The linter sees each thing that it promises to see.
func TestLint(t *testing.T) {
	tests := map[string]struct {
		change func(map[string]any)
		want   string
	}{
		"nothing":            {func(map[string]any) {}, ""},
		"an id":              {func(f map[string]any) { testOf(f, 0)["id"] = "client_public-000000000000" }, "must be"},
		"a count":            {func(f map[string]any) { f["numberOfTests"] = 3 }, "numberOfTests is 3"},
		"a flag":             {func(f map[string]any) { testOf(f, 0)["flags"] = []any{"Nowhere"} }, "has no note"},
		"an unused note":     {func(f map[string]any) { testOf(f, 1)["flags"] = []any{} }, "no test has the flag Bad"},
		"a third result":     {func(f map[string]any) { testOf(f, 0)["result"] = "acceptable" }, "result"},
		"an unknown name":    {func(f map[string]any) { testOf(f, 0)["outcome"] = "x" }, "outcome"},
		"no output":          {func(f map[string]any) { delete(testOf(f, 0), "output") }, "output"},
		"no reason":          {func(f map[string]any) { delete(testOf(f, 1), "reason") }, "reason"},
		"a padded output":    {func(f map[string]any) { testOf(f, 0)["output"] = map[string]any{"A": "02"} }, "without padding"},
		"another field":      {func(f map[string]any) { testOf(f, 0)["output"] = map[string]any{"A": "2", "C": "3"} }, "2 fields"},
		"an unknown path":    {func(f map[string]any) { wrongPath(f)["path"] = "public-power=random" }, "unknown wrong value"},
		"a right wrong path": {func(f map[string]any) { wrongPath(f)["output"] = map[string]any{"A": "2"} }, "not marked as the same"},
		"an operation":       {func(f map[string]any) { f["op"] = "divination" }, "op"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			file := small(t)
			test.change(file)
			content, err := json.Marshal(file)
			if err != nil {
				t.Fatal(err)
			}
			problems := strings.Join(vectors.Lint(content), "\n")
			if test.want == "" && problems != "" || !strings.Contains(problems, test.want) {
				t.Errorf("problems: %q", problems)
			}
		})
	}
}

func wrongPath(file map[string]any) map[string]any {
	return testOf(file, 0)["wrongPaths"].([]any)[0].(map[string]any)
}

// A name that stands twice in an object is an error that JSON readers let pass.
func TestLintSeesRepeatedNames(t *testing.T) {
	content, err := json.Marshal(small(t))
	if err != nil {
		t.Fatal(err)
	}
	twice := bytes.Replace(content, []byte(`"reason":"r"`), []byte(`"reason":"r","reason":"s"`), 1)
	if problems := vectors.Lint(twice); len(problems) != 1 || !strings.Contains(problems[0], "twice") {
		t.Errorf("problems: %q", problems)
	}
}

// A file that leaves the schema is refused before anything is asked.
func TestReadFileRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.json")
	for name, content := range map[string]string{"no JSON": "{", "another shape": `{"op":"pad"}`, "nothing": ""} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := vectors.ReadFile(path); err == nil {
				t.Error("it was read")
			}
		})
	}
}
