package selftest

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"github.com/cogbench/cogbench/internal/page"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

var (
	//go:embed page/selftest.html
	pageTemplate string
	//go:embed page/selftest.css
	pageStyle string
)

// pageView is what the template shows.
type pageView struct {
	*Matrix
	Style   template.CSS
	Verdict string
	State   report.Outcome
	Grids   []grid
}

// grid is the part of the matrix that is about the rules of one area: a column
// for each fault that one of them minds.
type grid struct {
	Area    spec.Area
	Columns []Row
	Lines   []gridLine
}

// gridLine is one rule across the faults of its area.
type gridLine struct {
	Rule  spec.Rule
	Marks []mark
}

// mark is one cell as it is shown.
type mark struct {
	Sign, Class, Title string
}

// HTML returns the content of selftest.html, a page that needs no other file.
func (m *Matrix) HTML() ([]byte, error) {
	catalogue, err := spec.Load()
	if err != nil {
		return nil, err
	}
	view := pageView{
		Matrix: m, Style: page.Style(pageStyle),
		State: report.Pass, Verdict: "The suite can fail: every fault is killed by the rules that it names",
	}
	if !m.OK() {
		view.State, view.Verdict = report.Fail, "The suite does not prove that it can fail"
	}
	for _, area := range catalogue.Areas {
		if g := m.grid(area, catalogue); len(g.Columns) > 0 {
			view.Grids = append(view.Grids, g)
		}
	}
	return page.Render("selftest", pageTemplate, nil, view)
}

// grid lays out the rules of an area.
func (m *Matrix) grid(area spec.Area, catalogue *spec.Catalogue) grid {
	g := grid{Area: area}
	for _, row := range m.Faults {
		if minded(row, area) {
			g.Columns = append(g.Columns, row)
		}
	}
	for _, rule := range catalogue.Rules {
		if rule.Area != area.ID || !rule.Checkable() {
			continue
		}
		line := gridLine{Rule: rule}
		for _, row := range g.Columns {
			line.Marks = append(line.Marks, row.mark(rule.ID))
		}
		g.Lines = append(g.Lines, line)
	}
	return g
}

// minded reports whether a rule of the area did otherwise than pass on the
// fault, or had to.
func minded(row Row, area spec.Area) bool {
	for _, cell := range row.Cells {
		if strings.HasPrefix(cell.Rule, area.ID+"-") && isOf(cell.Rule, area) && cell.Finding != Unmoved && cell.Finding != Leaning {
			return true
		}
	}
	return false
}

// isOf reports whether an id is the area's name and a number.
func isOf(id string, area spec.Area) bool {
	return !strings.Contains(strings.TrimPrefix(id, area.ID+"-"), "-")
}

// mark shows what a rule said of the fault, nothing where it was not checked.
func (r Row) mark(id string) mark {
	for _, cell := range r.Cells {
		if cell.Rule == id {
			return mark{Sign: sign(cell.Finding), Class: string(cell.Finding), Title: fmt.Sprintf("%s on %s: %s", id, r.Name, cell.Finding)}
		}
	}
	return mark{Class: "unchecked"}
}

// sign is how a finding looks in the grid.
func sign(f Finding) string {
	switch f {
	case Killed:
		return "✗"
	case Foreseen:
		return "x"
	case Survived, Acquitted, Unforeseen, Unseen:
		return "!"
	case Leaning:
		return "–"
	default:
		return "·"
	}
}
