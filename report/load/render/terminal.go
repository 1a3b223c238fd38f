package render

import (
	"fmt"
	"io"
	"strconv"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/report"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// Terminal writes the results of a load run for a person.
type Terminal struct {
	// Out is where they are written.
	Out io.Writer
	// Colour uses the terminal's colours.
	Colour bool
	// Width is the number of columns of a terminal; 0 if Out is none.
	Width int
}

// Summary writes what the run found.
func (t Terminal) Summary(l *loadreport.Report) {
	t.line(fmt.Sprintf("%s · %s · %s", t.style().Bold(term.Printable(l.Scenario)), term.Printable(l.Target.Name), offer(l)))
	j := l.Journeys
	t.line(fmt.Sprintf("%d started, %d succeeded, %d failed, %d abandoned, %d %s; %s/s planned, %s/s started, %s/s completed",
		j.Started, j.Succeeded, j.Failed, j.Abandoned, j.Retries, plural.Pick(j.Retries, "retry", "retries"),
		trimmed(l.Rate.Planned), trimmed(l.Rate.Started), trimmed(l.Rate.Completed)))
	fmt.Fprintln(t.Out)
	t.series(l)
	for _, e := range l.Errors {
		t.line(fmt.Sprintf("%s at %s: %s, %s", t.style().Red("failed"), term.Printable(e.Step), term.Printable(e.Type), plural.Count(e.Count, "journey")))
	}
	fmt.Fprintln(t.Out)
	for _, remark := range remarks(l) {
		t.wrapped(remark)
	}
	if statement := contrast(l); statement != "" {
		t.wrapped(statement)
	}
	for _, p := range l.Search {
		t.line(fmt.Sprintf("search: %8s/s  p50 %9s  p99 %9s  %s", trimmed(p.Rate),
			loadreport.FormatLatency(float64(p.ResponseP50Ns)), loadreport.FormatLatency(float64(p.ResponseP99Ns)), t.met(p.OK)))
	}
	for _, threshold := range l.Thresholds {
		t.line(fmt.Sprintf("%s  %s: %s", t.met(threshold.OK), threshold.Expr, threshold.Message))
	}
	t.Line(l)
}

// series writes a line for each series that has a value.
func (t Terminal) series(l *loadreport.Report) {
	var rows [][]string
	for _, s := range l.Series {
		if s.Count > 0 {
			rows = append(rows, []string{
				term.Printable(s.Name), strconv.FormatInt(s.Count, 10), strconv.FormatInt(s.Failed, 10),
				loadreport.FormatLatency(float64(s.P50)), loadreport.FormatLatency(float64(s.P90)),
				loadreport.FormatLatency(float64(s.P99)), loadreport.FormatLatency(float64(s.Max)),
			})
		}
	}
	fmt.Fprint(t.Out, t.style().Table([]string{"series", "count", "failed", "p50", "p90", "p99", "max"}, rows))
}

// Line writes what the run means, in one line.
func (t Terminal) Line(l *loadreport.Report) {
	state, verdict := verdict(l)
	colour := t.style().Green
	switch state {
	case report.Fail:
		colour = t.style().Red
	case report.Skip:
		colour = t.style().Yellow
	}
	t.line(colour(verdict))
	for _, reason := range l.Missed() {
		t.wrapped(reason)
	}
}

func (t Terminal) met(ok bool) string {
	if ok {
		return t.style().Green("met   ")
	}
	return t.style().Red("missed")
}

// style is how the terminal's texts look.
func (t Terminal) style() term.Style { return term.Style{Colour: t.Colour, Width: t.Width} }

// line writes a line of our own, broken where the terminal is too narrow.
func (t Terminal) line(text string) { fmt.Fprint(t.Out, t.style().Fold("", text, "  ")) }

// wrapped writes a paragraph.
func (t Terminal) wrapped(text string) { fmt.Fprint(t.Out, t.style().Wrap("", text, "  ")) }
