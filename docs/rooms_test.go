package docs_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// The table of imports in CONTRIBUTING.md is what the code imports: no more, no less.
func TestTableOfImportsIsTrue(t *testing.T) {
	lines := importTable(t)
	rooms := []string{"cmd", "internal"}
	for _, line := range lines {
		rooms = slices.Concat(rooms, line.from, line.to)
	}
	imported := map[string]map[string]bool{}
	for file, folders := range goFiles(t) {
		from := roomOf(rooms, path.Dir(file))
		for _, folder := range folders {
			to := roomOf(rooms, folder)
			if to == from || to == "internal" || strings.HasPrefix(to, "internal/") || from == "cmd" {
				continue
			}
			if imported[from] == nil {
				imported[from] = map[string]bool{}
			}
			imported[from][to] = true
		}
	}
	for _, line := range lines {
		unused := slices.Clone(line.to)
		for _, from := range line.from {
			for to := range imported[from] {
				unused = slices.DeleteFunc(unused, func(name string) bool { return name == to })
				if !slices.Contains(line.to, to) {
					t.Errorf("%s imports %s, and the table does not say so", from, to)
				}
			}
			delete(imported, from)
		}
		if len(unused) > 0 {
			t.Errorf("%v import none of %v, which the table allows", line.from, unused)
		}
	}
	for from, to := range imported {
		t.Errorf("%q imports %v, and has no line in the table", from, slices.Sorted(maps.Keys(to)))
	}
}

// importLine is a line of the table of imports: rooms, and what they may import.
type importLine struct{ from, to []string }

// importTable reads the table of imports, less the lines that name no rooms.
func importTable(t *testing.T) []importLine {
	t.Helper()
	guide := read(t, os.DirFS(".."), "CONTRIBUTING.md")
	var lines []importLine
	for _, row := range regexp.MustCompile(`(?m)^    ([a-z/., ]+) → ([a-zA-Z/., ]+)$`).FindAllStringSubmatch(guide, -1) {
		switch {
		case row[2] == "every room":
		case strings.HasPrefix(row[2], "the standard library"):
			lines = append(lines, importLine{from: strings.Split(row[1], ", ")})
		default:
			lines = append(lines, importLine{strings.Split(row[1], ", "), strings.Split(row[2], ", ")})
		}
	}
	if len(lines) < 20 {
		t.Fatalf("%d lines were read of the table, want more", len(lines))
	}
	return lines
}

// roomOf is the room of a folder: the longest name that it begins with.
func roomOf(rooms []string, folder string) string {
	if folder == "." || folder == "" {
		return "cogbench.go"
	}
	room := ""
	for _, name := range rooms {
		if (folder == name || strings.HasPrefix(folder, name+"/")) && len(name) > len(room) {
			room = name
		}
	}
	return room
}

// Each file is held by one list of what it may import: a file that none holds may import
// anything, one that two hold may import what is in both.
func TestLinterHoldsEveryFileToOneRoom(t *testing.T) {
	rules := strictRules(t)
	for file := range goFiles(t) {
		var holding []string
		for name, patterns := range rules {
			if matchesAny(patterns, file) {
				holding = append(holding, name)
			}
		}
		if len(holding) != 1 {
			t.Errorf("%s is held by %d strict rules of depguard in .golangci.yml, want one: %q", file, len(holding), holding)
		}
	}
}

// strictRules are the lists of depguard that name all that may be imported: the patterns
// of their files, by name.
func strictRules(t *testing.T) map[string][]string {
	t.Helper()
	var config struct {
		Linters struct {
			Settings struct {
				Depguard struct {
					Rules map[string]struct {
						Mode  string `yaml:"list-mode"`
						Files []string
					}
				}
			}
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, os.DirFS(".."), ".golangci.yml")), &config); err != nil {
		t.Fatal(err)
	}
	strict := map[string][]string{}
	for name, rule := range config.Linters.Settings.Depguard.Rules {
		if rule.Mode == "strict" {
			strict[name] = rule.Files
		}
	}
	return strict
}

// matchesAny reports whether a file matches one of the patterns, and none that begins
// with an exclamation mark.
func matchesAny(patterns []string, file string) bool {
	matched := false
	for _, pattern := range patterns {
		pattern, excluded := strings.CutPrefix(pattern, "!")
		pattern = regexp.QuoteMeta(strings.TrimPrefix(pattern, "${base-path}/"))
		pattern = strings.NewReplacer(`\*\*`, `.*`, `\*`, `[^/]*`).Replace(pattern)
		if !regexp.MustCompile("^" + pattern + "$").MatchString(file) {
			continue
		}
		if excluded {
			return false
		}
		matched = true
	}
	return matched
}

// goFiles are the files of the module, for every system, but its tests: with the folders
// of the module that they import.
func goFiles(t *testing.T) map[string][]string {
	t.Helper()
	const module = "github.com/cogbench/cogbench"
	found := map[string][]string{}
	err := filepath.WalkDir("..", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "..":
			_, err := os.Stat(filepath.Join(name, "go.mod"))
			if err == nil || strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata" || entry.Name() == "node_modules" {
				return filepath.SkipDir
			}
			return nil
		case filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(strings.TrimPrefix(name, ".."+string(filepath.Separator)))
		found[name] = nil
		for _, one := range file.Imports {
			imported, err := strconv.Unquote(one.Path.Value)
			if err != nil {
				return err
			}
			if folder, ours := strings.CutPrefix(imported, module); ours && (folder == "" || folder[0] == '/') {
				found[name] = append(found[name], strings.TrimPrefix(folder, "/"))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 300 {
		t.Fatalf("%d files were read, want more", len(found))
	}
	return found
}
