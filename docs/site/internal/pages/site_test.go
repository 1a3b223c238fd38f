package pages_test

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"github.com/cogbench/cogbench/docs/site/internal/pages"
	"github.com/cogbench/cogbench/docs/site/internal/published"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// repository is the top of this one.
const repository = "../../../.."

// written is the directory with the site, but for the judge. It is made once.
var written = sync.OnceValues(func() (string, error) {
	site, err := pages.New(os.DirFS(repository))
	if err != nil {
		return "", err
	}
	directory, err := os.MkdirTemp("", "cogbench-site-test-")
	if err != nil {
		return "", err
	}
	return directory, site.Write(directory)
})

func TestMain(m *testing.M) {
	code := m.Run()
	if directory, err := written(); err == nil {
		os.RemoveAll(directory)
	}
	os.Exit(code)
}

// siteFiles is the site.
func siteFiles(t *testing.T) fs.FS {
	t.Helper()
	directory, err := written()
	if err != nil {
		t.Fatal(err)
	}
	return os.DirFS(directory)
}

// pagePaths lists the site's pages.
func pagePaths(t *testing.T, tree fs.FS) []string {
	t.Helper()
	var paths []string
	err := fs.WalkDir(tree, ".", func(name string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(name, ".html") {
			paths = append(paths, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// parsed is a page's tree.
func parsed(t *testing.T, tree fs.FS, name string) *html.Node {
	t.Helper()
	data, err := fs.ReadFile(tree, name)
	if err != nil {
		t.Fatal(err)
	}
	node, err := html.Parse(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	return node
}

// attribute is an attribute of an element; "" without.
func attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// textOf is the text of an element, its blanks made one.
func textOf(node *html.Node) string {
	var out strings.Builder
	for n := range node.Descendants() {
		if n.Type == html.TextNode {
			out.WriteString(n.Data)
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

// Every rule of both catalogues has a page with all that is known of it.
func TestEveryRuleHasItsPage(t *testing.T) {
	tree := siteFiles(t)
	for _, rule := range allRules(t) {
		text := textOf(parsed(t, tree, "rules/"+rule.ID+".html"))
		wants := []string{strings.ReplaceAll(rule.Statement, "`", ""), rule.Level.Meaning(), "Why it matters", "Sources and evidence", "How it is checked", "What breaks it", "Who keeps it", rule.Since}
		for _, reference := range slices.Concat(rule.Sources, rule.Reports) {
			wants = append(wants, reference.String())
		}
		for _, evidence := range rule.Evidence {
			wants = append(wants, evidence.Seen)
		}
		switch {
		case !rule.Checkable():
			wants = append(wants, rule.Unchecked)
		case rule.Subject == spec.Client:
			wants = append(wants, "cogbench explain --require "+rule.ID)
		default:
			wants = append(wants, "cogbench conform --rule "+rule.ID)
		}
		for _, want := range wants {
			if want = strings.Join(strings.Fields(want), " "); !strings.Contains(text, want) {
				t.Errorf("the page of %s lacks %q", rule.ID, want)
			}
		}
	}
}

func allRules(t *testing.T) []spec.Rule {
	t.Helper()
	server, err := spec.Load()
	if err != nil {
		t.Fatal(err)
	}
	client, err := spec.LoadClient()
	if err != nil {
		t.Fatal(err)
	}
	return slices.Concat(server.Rules, client.Rules)
}

// One page, as a reader would see it: the parts come from five places.
func TestPageOfARule(t *testing.T) {
	tree := siteFiles(t)
	for id, wants := range map[string][]string{
		"REF-10":     {"refreshKeepsDeviceClaim", "REF-01", "claim-lost-at-refresh", "cogbench serve", "cognito-local"},
		"CLI-KEY-01": {"keyIsInResponses(challengesOfMFA()...)", "device-key-missing-in-mfa-response", "key-left-out-with-codes", "amplify-js#14622", "amazon-cognito-identity-js", "not exercised"},
	} {
		text := textOf(parsed(t, tree, "rules/"+id+".html"))
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("the page of %s lacks %q", id, want)
			}
		}
	}
}

// What published runs found stands on the pages of the rules.
func TestOutcomesStandWithTheirRules(t *testing.T) {
	tree := siteFiles(t)
	results, err := published.Read(os.DirFS(repository))
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	says := func(rule string, wants ...string) {
		compared++
		text := textOf(parsed(t, tree, "rules/"+rule+".html"))
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("the page of %s lacks %q", rule, want)
			}
		}
	}
	for _, server := range results.Servers {
		for _, rule := range server.Conformance.Rules {
			if rule.Outcome == report.Fail {
				says(rule.ID, server.Name+" "+server.Version, "✗ broken")
			}
		}
	}
	for _, client := range results.Clients.Clients {
		for _, rule := range client.Walks[0].Rules {
			if rule.Outcome == report.Violated {
				says(rule.ID, client.Name, "✗ violated", rule.Message)
			}
		}
	}
	if compared < 20 {
		t.Errorf("%d outcomes were compared, want those of all", compared)
	}
}

// What a page loads is the site's own, and its policy forbids all else.
func TestPagesLoadNothingFromElsewhere(t *testing.T) {
	tree := siteFiles(t)
	for _, name := range pagePaths(t, tree) {
		policies := 0
		for node := range parsed(t, tree, name).Descendants() {
			if loaded := loads(node); strings.Contains(loaded, ":") && !strings.HasPrefix(loaded, "data:") {
				t.Errorf("%s loads %s", name, loaded)
			}
			if attribute(node, "http-equiv") == "Content-Security-Policy" {
				policies++
				if content := attribute(node, "content"); !strings.HasPrefix(content, "default-src 'none';") || strings.Contains(content, "unsafe-inline") || strings.Contains(content, "http") {
					t.Errorf("the policy of %s is %q", name, content)
				}
			}
			if attribute(node, "style") != "" || attribute(node, "onclick") != "" {
				t.Errorf("%s has a style or a script in an attribute, which its policy forbids", name)
			}
		}
		if policies != 1 {
			t.Errorf("%s has %d policies", name, policies)
		}
	}
}

// loads is what an element loads by itself; "" for none.
func loads(node *html.Node) string {
	switch node.Data {
	case "img", "script", "iframe", "source", "video", "audio", "embed":
		return attribute(node, "src")
	case "link":
		return attribute(node, "href")
	default:
		return ""
	}
}

// A page has one name, one first heading, and headings in order.
func TestPagesAreWellMade(t *testing.T) {
	tree := siteFiles(t)
	titles := map[string]string{}
	for _, name := range pagePaths(t, tree) {
		first, before := 0, 0
		for node := range parsed(t, tree, name).Descendants() {
			switch node.Data {
			case "title":
				title := textOf(node)
				if other := titles[title]; other != "" || title == "" {
					t.Errorf("%s and %s are both named %q", name, other, title)
				}
				titles[title] = name
			case "h1":
				first++
			case "img":
				if attribute(node, "alt") == "" {
					t.Errorf("a picture of %s has no words", name)
				}
			}
			if level := headingLevel(node); level > 0 {
				if level > before+1 && before > 0 {
					t.Errorf("%s: after a heading of level %d comes one of level %d: %s", name, before, level, textOf(node))
				}
				before = level
			}
		}
		if first != 1 {
			t.Errorf("%s has %d first headings", name, first)
		}
	}
}

// headingLevel is the level of a heading; 0 for another element.
func headingLevel(node *html.Node) int {
	if node.Type != html.ElementNode || len(node.Data) != 2 || node.Data[0] != 'h' {
		return 0
	}
	level := 0
	if _, err := fmt.Sscanf(node.Data, "h%d", &level); err != nil {
		return 0
	}
	return level
}
