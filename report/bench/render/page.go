package render

import (
	_ "embed"
	"html/template"
	"strconv"

	"github.com/cogbench/cogbench/internal/latency"
	"github.com/cogbench/cogbench/internal/page"
	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/report"
	benchreport "github.com/cogbench/cogbench/report/bench"
)

var (
	//go:embed page/page.html
	pageTemplate string
	//go:embed page/page.css
	pageStyle string
)

// pageView is what the template shows.
type pageView struct {
	*benchreport.Report
	Style    template.CSS
	State    report.Outcome
	Verdict  string
	Machine  string
	Failures []string
	Sections []section
	// Rows and LibraryRows are the cells of the two tables.
	Rows, LibraryRows [][]string
	Remarks           []string
}

// section is one kind of bars.
type section struct {
	ID, Title string
	Figures   []figure
}

// figure is a picture for wide and for narrow screens.
type figure struct{ Wide, Narrow template.HTML }

// HTML returns the content of report.html.
func HTML(r *benchreport.Report) ([]byte, error) {
	view := pageView{
		Report: r, Style: page.ChartStyle(barStyle + pageStyle), Machine: machine(r),
		Rows: figureRows(r), LibraryRows: libraryRows(r), Remarks: remarks(r),
	}
	view.State, view.Verdict = verdict(r)
	for _, l := range r.Failed() {
		view.Failures = append(view.Failures, failure(l))
	}
	operations, journeys := r.ByOperation(), r.ByJourney()
	whole := axisOf(append(operations, journeys...))
	for _, s := range []struct {
		section
		rankings []benchreport.Ranking
	}{
		{section{ID: "journeys", Title: "By journey"}, journeys},
		{section{ID: "operations", Title: "By operation"}, operations},
	} {
		for _, ranking := range s.rankings {
			s.Figures = append(s.Figures, figure{Wide: picture(ranking, wide(), whole), Narrow: picture(ranking, narrow(), whole)})
		}
		if len(s.Figures) > 0 {
			view.Sections = append(view.Sections, s.section)
		}
	}
	return page.Render("bench", pageTemplate, nil, view)
}

// verdict sums the run up.
func verdict(r *benchreport.Report) (report.Outcome, string) {
	measured, failed := len(r.Measured()), len(r.Failed())
	switch {
	case r.Interrupted:
		return report.Skip, "The run is incomplete: it was interrupted"
	case failed > 0:
		return report.Fail, libraries(failed) + " failed, " + strconv.Itoa(measured) + " measured"
	}
	return report.Pass, libraries(measured) + " measured"
}

func libraries(n int) string {
	return strconv.Itoa(n) + " " + plural.Pick(n, "library", "libraries")
}

// figureRows are the cells of the table of all figures.
func figureRows(r *benchreport.Report) [][]string {
	byName := map[string]benchreport.Library{}
	for _, l := range r.Measured() {
		byName[l.Name] = l
	}
	var rows [][]string
	for _, ranking := range r.ByOperation() {
		for _, rank := range ranking.Ranks {
			library := byName[rank.Library]
			o := library.Operation(ranking.Name)
			rows = append(rows, []string{
				ranking.Name, label(library), strconv.FormatInt(o.Count, 10), starred(rank.MinNs, rank.SelfReported),
				latency.Format(float64(rank.P50Ns)), slowest(*o), perAnswer(*o), ratio(rank.Ratio),
			})
		}
	}
	return rows
}

// libraryRows are the cells of the table of libraries.
func libraryRows(r *benchreport.Report) [][]string {
	var rows [][]string
	for _, l := range r.Measured() {
		rows = append(rows, []string{label(l), startUp(l), memory(l), correctness(l)})
	}
	return rows
}
