package docs_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cogbench/cogbench/spec"
)

// protocolFile is what citations resolve in. They have one form: this path, a
// blank or the end of a line, and the numbers of sections, each with its §.
const protocolFile = "docs/protocol.md"

var (
	numberedHeading = regexp.MustCompile(`(?m)^#{2,} (\d+(?:\.\d+)*[a-z]?) `)
	// A citation may go on with more sections: "§2.4, §3.1 and §5".
	citation = regexp.MustCompile(`docs/protocol\.md\s+§\d[\d.]*[a-z]?(?:(?:,| and|,? or)\s+§\d[\d.]*[a-z]?)*`)
	// Forms that a reader understands and no search finds, and section numbers that
	// say of no document that they are its.
	otherForm = regexp.MustCompile(strings.Join([]string{
		`(?i:protocol notes)\b`,
		`(?i:protocol),?\s+(?:(?:§|[Ss]ections?\s)\s*\d[\d.]*[a-z]?|\d+(?:\.\d+)+[a-z]?\b)`,
		`[\w./-]*\bprotocol\.md\b(?:[\x60,:;]*\s+(?:§|[Ss]ections?\s)?\s*\d[\d.]*[a-z]?)?`,
		`(?:RFC \d+,? )?\b[Ss]ections? \d[\d.]*`,
	}, "|"))
	section     = regexp.MustCompile(`§(\d+(?:\.\d+)*[a-z]?)`)
	foreign     = regexp.MustCompile(`(?:RFC \d+,?|App(?:endix|\.)?)\s+§\d[\d.]*(?:(?:,| and)\s+§\d[\d.]*)*`)
	lineBreak   = regexp.MustCompile(`\n[ \t]*(?://|#|\*|>)?[ \t]*`)
	linkTo      = regexp.MustCompile(`\]\([^)\s]*\)`)
	goFile      = regexp.MustCompile(`[\w./-]*\b\w+\.go\b`)
	repoFile    = regexp.MustCompile(`\b(?:docs|ci|cmd|internal|spec|srp|suites|target|vectors)/[\w./-]*\.(?:md|yaml|json|js|py|sh)\b`)
	goComment   = regexp.MustCompile(`(?m)//[ \t].*$`)
	generated   = "// Code generated "
	ruleID      = regexp.MustCompile(`\b(?:WIRE|CORS|SRP|AUTH|POOL|DEV-[A-Z]+|MFA|ADM|REF|TOK|SEC|ASF|TRUST|USER|PWD)-\d\d\b`)
	citingFiles = []string{".go", ".md", ".yaml", ".yml", ".js", ".mjs", ".py", ".sh", ".html", ".txt"}
)

func TestCitationsOfTheProtocolResolve(t *testing.T) {
	for _, finding := range citationFindings(t, os.DirFS("..")) {
		t.Error(finding)
	}
}

// Every kind of finding is seen here, so that the test above cannot pass blind.
func TestCitationFindings(t *testing.T) {
	const document = "# Title\n\n## 2 Wire\n\n### 2.4 Matrix\n\n## 3 Errors\n\n### 3.2a Before\n"
	for name, test := range map[string]struct {
		file, text string
		want       string // part of the one finding; "" for none
	}{
		"right":                     {"a.go", "// The matrix of docs/protocol.md §2.4.\n", ""},
		"letter":                    {"a.go", "// Named there (docs/protocol.md §3.2a).\n", ""},
		"broken line":               {"a.go", "\t// The matrix of docs/protocol.md\n\t// §2.4 is this.\n", ""},
		"two sections":              {"a.yaml", "# docs/protocol.md §2.4 and §3\n", ""},
		"the whole document":        {"a.md", "Facts go into `docs/protocol.md` first.\n", ""},
		"link":                      {"a.md", "See [the protocol](docs/protocol.md).\n", ""},
		"another document":          {"a.go", "// RFC 5054 §2.5.4, RFC 3526 section 5.\n", ""},
		"another protocol":          {"a.go", "// The JSON 1.1 protocol, 2 of 3 answers.\n", ""},
		"section that is not there": {"a.go", "// docs/protocol.md §2.9\n", "a.go:1: docs/protocol.md has no §2.9"},
		"second is not there":       {"a.md", "docs/protocol.md §2.4 and\n§7", "docs/protocol.md has no §7"},
		"without its folder":        {"a.go", "// protocol.md §2.4\n", `a.go:1: "protocol.md §2.4" is not in the form`},
		"without the sign":          {"a.go", "x()\n// docs/protocol.md 2.4\n", `a.go:2: "docs/protocol.md 2.4" is not in the form`},
		"bare number":               {"a.go", "// as seen (protocol 3.1)\n", `"protocol 3.1" is not in the form`},
		"notes":                     {"a.yaml", "source: protocol notes\n", `"protocol notes" is not in the form`},
		"in words":                  {"a.js", "// see section 5\n", `"section 5" is not in the form`},
		"over two lines":            {"a.go", "// protocol, section\n// 3.1\n", `"protocol, section 3.1" is not in the form`},
		"with a word":               {"a.go", "// docs/protocol.md, section 2.4\n", `"docs/protocol.md, section 2.4" is not in the form`},
		"file":                      {"room/a.go", "// Texts stand in b.go, c in other/c.go.\n", ""},
		"file that is not there":    {"room/a.go", "// They are listed in operations.go.\n", "room/a.go:1: there is no operations.go"},
		"behind code":               {"room/a.go", "x() // as in lost.go\n", "there is no lost.go"},
		"path that is not there":    {"room/a.go", "// See docs/guide.md.\n", "there is no docs/guide.md"},
		"code":                      {"room/a.go", "const name = \"operations.go\"\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			tree := fstest.MapFS{
				protocolFile:   {Data: []byte(document)},
				"room/b.go":    {Data: []byte("package room\n")},
				"other/c.go":   {Data: []byte("package other\n")},
				"node_modules": {Mode: fs.ModeDir},
				test.file:      {Data: []byte(test.text)},
			}
			findings := citationFindings(t, tree)
			if test.want == "" && len(findings) > 0 {
				t.Errorf("found %q, want nothing", findings)
			}
			if test.want != "" && (len(findings) != 1 || !strings.Contains(findings[0], test.want)) {
				t.Errorf("found %q, want one: %q", findings, test.want)
			}
		})
	}
}

