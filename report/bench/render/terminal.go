package render

import (
	"fmt"
	"io"
	"strconv"

	"github.com/cogbench/cogbench/internal/latency"
	"github.com/cogbench/cogbench/internal/term"
	benchreport "github.com/cogbench/cogbench/report/bench"
)

// Terminal writes the results of a benchmark for a person.
type Terminal struct {
	// Out is where they are written.
	Out io.Writer
	// Colour uses the terminal's colours.
	Colour bool
	// Width is the number of columns of a terminal; 0 if Out is none.
	Width int
}

// Summary writes what was found.
func (t Terminal) Summary(r *benchreport.Report) {
	t.wrapped(machine(r))
	fmt.Fprintln(t.Out)
	if len(r.Libraries) == 0 {
		t.alone(r)
		return
	}
	for _, ranking := range r.ByOperation() {
		t.operation(r, ranking)
	}
	for _, ranking := range r.ByJourney() {
		var rows [][]string
		for _, rank := range ranking.Ranks {
			rows = append(rows, []string{term.Printable(rank.Library), starred(rank.MinNs, rank.SelfReported), latency.Format(float64(rank.P50Ns)), ratio(rank.Ratio)})
		}
		t.table([]string{ranking.Name, "min", "median", "ratio"}, rows)
	}
	t.libraries(r)
	for _, remark := range remarks(r) {
		t.wrapped(remark)
	}
	for _, l := range r.Failed() {
		fmt.Fprint(t.Out, t.style().Red(t.style().Wrap("", failure(l), "  ")))
	}
}

// alone writes the figures of cogbench's own library.
func (t Terminal) alone(r *benchreport.Report) {
	var rows [][]string
	for _, o := range r.Operations {
		rows = append(rows, []string{
			o.Name, strconv.FormatInt(o.Count, 10), microseconds(o.MinNs), microseconds(o.P50Ns), microseconds(o.P99Ns),
			strconv.FormatFloat(o.PerSecond, 'f', 0, 64),
		})
	}
	fmt.Fprint(t.Out, t.style().Table([]string{"operation", "count", "min µs", "p50 µs", "p99 µs", "per second"}, rows))
}

func microseconds(ns int64) string { return strconv.FormatFloat(float64(ns)/1000, 'f', 1, 64) }

// operation writes one operation of all libraries that have it.
func (t Terminal) operation(r *benchreport.Report, ranking benchreport.Ranking) {
	measured := map[string]benchreport.Operation{}
	for _, l := range r.Measured() {
		if o := l.Operation(ranking.Name); o != nil {
			measured[l.Name] = *o
		}
	}
	var rows [][]string
	for _, rank := range ranking.Ranks {
		o := measured[rank.Library]
		rows = append(rows, []string{
			term.Printable(rank.Library), strconv.FormatInt(o.Count, 10), starred(rank.MinNs, rank.SelfReported),
			latency.Format(float64(rank.P50Ns)), slowest(o), perAnswer(o), ratio(rank.Ratio),
		})
	}
	t.table([]string{ranking.Name, "count", "min", "median", "p99", "CPU", "ratio"}, rows)
}

// libraries writes what there is of each library as a whole.
func (t Terminal) libraries(r *benchreport.Report) {
	var rows [][]string
	for _, l := range r.Measured() {
		rows = append(rows, []string{term.Printable(label(l)), startUp(l), memory(l), correctness(l)})
	}
	t.table([]string{"library", "start-up", "memory", "right answers"}, rows)
}

func (t Terminal) table(head []string, rows [][]string) {
	fmt.Fprint(t.Out, t.style().Table(head, rows))
	fmt.Fprintln(t.Out)
}

// style is how the terminal's texts look.
func (t Terminal) style() term.Style { return term.Style{Colour: t.Colour, Width: t.Width} }

// wrapped writes a paragraph.
func (t Terminal) wrapped(text string) { fmt.Fprint(t.Out, t.style().Wrap("", text, "  ")) }
