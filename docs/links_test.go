package docs_test

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
)

var (
	heading    = regexp.MustCompile(`(?m)^#{1,6} +(.*?) *#*$`)
	link       = regexp.MustCompile(`\]\(([^)\s]+)(?: "[^"]*")?\)`)
	definition = regexp.MustCompile(`(?m)^\[[^\]]+\]: +(\S+)`)
	fence      = regexp.MustCompile("(?ms)^```.*?^```[ \t]*$")
	codeSpan   = regexp.MustCompile("`[^`\n]*`")
	outside    = regexp.MustCompile(`^[a-z]+:`)
	// A link to a file or folder of this repository where it is published.
	publishedLink = regexp.MustCompile(`^https://github\.com/cogbench/cogbench/(blob|tree)/main/([^#?]*)(?:#(.*))?$`)
	lineAnchor    = regexp.MustCompile(`^L(\d+)(?:-L(\d+))?$`)
)

func TestLinksInTheDocumentsResolve(t *testing.T) {
	for _, finding := range linkFindings(t, os.DirFS("..")) {
		t.Error(finding)
	}
}

// Every kind of finding is seen here, so that the test above cannot pass blind.
func TestLinkFindings(t *testing.T) {
	const published = "https://github.com/cogbench/cogbench/"
	for name, test := range map[string]struct{ text, want string }{
		"file":                   {"[a](docs/b.md), [c](docs/), [d](https://example.com/x.md)", ""},
		"heading":                {"## One `two`: three\n\n[a](#one-two-three) [b](docs/b.md#there)", ""},
		"code":                   {"`[a](lost.md)`\n\n```\n[b](lost.md)\n# Here\n```\n\n# Here", ""},
		"file that is lost":      {"x\n\n[a](docs/lost.md)", "README.md:3: no docs/lost.md"},
		"heading that is lost":   {"[a](#lost)", "README.md:1: no heading #lost in README.md"},
		"heading lost elsewhere": {"[a](docs/b.md#lost)", "no heading #lost in docs/b.md"},
		"definition":             {"[a]\n\n[a]: docs/lost.md", "README.md:3: no docs/lost.md"},
		"published":              {"[a](" + published + "blob/main/docs/b.md#there) [c](" + published + "tree/main/docs) [l](" + published + "blob/main/docs/b.md#L1)", ""},
		"published file, lost":   {"[a](" + published + "blob/main/docs/lost.md)", "README.md:1: no blob docs/lost.md"},
		"folder as a file":       {"[a](" + published + "blob/main/docs)", "README.md:1: no blob docs"},
		"file as a folder":       {"[a](" + published + "tree/main/docs/b.md)", "README.md:1: no tree docs/b.md"},
		"line beyond the end":    {"[a](" + published + "blob/main/docs/b.md#L2)", "README.md:1: no line L2 in docs/b.md"},
		"two of one name":        {"# Here\n\n## Here", "README.md:3: another heading #here"},
	} {
		t.Run(name, func(t *testing.T) {
			findings := linkFindings(t, fstest.MapFS{
				"docs/b.md": {Data: []byte("# There\n")},
				"README.md": {Data: []byte(test.text)},
			})
			if test.want == "" && len(findings) > 0 {
				t.Errorf("found %q, want nothing", findings)
			}
			if test.want != "" && (len(findings) != 1 || !strings.Contains(findings[0], test.want)) {
				t.Errorf("found %q, want one: %q", findings, test.want)
			}
		})
	}
}

// linkFindings says what is wrong with the links and headings of the documents in
// a tree, a line each.
func linkFindings(t *testing.T, tree fs.FS) []string {
	t.Helper()
	var findings []string
	for _, name := range sources(t, tree) {
		if path.Ext(name) != ".md" {
			continue
		}
		text := blank(read(t, tree, name), fence)
		report := func(at int, format string, args ...any) {
			line := 1 + strings.Count(text[:at], "\n")
			findings = append(findings, fmt.Sprintf("%s:%d: ", name, line)+fmt.Sprintf(format, args...))
		}
		var seen []string
		for _, at := range heading.FindAllStringSubmatchIndex(text, -1) {
			anchor := anchorOf(text[at[2]:at[3]])
			if slices.Contains(seen, anchor) {
				report(at[0], "another heading #%s", anchor)
			}
			seen = append(seen, anchor)
		}
		text = blank(text, codeSpan)
		for _, pattern := range []*regexp.Regexp{link, definition} {
			for _, at := range pattern.FindAllStringSubmatchIndex(text, -1) {
				if broken := lost(t, tree, name, text[at[2]:at[3]]); broken != "" {
					report(at[0], "no %s", broken)
				}
			}
		}
	}
	return findings
}

// lost names what a link in the document from leads to and is not there, "" if it is.
func lost(t *testing.T, tree fs.FS, from, target string) string {
	t.Helper()
	if published := publishedLink.FindStringSubmatch(target); published != nil {
		name, anchor := path.Clean(published[2]), published[3]
		if info, err := fs.Stat(tree, name); err != nil || info.IsDir() != (published[1] == "tree") {
			return published[1] + " " + name
		}
		return lostAnchor(t, tree, name, anchor)
	}
	if outside.MatchString(target) {
		return ""
	}
	file, anchor, _ := strings.Cut(target, "#")
	name := from
	if file != "" {
		name = path.Join(path.Dir(from), file)
	}
	if _, err := fs.Stat(tree, name); err != nil {
		return name
	}
	return lostAnchor(t, tree, name, anchor)
}

// lostAnchor names a heading or a line that a file does not have, "" if it has it.
func lostAnchor(t *testing.T, tree fs.FS, name, anchor string) string {
	t.Helper()
	if anchor == "" {
		return ""
	}
	if lines := lineAnchor.FindStringSubmatch(anchor); lines != nil {
		last, err := strconv.Atoi(cmp.Or(lines[2], lines[1]))
		if err != nil || last < 1 || last > strings.Count(read(t, tree, name), "\n") {
			return fmt.Sprintf("line %s in %s", anchor, name)
		}
		return ""
	}
	for _, h := range heading.FindAllStringSubmatch(blank(read(t, tree, name), fence), -1) {
		if anchorOf(h[1]) == anchor {
			return ""
		}
	}
	return fmt.Sprintf("heading #%s in %s", anchor, name)
}

// anchorOf is the name that GitHub gives to a heading.
func anchorOf(title string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		default:
			return -1
		}
	}, title)
}
