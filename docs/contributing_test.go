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
