package render

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"

	"github.com/cogbench/cogbench/internal/term"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// Changes writes a comparison for a person.
func Changes(out io.Writer, before, after *loadreport.Run, changes []loadreport.Change) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "series\t\tbefore\tafter\tchange\tspread\tverdict\t")
	for _, c := range changes {
		spread := "?"
		if c.Trend != loadreport.SpreadUnknown {
			spread = "±" + loadreport.FormatLatency(c.Spread)
		}
		fmt.Fprintf(table, "%s\tp%g\t%s\t%s\t%+.1f %%\t%s\t%s\t\n", term.Printable(c.Series), c.Percentile,
			loadreport.FormatLatency(c.Before), loadreport.FormatLatency(c.After), 100*(c.After-c.Before)/math.Max(1, c.Before), spread, c.Trend)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	a, b := before.Report.Journeys, after.Report.Journeys
	_, err := fmt.Fprintf(out, "\nfailed or abandoned: %d of %d before, %d of %d after\n%s\n",
		a.Failed+a.Abandoned, a.Started, b.Failed+b.Abandoned, b.Started, comparisonStatement(before, after, changes))
	return err
}

// comparisonStatement is the comparison in one sentence.
func comparisonStatement(before, after *loadreport.Run, changes []loadreport.Change) string {
	trends := map[loadreport.Trend]int{}
	for _, c := range changes {
		if c.Series == loadreport.SeriesResponse {
			trends[c.Trend]++
		}
	}
	switch {
	case loadreport.FailsMore(before, after):
		return "more journeys fail than before"
	case trends[loadreport.Slower] > 0:
		return "response times are slower, by more than the runs' own spread"
	case trends[loadreport.Faster] > 0:
		return "response times are faster, by more than the runs' own spread"
	case trends[loadreport.SpreadUnknown] > 0:
		return fmt.Sprintf("the runs are too short to tell their spread: %d seconds each are needed", loadreport.ComparableSeconds)
	}
	return "response times differ no more than the runs' own spread"
}
