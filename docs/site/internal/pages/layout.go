package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"

	"github.com/cogbench/cogbench/report/render"
	"github.com/cogbench/cogbench/spec"
)

// Repository is where the project's sources are.
const Repository = "https://github.com/cogbench/cogbench"

var (
	//go:embed templates/*.html
	templates embed.FS
	//go:embed assets/*.js
	assetFiles embed.FS
	//go:embed assets/site.css
	style string
)

// policy forbids a page everything but the style sheet, the pictures and the search form of
// the site.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'"

// page is a page of the site.
type page struct {
	Path        string // from the site's top
	Title       string
	Description string
	Section     string   // the path of the section that it is in
	Policy      string   // its Content-Security-Policy
	Scripts     []string // from the site's top
	Shown       any      // what its template shows
}

// section is an entry of every page's head.
type section struct{ Path, Title string }

// Sections are the parts of the site.
func (page) Sections() []section {
	return []section{{"explain.html", "Why was MFA asked again?"}, {"rules/index.html", "Rules"}, {"results.html", "Results"}, {"docs/index.html", "Guides"}}
}

// Root leads from the page to the site's top.
func (p page) Root() string { return upward(p.Path) }

// Repository is where the project's sources are.
func (page) Repository() string { return Repository }

// Version is that of the catalogue.
func (page) Version() string { return spec.Version }

// Levels are those of rules.
func (page) Levels() []spec.Level { return spec.Levels() }

// layout renders pages of one kind.
type layout struct{ template *template.Template }

// laidOut is the layout of the pages that a template in the folder templates has the
// content of.
func laidOut(name string) (layout, error) {
	t, err := template.New(name).Funcs(template.FuncMap{"prose": render.Prose}).ParseFS(templates, "templates/layout.html", "templates/"+name)
	if err != nil {
		return layout{}, fmt.Errorf("parse %s: %w", name, err)
	}
	return layout{t}, nil
}

func (l layout) render(p page) (file, error) {
	if p.Policy == "" {
		p.Policy = policy
	}
	if p.Section == "" {
		p.Section = p.Path
	}
	var out bytes.Buffer
	if err := l.template.ExecuteTemplate(&out, "layout", p); err != nil {
		return file{}, fmt.Errorf("render %s: %w", p.Path, err)
	}
	return file{p.Path, out.Bytes()}, nil
}

// single is the one page of its kind.
func single(name string, p page) ([]file, error) {
	l, err := laidOut(name)
	if err != nil {
		return nil, err
	}
	f, err := l.render(p)
	return []file{f}, err
}

// assets are the files that pages load as they are: the style sheet of a client's report,
// with what the site adds, and the scripts.
func assets() ([]file, error) {
	files := []file{{"style.css", []byte(string(render.ClientStyle()) + style)}}
	for _, name := range []string{"search.js", "explain.js"} {
		data, err := assetFiles.ReadFile("assets/" + name)
		if err != nil {
			return nil, err
		}
		files = append(files, file{name, data})
	}
	return files, nil
}

// part is a share of a bar, in hundredths of its width.
type part struct {
	State       string // a class of the style sheet
	From, Width string
}

// share is a count with its colour.
type share struct {
	state string
	count int
}

// bar draws shares beside one another; none if there is nothing to count.
func bar(shares ...share) []part {
	total := 0
	for _, s := range shares {
		total += s.count
	}
	var parts []part
	from := 0.0
	for _, s := range shares {
		if s.count == 0 {
			continue
		}
		width := 100 * float64(s.count) / float64(total)
		parts = append(parts, part{s.state, fmt.Sprintf("%.1f", from), fmt.Sprintf("%.1f", width)})
		from += width
	}
	return parts
}
