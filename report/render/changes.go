package render

import (
	"fmt"

	"github.com/cogbench/cogbench/report"
)

// Changes writes the changes for a person, regressions marked.
func (t Terminal) Changes(changes []report.Change) {
	if len(changes) == 0 {
		fmt.Fprintln(t.Out, "no verdict changed")
		return
	}
	for _, c := range changes {
		after := t.tinted(c.After, string(c.After))
		mark := " "
		if c.Regression {
			mark = t.style().Red("!")
		}
		fmt.Fprintf(t.Out, "%s %-13s %-8s %s → %s\n", mark, c.ID, c.Level, c.Before, after)
	}
}
