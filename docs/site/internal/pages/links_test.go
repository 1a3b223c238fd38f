package pages_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"github.com/cogbench/cogbench/docs/site/internal/pages"
)

func TestLinksResolve(t *testing.T) {
	tree := siteFiles(t)
	for _, finding := range linkFindings(t, tree, os.DirFS(repository)) {
		// The judge is built apart, by a test of its own.
		t.Error(finding)
	}
	if n := len(pagePaths(t, tree)); n < len(allRules(t)) {
		t.Errorf("%d pages, want more than there are rules", n)
	}
}

// Every kind of finding is seen here, so that the test above cannot pass blind.
func TestLinkFindings(t *testing.T) {
	for name, test := range map[string]struct{ body, want string }{
		"right":          {`<a href="b/c.html#there">c</a> <a href="#here" id="here">h</a> <a href="https://example.com/x">x</a>`, ""},
		"page":           {`<a href="b/lost.html">c</a>`, "a.html: there is no b/lost.html"},
		"folder":         {`<a href="b">c</a>`, "a.html: b is a folder"},
		"anchor":         {`<a href="b/c.html#lost">c</a>`, "a.html: there is no #lost in b/c.html"},
		"anchor here":    {`<a href="#lost">c</a>`, "a.html: there is no #lost in a.html"},
		"picture":        {`<img src="lost.svg" alt="x">`, "a.html: there is no lost.svg"},
		"form":           {`<form action="lost.html"></form>`, "a.html: there is no lost.html"},
		"from the top":   {`<a href="/b/c.html">c</a>`, "a.html: /b/c.html works on a server of its own alone"},
		"without secret": {`<a href="http://example.com/">c</a>`, "a.html: http://example.com/ is not https"},
		"source":         {toSource("blob/main/d/e.go") + toSource("blob/main/d/e.go#L1") + toSource("tree/main/d"), ""},
		"source, lost":   {toSource("blob/main/d/lost.go"), "a.html: the repository has no file d/lost.go"},
		"source, folder": {toSource("blob/main/d"), "a.html: the repository has no file d"},
		"source, file":   {toSource("tree/main/d/e.go"), "a.html: the repository has no folder d/e.go"},
		"source, line":   {toSource("blob/main/d/e.go#L2"), "a.html: the repository has no line L2 in d/e.go"},
		"two of an id":   {`<p id="x"></p><p id="x"></p>`, "a.html: two elements are #x"},
	} {
		t.Run(name, func(t *testing.T) {
			findings := linkFindings(t, fstest.MapFS{
				"a.html":          {Data: []byte(test.body)},
				"b/c.html":        {Data: []byte(`<h1 id="there">c</h1>`)},
				"search-index.js": {Data: []byte(`globalThis.searchIndex = [["b/c.html#there","c",""]];`)},
			}, fstest.MapFS{"d/e.go": {Data: []byte("package e\n")}})
			if got := strings.Join(findings, "; "); got != test.want {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
	findings := linkFindings(t, fstest.MapFS{"search-index.js": {Data: []byte(`globalThis.searchIndex = [["lost.html","c",""]];`)}}, fstest.MapFS{})
	if len(findings) != 1 || !strings.Contains(findings[0], "there is no lost.html") {
		t.Errorf("found %q in an index that leads nowhere", findings)
	}
}

// toSource is a link to the repository.
func toSource(file string) string {
	return fmt.Sprintf(`<a href="%s/%s">x</a>`, pages.Repository, file)
}

// linkFindings says what is wrong with the links of a site, those into the sources of a
// repository as well.
func linkFindings(t *testing.T, tree, sources fs.FS) []string {
	t.Helper()
	ids := map[string]map[string]bool{}
	links := map[string][]string{}
	var findings []string
	for _, name := range pagePaths(t, tree) {
		ids[name] = map[string]bool{}
		for node := range parsed(t, tree, name).Descendants() {
			if id := attribute(node, "id"); id != "" {
				if ids[name][id] {
					findings = append(findings, fmt.Sprintf("%s: two elements are #%s", name, id))
				}
				ids[name][id] = true
			}
			if target := target(node); target != "" {
				links[name] = append(links[name], target)
			}
		}
	}
	links["search-index.js"] = indexed(t, tree)
	for name, targets := range links {
		for _, target := range targets {
			wrong := lost(tree, ids, name, target)
			if inside, is := strings.CutPrefix(target, pages.Repository+"/"); is {
				wrong = lostSource(sources, inside)
			}
			if wrong != "" {
				findings = append(findings, name+": "+wrong)
			}
		}
	}
	return findings
}

// target is where an element leads, or what it loads; "" for none.
func target(node *html.Node) string {
	switch node.Data {
	case "a":
		return attribute(node, "href")
	case "form":
		return attribute(node, "action")
	default:
		return loads(node)
	}
}

// indexed are the addresses of the index for searching.
func indexed(t *testing.T, tree fs.FS) []string {
	t.Helper()
	data, err := fs.ReadFile(tree, "search-index.js")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(string(data)), "globalThis.searchIndex = "), ";")
	var entries [][3]string
	if err := json.Unmarshal([]byte(text), &entries); err != nil {
		t.Fatal(err)
	}
	var addresses []string
	for _, entry := range entries {
		addresses = append(addresses, entry[0])
	}
	return addresses
}

// lost says what is wrong with a link of a page; "" if nothing is.
func lost(tree fs.FS, ids map[string]map[string]bool, from, target string) string {
	address, err := url.Parse(target)
	switch {
	case err != nil:
		return err.Error()
	case address.Scheme == "data" || address.Scheme == "https":
		return ""
	case address.Scheme != "":
		return target + " is not https"
	case strings.HasPrefix(target, "/"):
		return target + " works on a server of its own alone"
	}
	name := from
	if address.Path != "" {
		name = path.Join(path.Dir(from), address.Path)
	}
	info, err := fs.Stat(tree, name)
	switch {
	case err != nil:
		return "there is no " + name
	case info.IsDir():
		return name + " is a folder"
	case address.Fragment != "" && !ids[name][address.Fragment]:
		return fmt.Sprintf("there is no #%s in %s", address.Fragment, name)
	}
	return ""
}

// lostSource says what is wrong with a link into the repository, such as
// blob/main/action.yml#L3; "" if nothing is.
func lostSource(sources fs.FS, link string) string {
	link, anchor, _ := strings.Cut(link, "#")
	kind, name := "file", strings.TrimPrefix(link, "blob/main/")
	if inTree, is := strings.CutPrefix(link, "tree/main/"); is {
		kind, name = "folder", inTree
	}
	info, err := fs.Stat(sources, path.Clean(name))
	if err != nil || info.IsDir() != (kind == "folder") {
		return fmt.Sprintf("the repository has no %s %s", kind, name)
	}
	line, is := strings.CutPrefix(anchor, "L")
	number, err := strconv.Atoi(line)
	if !is || err != nil { // a heading, which the documents' own test knows
		return ""
	}
	text, err := fs.ReadFile(sources, path.Clean(name))
	if err != nil || number < 1 || number > strings.Count(string(text), "\n") {
		return fmt.Sprintf("the repository has no line %s in %s", anchor, name)
	}
	return ""
}
