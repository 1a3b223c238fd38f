package render

import (
	_ "embed"
	"fmt"
	"html"
	"html/template"
	"strings"

	benchreport "github.com/cogbench/cogbench/report/bench"
)

//go:embed page/bars.css
var barStyle string

// pictureStyle is what a picture needs that stands alone, where no page gives it colours.
const pictureStyle = `:root{--ink:#1f2328;--soft:#59636e;--paper:#fff;--line:#d1d9e0;--c0:#0550ae;--c1:#b35900}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--paper:#0d1117;--line:#3d444d;--c0:#79c0ff;--c1:#ffa657}}
`

// margin is around a picture that stands alone.
const margin = 10

// SVG returns the content of bench.svg: all bars, legible at the width of a telephone, in
// the reader's light or dark scheme.
func SVG(r *benchreport.Report) []byte {
	in := narrow()
	content, height := bars(append(r.ByOperation(), r.ByJourney()...), in)
	var notes strings.Builder
	note := func(text string) {
		for _, line := range lines(text, int(in.width/letter)) {
			height += textSize + 4
			fmt.Fprintf(&notes, `<text class="tick" x="0" y="%.1f">%s</text>`+"\n", height, html.EscapeString(line))
		}
	}
	for _, l := range r.Failed() {
		note(fmt.Sprintf("not measured: %s (%s)", l.Name, l.Failure.Cause))
	}
	note(machine(r))
	if anySelfReported(r) {
		note("* by the adapter's own clock")
	}
	width, height := in.width+2*margin, height+2*margin
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" width="%g" role="img" aria-label="%s">`+"\n", width, height, width, description)
	fmt.Fprintf(&out, "<style>%s%s</style>\n", pictureStyle, barStyle)
	fmt.Fprintf(&out, `<rect width="100%%" height="100%%" fill="var(--paper)"/><g class="bars" transform="translate(%d %d)">`+"\n%s%s</g>\n</svg>\n", margin, margin, content, notes.String())
	return []byte(out.String())
}

const description = "Least times of SRP libraries, on a logarithmic axis"

// picture is an element of a page.
func picture(ranking benchreport.Ranking, in layout, whole axis) template.HTML {
	d := &drawing{layout: in, axis: whole}
	d.ranking(ranking)
	title := html.EscapeString(ranking.Name + ": " + strings.ToLower(description[:1]) + description[1:])
	return template.HTML(fmt.Sprintf(`<svg class="bars" viewBox="0 0 %g %g" role="img" aria-label="%s">%s</svg>`, //nolint:gosec // drawn here; texts from outside are escaped
		in.width, d.y, title, d.out.String()))
}

// lines breaks a text between words into lines of at most so many letters, where words
// allow it.
func lines(text string, most int) []string {
	var all []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > most {
			all = append(all, line)
			line = ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	return append(all, line)
}
