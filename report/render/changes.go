package render

import (
	"fmt"
	"io"

	"github.com/cogbench/cogbench/report"
)

// Changes writes the changes for a person, regressions marked.
func Changes(w io.Writer, changes []report.Change) {
	if len(changes) == 0 {
		fmt.Fprintln(w, "no verdict changed")
		return
	}
	for _, c := range changes {
		mark := " "
		if c.Regression {
			mark = "!"
		}
		fmt.Fprintf(w, "%s %-13s %-8s %s → %s\n", mark, c.ID, c.Level, c.Before, c.After)
	}
}
