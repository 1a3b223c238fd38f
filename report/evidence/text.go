package evidence

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/internal/term"
)

// Write writes the comparison for a person.
func (c *Comparison) Write(w io.Writer, r *Recording) {
	fmt.Fprintf(w, "recorded on %s in %s by %s %s with the rules of %s, in %s of pools\n",
		r.RecordedOn, cmp.Or(r.Region, "no region"), r.Tool.Name, r.Tool.Version, r.Rulebook, plural.Count(len(r.Settings), "setting"))
	if r.SignedOff.By != "" {
		fmt.Fprintf(w, "signed off by %s\n", line(r.SignedOff.By))
	}
	for _, caveat := range c.Caveats {
		fmt.Fprintf(w, "note: %s\n", caveat)
	}
	c.writeChanges(w, Seen, "would become observed")
	c.writeChanges(w, Contradicted, "would become open: the service did otherwise")
	for _, list := range []struct {
		title string
		ids   []string
	}{
		{"kept as stated", c.Confirmed},
		{"nothing was seen of", c.Silent},
		{"stated otherwise since it was recorded", c.Restated},
		{"not in this version", c.Unknown},
	} {
		if len(list.ids) > 0 {
			fmt.Fprintf(w, "\n%s: %d\n  %s\n", list.title, len(list.ids), line(strings.Join(list.ids, " ")))
		}
	}
	c.writeQuestions(w)
}

// writeChanges writes the changes for a reason.
func (c *Comparison) writeChanges(w io.Writer, why Why, title string) {
	first := true
	for _, change := range c.Changes {
		if change.Why != why {
			continue
		}
		if first {
			fmt.Fprintf(w, "\n%s:\n", title)
			first = false
		}
		fmt.Fprintf(w, "  %-13s %s → %s\n", change.ID, change.From, change.To)
		if change.Expected != "" {
			fmt.Fprintf(w, "      expected %s, got %s\n", line(change.Expected), line(change.Actual))
			continue
		}
		for _, seen := range change.Seen {
			fmt.Fprintf(w, "      %s\n", line(seen))
		}
	}
}

// writeQuestions writes the questions with what was seen.
func (c *Comparison) writeQuestions(w io.Writer) {
	if len(c.Questions) == 0 {
		return
	}
	answered := 0
	for _, q := range c.Questions {
		if q.Answered {
			answered++
		}
	}
	fmt.Fprintf(w, "\n%d of %d questions answered\n", answered, len(c.Questions))
	for _, q := range c.Questions {
		fmt.Fprintf(w, "  %s %s\n", line(q.ID), line(q.Asks))
		for _, seen := range q.Seen {
			fmt.Fprintf(w, "      %s\n", line(seen))
		}
		if len(q.By) > 0 {
			fmt.Fprintf(w, "      see %s\n", line(strings.Join(q.By, ", ")))
		}
		if !q.Answered {
			fmt.Fprintln(w, "      not answered")
		}
		for _, why := range q.Why {
			fmt.Fprintf(w, "      not seen: %s\n", line(why))
		}
		if q.Partly != "" {
			fmt.Fprintf(w, "      needs: %s\n", line(q.Partly))
		}
	}
}

// line is a text of a file that others wrote, fit for one line of a terminal.
func line(text string) string {
	return strings.Join(strings.Fields(term.Printable(text)), " ")
}
