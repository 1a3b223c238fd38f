package pages

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/docs/site/internal/markdown"
)

// guidesPath is the page that lists the documents.
const guidesPath = "docs/index.html"

// guide is a document of the repository.
type guide struct {
	markdown.Document
	Source string // its file
	Path   string // its page: that of the file, as HTML
	copies []string
}

// Contents are the headings that a long document is entered by.
func (g guide) Contents() []markdown.Heading {
	const long, deepest = 4, 3
	var entries []markdown.Heading
	for _, h := range g.Headings {
		if h.Level > 1 && h.Level <= deepest {
			entries = append(entries, h)
		}
	}
	if len(entries) < long {
		return nil
	}
	return entries
}

// guidesView is a group in the list of documents.
type guidesView struct {
	Title     string
	Documents []guide
}

// documentFiles are those that become pages.
func documentFiles(repository fs.FS) ([]string, error) {
	var names []string
	for _, pattern := range []string{"docs/*.md", "docs/results/*.md", "CONTRIBUTING.md"} {
		found, err := fs.Glob(repository, pattern)
		if err != nil {
			return nil, err
		}
		names = append(names, found...)
	}
	return names, nil
}

// readGuides renders the documents.
func (s *Site) readGuides() ([]guide, error) {
	names, err := documentFiles(s.repository)
	if err != nil {
		return nil, err
	}
	var guides []guide
	for _, name := range names {
		source, err := fs.ReadFile(s.repository, name)
		if err != nil {
			return nil, err
		}
		g := guide{Source: name, Path: asPage(name)}
		g.Document, err = markdown.Render(name, source, markdown.Links{
			To:   func(target string) string { return g.lead(target, names, s.repository) },
			Rule: func(id string) string { return s.rulePage(g.Path, id) },
		})
		if err != nil {
			return nil, err
		}
		if g.Title == "" {
			return nil, missing("heading", name)
		}
		guides = append(guides, g)
	}
	tellApart(guides)
	return guides, nil
}

// tellApart has documents of one title be named by their files too, but for the one with
// the shortest name: a page has a name of its own.
func tellApart(guides []guide) {
	for i, g := range guides {
		if slices.ContainsFunc(guides, func(other guide) bool { return other.Title == g.Title && len(other.Source) < len(g.Source) }) {
			guides[i].Title += " (" + strings.TrimSuffix(path.Base(g.Source), ".md") + ")"
		}
	}
}

// asPage is the page of a document.
func asPage(name string) string { return strings.TrimSuffix(name, ".md") + ".html" }

// lead is where a link of the document leads from its page: to the page of another
// document, to a picture, which is noted to be copied, or to a file or folder of the
// repository.
func (g *guide) lead(target string, documents []string, repository fs.FS) string {
	file, anchor, _ := strings.Cut(target, "#")
	if file == "" || strings.Contains(file, ":") {
		return target
	}
	if anchor != "" {
		anchor = "#" + anchor
	}
	name := path.Join(path.Dir(g.Source), file)
	switch {
	case slices.Contains(documents, name):
		return asPage(file) + anchor
	case path.Ext(name) == ".svg" || path.Ext(name) == ".png":
		g.copies = append(g.copies, name)
		return file + anchor
	default:
		kind := "blob"
		if info, err := fs.Stat(repository, name); err == nil && info.IsDir() {
			kind = "tree"
		}
		return fmt.Sprintf("%s/%s/main/%s%s", Repository, kind, name, anchor)
	}
}

// documents are the pages of the documents, their list, and the pictures that they show.
func (s *Site) documents() ([]file, error) {
	l, err := laidOut("guide.html")
	if err != nil {
		return nil, err
	}
	var files []file
	for _, g := range s.guides {
		f, err := l.render(page{Path: g.Path, Title: g.Title, Description: g.Title + ", a guide of cogbench.", Section: guidesPath, Shown: g})
		if err != nil {
			return nil, err
		}
		files = append(files, f)
		for _, name := range g.copies {
			data, err := fs.ReadFile(s.repository, name)
			if err != nil {
				return nil, err
			}
			files = append(files, file{name, data})
		}
	}
	list, err := single("guides.html", page{Path: guidesPath, Title: "Guides", Description: "Guides to cogbench.", Shown: s.groups()})
	return append(files, list...), err
}

// groups are the documents as they are listed: those that a newcomer reads first come first.
func (s *Site) groups() []guidesView {
	first := []string{"docs/start.md", "docs/install.md", "docs/target.md", "docs/reports.md"}
	sorted := slices.SortedStableFunc(slices.Values(s.guides), func(a, b guide) int {
		return place(first, a.Source) - place(first, b.Source)
	})
	groups := []guidesView{{Title: "How to"}, {Title: "Published results"}, {Title: "Inside"}}
	for _, g := range sorted {
		at := 0
		switch {
		case path.Dir(g.Source) == "docs/results":
			at = 1
		case slices.Contains([]string{"CONTRIBUTING.md", "docs/architecture.md", "docs/protocol.md", "docs/performance.md", "docs/files.md"}, g.Source):
			at = 2
		}
		groups[at].Documents = append(groups[at].Documents, g)
	}
	return groups
}

// place is where a name stands in a list; after all of it if it does not.
func place(list []string, name string) int {
	if i := slices.Index(list, name); i >= 0 {
		return i
	}
	return len(list)
}
