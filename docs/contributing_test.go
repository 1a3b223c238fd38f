package docs_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// The snippets that show how a rule is added are the code of rules that exist.
func TestSnippetsOfContributingAreReal(t *testing.T) {
	var source strings.Builder
	for _, name := range []string{"../spec/rules/ref.yaml", "../suites/refresh.go", "../refpool/faults/token.go", "../referee/checks_key.go", "../referee/flaws/device.go"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(text)
	}
	guide, err := os.ReadFile("../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```(?:go|yaml)\n(.*?)```").FindAllStringSubmatch(string(guide), -1)
	if len(blocks) != 5 {
		t.Errorf("%d snippets, want those of a rule, its check and its fault, and of a client rule's check and flaw", len(blocks))
	}
	for _, block := range blocks {
		for line := range strings.Lines(block[1]) {
			if code := strings.TrimSpace(line); !strings.Contains(source.String(), code) {
				t.Errorf("no file of the example has %q", code)
			}
		}
	}
}

// The glossary has at most 25 words, each once.
func TestGlossaryIsShort(t *testing.T) {
	guide, err := os.ReadFile("../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	_, words, _ := strings.Cut(string(guide), "\n## Words\n")
	words, _, _ = strings.Cut(words, "\n## ")
	known := map[string]bool{"word": true} // the head of the table
	for _, row := range regexp.MustCompile(`(?m)^\| (\w+) \|`).FindAllStringSubmatch(words, -1) {
		if word := row[1]; known[word] && word != "word" {
			t.Errorf("%s stands there twice", word)
		}
		known[row[1]] = true
	}
	if n := len(known) - 1; n == 0 || n > 25 {
		t.Errorf("%d words, want 25 at most", n)
	}
}
