package pages_test

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"path"
	"strings"
	"testing"
)

// firstView is what the first view of a page may take, in bytes.
const firstView = 100_000

// The first view of every page is small as it goes over the wire, which is compressed; and
// that of the pages that people come to is small without, too.
func TestFirstViewIsSmall(t *testing.T) {
	tree := siteFiles(t)
	sizes := map[string]int{}
	for _, name := range pagePaths(t, tree) {
		plain, packed := view(t, tree, name)
		if packed > firstView {
			t.Errorf("the first view of %s takes %d bytes, want at most %d", name, packed, firstView)
		}
		sizes[name] = plain
	}
	for _, name := range []string{"index.html", "explain.html", "results.html", "rules/index.html", "rules/DEV-CONF-03.html", "rules/CLI-KEY-01.html", "rules/AUTH.html", "docs/index.html", "docs/clients.html"} {
		if size := sizes[name]; size == 0 || size > firstView {
			t.Errorf("the first view of %s is %d bytes, want at most %d", name, size, firstView)
		}
		t.Logf("%s: %d bytes", name, sizes[name])
	}
}

// view is the size of a page with all that it loads at once, plain and compressed.
func view(t *testing.T, tree fs.FS, name string) (plain, packed int) {
	t.Helper()
	files := []string{name}
	for node := range parsed(t, tree, name).Descendants() {
		if loaded := loads(node); loaded != "" && !strings.HasPrefix(loaded, "data:") && attribute(node, "loading") != "lazy" {
			files = append(files, path.Join(path.Dir(name), loaded))
		}
	}
	for _, file := range files {
		data, err := fs.ReadFile(tree, file)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		plain, packed = plain+len(data), packed+out.Len()
	}
	return plain, packed
}
