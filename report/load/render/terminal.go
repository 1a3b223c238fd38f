package render

import (
	"fmt"
	"io"

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
	// Width is the number of columns; 80 if it is 0.
	Width int
}

// Summary writes what the run found.
func (t Terminal) Summary(l *loadreport.Report) {
	fmt.Fprintf(t.Out, "%s · %s · %s\n", t.style().Bold(term.Printable(l.Scenario)), term.Printable(l.Target.Name), offer(l))
	j := l.Journeys
	fmt.Fprintf(t.Out, "%d started, %d succeeded, %d failed, %d abandoned, %d retries; %s/s planned, %s/s started, %s/s completed\n\n",
		j.Started, j.Succeeded, j.Failed, j.Abandoned, j.Retries, trimmed(l.Rate.Planned), trimmed(l.Rate.Started), trimmed(l.Rate.Completed))
	fmt.Fprintf(t.Out, "%-34s %8s %7s %9s %9s %9s %9s\n", "series", "count", "failed", "p50", "p90", "p99", "max")
	for _, s := range l.Series {
		if s.Count > 0 {
			fmt.Fprintf(t.Out, "%-34s %8d %7d %9s %9s %9s %9s\n", term.Printable(s.Name), s.Count, s.Failed,
				loadreport.FormatLatency(float64(s.P50)), loadreport.FormatLatency(float64(s.P90)), loadreport.FormatLatency(float64(s.P99)), loadreport.FormatLatency(float64(s.Max)))
		}
	}
	for _, e := range l.Errors {
		fmt.Fprintf(t.Out, "%s at %s: %s, %d journeys\n", t.style().Red("failed"), term.Printable(e.Step), term.Printable(e.Type), e.Count)
	}
	fmt.Fprintln(t.Out)
	for _, remark := range Remarks(l) {
		t.wrapped("", remark, "  ")
	}
	if s := savingOf(l); s != nil {
		t.wrapped("", s.Statement, "  ")
	}
	for _, p := range l.Search {
		fmt.Fprintf(t.Out, "search: %8s/s  p50 %9s  p99 %9s  %s\n", trimmed(p.Rate),
			loadreport.FormatLatency(float64(p.ResponseP50Ns)), loadreport.FormatLatency(float64(p.ResponseP99Ns)), t.met(p.OK))
	}
	for _, threshold := range l.Thresholds {
		fmt.Fprintf(t.Out, "%s  %s: %s\n", t.met(threshold.OK), threshold.Expr, threshold.Message)
	}
	t.Line(l)
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
	fmt.Fprintln(t.Out, colour(verdict))
	for _, reason := range l.Missed() {
		t.wrapped("", reason, "  ")
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

// wrapped writes text in the terminal's width, after a label.
func (t Terminal) wrapped(label, text, indent string) {
	fmt.Fprint(t.Out, t.style().Wrap(label, text, indent))
}