// The document's own references: to its sections, and to rules.
func TestProtocolRefersToWhatIsThere(t *testing.T) {
	text := read(t, os.DirFS(".."), protocolFile)
	sections := sectionsOf(text)
	for _, s := range section.FindAllStringSubmatch(foreign.ReplaceAllString(text, ""), -1) {
		if !slices.Contains(sections, s[1]) {
			t.Errorf("%s names §%s, which it does not have", protocolFile, s[1])
		}
	}
	rules, err := spec.Rules()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, rule := range rules {
		known[rule.ID] = true
	}
	for _, id := range ruleID.FindAllString(text, -1) {
		if !known[id] {
			t.Errorf("%s names rule %s, which is not in the catalogue", protocolFile, id)
		}
	}
	if len(rules) == 0 || len(sections) < 10 {
		t.Errorf("%d rules and %d sections read, want many", len(rules), len(sections))
	}
}

func sectionsOf(document string) []string {
	var numbers []string
	for _, heading := range numberedHeading.FindAllStringSubmatch(document, -1) {
		numbers = append(numbers, heading[1])
	}
	return numbers
}

// citationFindings says what is wrong with the citations in a tree, a line each.
func citationFindings(t *testing.T, tree fs.FS) []string {
	t.Helper()
	sections := sectionsOf(read(t, tree, protocolFile))
	files := sources(t, tree)
	var findings []string
	for _, name := range files {
		text := read(t, tree, name)
		report := func(at int, format string, args ...any) {
			line := 1 + strings.Count(text[:at], "\n")
			findings = append(findings, fmt.Sprintf("%s:%d: ", name, line)+fmt.Sprintf(format, args...))
		}
		if name == "docs/citations_test.go" { // its cases are wrong on purpose
			continue
		}
		checkCitations(oneLine(text), sections, report)
		if path.Ext(name) == ".go" {
			checkFileNames(name, text, files, report)
		}
	}
	return findings
}

type reporter func(at int, format string, args ...any)

// checkCitations looks at each citation, then at what is left of the text.
func checkCitations(text string, sections []string, report reporter) {
	for _, at := range citation.FindAllStringIndex(text, -1) {
		for _, s := range section.FindAllStringSubmatch(text[at[0]:at[1]], -1) {
			if !slices.Contains(sections, s[1]) {
				report(at[0], "%s has no §%s", protocolFile, s[1])
			}
		}
	}
	rest := blank(blank(text, citation), linkTo)
	for _, at := range otherForm.FindAllStringIndex(rest, -1) {
		found := strings.Join(strings.Fields(rest[at[0]:at[1]]), " ")
		if found == protocolFile || strings.HasPrefix(found, "RFC ") {
			continue
		}
		report(at[0], "%q is not in the form %q", found, protocolFile+" §2.4")
	}
}

// checkFileNames looks for the files that a Go file's comments name.
func checkFileNames(name, text string, files []string, report reporter) {
	for _, comment := range goComment.FindAllStringIndex(text, -1) {
		words := text[comment[0]:comment[1]]
		if strings.HasPrefix(words, generated) {
			continue
		}
		for _, pattern := range []*regexp.Regexp{goFile, repoFile} {
			for _, at := range pattern.FindAllStringIndex(words, -1) {
				file := words[at[0]:at[1]]
				if !slices.ContainsFunc(files, func(f string) bool { return isNamed(f, name, file) }) {
					report(comment[0]+at[0], "there is no %s", file)
				}
			}
		}
	}
}

// isNamed reports whether a comment in file from means file by name: a file beside
// it, or a path from the top or from any folder.
func isNamed(file, from, name string) bool {
	if !strings.Contains(name, "/") {
		return file == path.Join(path.Dir(from), name)
	}
	return file == name || strings.HasSuffix(file, "/"+name)
}

// oneLine takes the ends of lines and the marks of comments out of a text; what
// stays keeps its place.
func oneLine(text string) string {
	return lineBreak.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat(" ", len(s)) })
}

// blank takes what matches out of a text; line breaks and what stays keep their place.
func blank(text string, what *regexp.Regexp) string {
	return what.ReplaceAllStringFunc(text, func(s string) string {
		lines := strings.Split(s, "\n")
		for i, line := range lines {
			lines[i] = strings.Repeat(" ", len(line))
		}
		return strings.Join(lines, "\n")
	})
}

// sources lists the files that can cite.
func sources(t *testing.T, tree fs.FS) []string {
	t.Helper()
	var files []string
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == ".git"):
			return fs.SkipDir
		case !entry.IsDir() && slices.Contains(citingFiles, path.Ext(name)):
			files = append(files, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func read(t *testing.T, tree fs.FS, name string) string {
	t.Helper()
	text, err := fs.ReadFile(tree, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
