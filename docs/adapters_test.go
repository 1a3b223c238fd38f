package docs_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/vectors"
)

// library is the reader's own, for the snippet: it has the two functions, and computes
// with the generator's formulas.
const library = `
import sys
sys.path.insert(0, sys.argv[1])
import formulas, operations

public = formulas.public_value

def proof(**exchange):
    try:
        return operations.answer("user_proof", exchange)["signature"]
    except formulas.Rejected as refusal:
        raise ValueError(str(refusal))
`

// The adapter that the guide shows passes the vectors of the operations that it has.
func TestSnippetOfAdaptersRuns(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	snippet := regexp.MustCompile("(?s)```python[^\n]*\n(.*?)```").FindStringSubmatch(read(t, os.DirFS("."), "adapters.md"))
	if snippet == nil {
		t.Fatal("the guide shows no adapter in Python")
	}
	if lines := strings.Count(snippet[1], "\n"); lines > 20 {
		t.Errorf("the adapter in twenty lines has %d", lines)
	}
	folder := t.TempDir()
	for name, text := range map[string]string{"adapter.py": snippet[1], "library.py": library} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	formulas, err := filepath.Abs("../vectors/generate")
	if err != nil {
		t.Fatal(err)
	}
	command := python + " " + filepath.Join(folder, "adapter.py") + " " + formulas
	files := []string{"../vectors/client_public.json", someProofs(t, folder), "../vectors/secret_hash.json"}
	result, err := vectors.Check(t.Context(), vectors.Options{Files: files, Command: command, Stderr: t.Output()})
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range result.Cases {
		want := report.Pass
		if got.Op == "secret_hash" {
			want = report.Unsupported
		}
		if got.Outcome != want {
			t.Errorf("%s: %s, want %s: %s", got.ID, got.Outcome, want, got.Message)
		}
	}
}

// someProofs writes every twelfth vector of user_proof: Python takes a while for all.
func someProofs(t *testing.T, folder string) string {
	t.Helper()
	file, err := vectors.ReadFile("../vectors/user_proof.json")
	if err != nil {
		t.Fatal(err)
	}
	var some []vectors.Vector
	for i, test := range slices.Collect(file.Tests()) {
		if i%12 == 0 {
			some = append(some, test)
		}
	}
	file.TestGroups, file.NumberOfTests = file.TestGroups[:1], len(some)
	file.TestGroups[0].Tests = some
	content, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "user_proof.json")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The guide's table is the program's: each operation with its output, the core ones marked.
func TestTableOfAdaptersIsComplete(t *testing.T) {
	var listed []string
	row := regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| .*?\\| ([^|]*) \\| (?:(core) )?\\|$")
	for _, cells := range row.FindAllStringSubmatch(read(t, os.DirFS("."), "adapters.md"), -1) {
		fields := strings.Fields(strings.ReplaceAll(cells[2], "`", ""))
		slices.Sort(fields)
		listed = append(listed, strings.Join([]string{cells[1], strings.Join(fields, " "), cells[3]}, "|"))
	}
	var want []string
	for _, operation := range vectors.Operations() {
		core := ""
		if operation.Core {
			core = "core"
		}
		fields := slices.Sorted(maps.Keys(operation.Output))
		want = append(want, strings.Join([]string{operation.Name, strings.Join(fields, " "), core}, "|"))
	}
	if !slices.Equal(listed, want) {
		t.Errorf("the guide lists %q, want %q", listed, want)
	}
}

// pageLines is how long a file may be that authors of adapters read.
const pageLines = 80

// The guide's table has every file of the adapters with its lines, and none is longer than a page.
func TestAdaptersArePages(t *testing.T) {
	folder := os.DirFS("../ci/interop/adapters")
	listed := map[string]string{}
	row := regexp.MustCompile("(?m)^\\|[^|]*\\| `([a-z-]+[^`]*)` \\| ([0-9]+) \\|")
	for _, cells := range row.FindAllStringSubmatch(read(t, os.DirFS("."), "adapters.md"), -1) {
		listed[cells[1]] = cells[2]
	}
	for _, name := range adapterFiles(t, folder) {
		lines := strings.Count(read(t, folder, name), "\n")
		if lines > pageLines {
			t.Errorf("%s has %d lines, and a page %d", name, lines, pageLines)
		}
		if listed[name] != strconv.Itoa(lines) {
			t.Errorf("%s has %d lines, and the guide says %q", name, lines, listed[name])
		}
		delete(listed, name)
	}
	for name := range listed {
		t.Errorf("the guide lists %s, which is no file of the adapters", name)
	}
}

// adapterFiles lists the files that adapters are made of, but what runs them all.
func adapterFiles(t *testing.T, folder fs.FS) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"*.mjs", "*.py", "mathbig/*", "java/*", "rust/src/*", "c/*"} {
		found, err := fs.Glob(folder, pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(found), err)
		}
		files = append(files, found...)
	}
	return slices.DeleteFunc(files, func(name string) bool {
		return slices.Contains([]string{"adapters.mjs", "bench.mjs", "run.mjs"}, name)
	})
}

// An adapter does not go on in a file that the guide leaves out: those in scripts share one loop.
func TestAdaptersAreSelfContained(t *testing.T) {
	folder := os.DirFS("../ci/interop/adapters")
	local := regexp.MustCompile(`(?m)(?:from|import|import\(|require\()\s*['"](\.[^'"]*)|sys\.path`)
	for _, name := range adapterFiles(t, folder) {
		for _, found := range local.FindAllStringSubmatch(read(t, folder, name), -1) {
			if found[1] != "./serve.mjs" {
				t.Errorf("%s goes on elsewhere: %s", name, found[0])
			}
		}
	}
}
