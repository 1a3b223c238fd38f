package render

import (
	"fmt"

	"github.com/cogbench/cogbench/internal/latency"
	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/internal/term"
	benchreport "github.com/cogbench/cogbench/report/bench"
)

// Changes writes a comparison.
func (t Terminal) Changes(c benchreport.Comparison) {
	var rows [][]string
	for _, change := range c.Changes {
		if change.Trend == benchreport.Broke {
			rows = append(rows, []string{term.Printable(change.Library), "", "", "", "", "", string(change.Trend)})
			continue
		}
		spread := "?"
		if change.Trend != benchreport.SpreadUnknown {
			spread = "±" + latency.Format(float64(change.Spread))
		}
		rows = append(rows, []string{
			term.Printable(change.Library), term.Printable(change.Operation), latency.Format(float64(change.Before)), latency.Format(float64(change.After)),
			fmt.Sprintf("%+.1f %%", 100*float64(change.After-change.Before)/float64(max(1, change.Before))), spread, string(change.Trend),
		})
	}
	t.table([]string{"library", "operation", "before", "after", "change", "spread", "verdict"}, rows)
	t.wrapped(statement(c))
}

// statement is the comparison in one sentence.
func statement(c benchreport.Comparison) string {
	slower, faster := c.Count(benchreport.Slower), c.Count(benchreport.Faster)
	switch {
	case c.Count(benchreport.Broke) > 0:
		return fmt.Sprintf("%s that was measured before failed: its run says how", libraries(c.Count(benchreport.Broke)))
	case len(c.Changes) == 0:
		return "the runs have no operation of a library in common"
	case c.Incomparable != "":
		return "the times cannot be compared: " + c.Incomparable
	case slower+faster > 0:
		return fmt.Sprintf("the difference exceeds the spread: %d slower, %d faster, of %s", slower, faster, plural.Count(len(c.Changes), "median"))
	case c.Count(benchreport.SpreadUnknown) > 0:
		return "the spread is unknown: a run was written by an earlier version"
	}
	return fmt.Sprintf("the difference does not exceed the spread, in any of %s", plural.Count(len(c.Changes), "median"))
}
