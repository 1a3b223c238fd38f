package markdown_test

import (
	"strings"
	"testing"

	"github.com/cogbench/cogbench/docs/site/internal/markdown"
)

func render(t *testing.T, text string) markdown.Document {
	t.Helper()
	document, err := markdown.Render("a.md", []byte(text), markdown.Links{
		To: func(target string) string { return "to:" + target },
		Rule: func(id string) string {
			if id == "REF-10" || id == "CLI-KEY-01" {
				return "rules/" + id + ".html"
			}
			return ""
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func TestRender(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"link":                  {"[a](b.md)", `<p><a href="to:b.md">a</a></p>`},
		"picture":               {"![a](b.svg)", `<p><img src="to:b.svg" alt="a"></p>`},
		"rule":                  {"By REF-10, CLI-KEY-01.", `<p>By <a href="rules/REF-10.html">REF-10</a>, <a href="rules/CLI-KEY-01.html">CLI-KEY-01</a>.</p>`},
		"rule at both ends":     {"REF-10", `<p><a href="rules/REF-10.html">REF-10</a></p>`},
		"strong rule":           {"**REF-10** (must)", `<p><strong><a href="rules/REF-10.html">REF-10</a></strong> (must)</p>`},
		"no rule":               {"REF-99 and XREF-10 and RFC-10", `<p>REF-99 and XREF-10 and RFC-10</p>`},
		"rule in code":          {"`REF-10`", `<p><code>REF-10</code></p>`},
		"rule in a link":        {"[REF-10](x)", `<p><a href="to:x">REF-10</a></p>`},
		"rule in a table":       {"| a |\n|---|\n| REF-10 |", `<td><a href="rules/REF-10.html">REF-10</a></td>`},
		"two lines":             {"REF-10\nand more", "<p><a href=\"rules/REF-10.html\">REF-10</a>\nand more</p>"},
		"table in a box":        {"| a |\n|--:|\n| b |", `<div class="table" tabindex="0"><table>`},
		"column without style":  {"| a |\n|--:|\n| b |", `<td align="right">b</td>`},
		"HTML stays out":        {"<script>alert(1)</script>", "<!-- raw HTML omitted -->"},
		"no address of scripts": {"[a](b)", `href="to:b"`},
		"anchor":                {"## One `two`: three-four", `<h2 id="one-two-three-four">`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := string(render(t, test.text).HTML); !strings.Contains(got, test.want) {
				t.Errorf("%q is rendered as %q, want %q in it", test.text, got, test.want)
			}
		})
	}
}

func TestHeadings(t *testing.T) {
	document := render(t, "# The `first` one\n\n## Second, *here*\n")
	if document.Title != "The first one" || len(document.Headings) != 2 {
		t.Fatalf("title %q, headings %+v", document.Title, document.Headings)
	}
	if got, want := document.Headings[1], (markdown.Heading{Level: 2, Text: "Second, here", Anchor: "second-here"}); got != want {
		t.Errorf("the heading is %+v, want %+v", got, want)
	}
}
