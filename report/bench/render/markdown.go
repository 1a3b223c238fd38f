package render

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/cogbench/cogbench/internal/latency"
	benchreport "github.com/cogbench/cogbench/report/bench"
)

// Markdown returns the content of summary.md.
func Markdown(r *benchreport.Report) []byte {
	var out bytes.Buffer
	out.WriteString("# SRP libraries: how long they compute\n\n")
	if !r.StartedAt.IsZero() {
		fmt.Fprintf(&out, "Measured on %s. ", r.StartedAt.UTC().Format(time.DateOnly))
	}
	fmt.Fprintf(&out, "%s.\n\n", cell(machine(r)))
	for _, l := range r.Failed() {
		fmt.Fprintf(&out, "**%s**\n\n", cell(failure(l)))
	}
	for _, ranking := range r.ByJourney() {
		fmt.Fprintf(&out, "## %s: %s\n\n", ranking.Name, strings.Join(ranking.Sum, " + "))
		var rows [][]string
		for _, rank := range ranking.Ranks {
			rows = append(rows, []string{rank.Library, starred(rank.MinNs, rank.SelfReported), latency.Format(float64(rank.P50Ns)), ratio(rank.Ratio)})
		}
		table(&out, []string{"library", "min", "median", "ratio"}, rows)
	}
	out.WriteString("## Operations\n\n")
	table(&out, []string{"operation", "library", "count", "min", "median", "p99", "CPU", "ratio"}, figureRows(r))
	if len(r.Libraries) > 0 {
		out.WriteString("## Libraries\n\n")
		table(&out, []string{"library", "start-up", "memory", "right answers"}, libraryRows(r))
	}
	for _, remark := range remarks(r) {
		fmt.Fprintf(&out, "- %s\n", cell(remark))
	}
	return out.Bytes()
}

// table writes rows below a header.
func table(out *bytes.Buffer, header []string, rows [][]string) {
	fmt.Fprintf(out, "| %s |\n|%s\n", strings.Join(header, " | "), strings.Repeat("---|", len(header)))
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, text := range row {
			cells[i] = cell(text)
		}
		fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | "))
	}
	out.WriteString("\n")
}

// cell escapes what Markdown would take for its own.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;", "*", `\*`, "_", `\_`, "`", "\\`").Replace(text)
}
