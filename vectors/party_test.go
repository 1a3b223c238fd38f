package vectors_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/cogbench/cogbench/vectors"
)

// roleVariable makes the test program an adapter that misbehaves.
const roleVariable = "COGBENCH_TEST_ADAPTER"

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		beAdapter(role)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// adapterOf is the command line of this program in a role.
func adapterOf(t *testing.T, role string) string {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s='%s' exec '%s'", roleVariable, role, program)
}

func beAdapter(role string) {
	if misbehave, known := misbehaviours[role]; known {
		misbehave(requestsOnStdin())
		return
	}
	fmt.Fprintln(os.Stderr, "no such role:", role)
	os.Exit(1)
}

// requestsOnStdin yields what cogbench asks.
func requestsOnStdin() func(func(vectors.Request) bool) {
	return func(yield func(vectors.Request) bool) {
		lines := bufio.NewScanner(os.Stdin)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			request, err := vectors.ParseRequest(lines.Bytes())
			if err != nil || !yield(request) {
				return
			}
		}
	}
}

func say(answer vectors.Answer) {
	line, err := json.Marshal(answer)
	if err != nil {
		panic(err)
	}
	if _, err := os.Stdout.Write(append(line, '\n')); err != nil {
		os.Exit(1)
	}
}

// sample writes a part of the embedded vectors: of each operation up to `most`
// tests, those with a flag that none before had first.
func sample(t *testing.T, most int, operations ...string) []string {
	t.Helper()
	files, err := vectors.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	directory := t.TempDir()
	var paths []string
	for _, file := range files {
		if !slices.Contains(operations, file.Op) {
			continue
		}
		path := filepath.Join(directory, file.Op+".json")
		content, err := json.Marshal(shortened(file, most))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

func shortened(file vectors.File, most int) vectors.File {
	seen := map[string]int{}
	var kept []vectors.Vector
	for test := range file.Tests() {
		fresh := slices.ContainsFunc(test.Flags, func(flag string) bool { return seen[flag] < 4 })
		if len(kept) == most || !fresh && len(test.Flags) > 0 {
			continue
		}
		for _, flag := range test.Flags {
			seen[flag]++
		}
		test.WrongPaths = nil
		kept = append(kept, test)
	}
	notes := map[string]vectors.Note{}
	for flag := range seen {
		notes[flag] = file.Notes[flag]
	}
	return vectors.File{
		Schema: file.Schema, Op: file.Op, NumberOfTests: len(kept), Notes: notes,
		TestGroups: []vectors.Group{{Source: "a sample", ConfirmedBy: []string{"the embedded set"}, Tests: kept}},
	}
}
