// Package render writes what a check of an SRP library found, for a person.
package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/vectors"
)

// shownFailures is how many failures of an operation the terminal shows.
const shownFailures = 3

// Terminal writes results for a person.
type Terminal struct {
	// Out is where they are written.
	Out io.Writer
	// Colour uses the terminal's colours.
	Colour bool
	// Width is the number of columns of a terminal; 0 if Out is none.
	Width int
}

// Summary writes the diagnoses first, then the operations, then the first failures of
// each, or all of them.
func (t Terminal) Summary(r *vectors.Result, all bool) {
	for _, diagnosis := range r.Diagnoses {
		t.line("", t.style().Bold("diagnosis: ")+diagnosis.Summary, "  ")
		t.line("  ", diagnosis.Evidence, "  ")
	}
	for _, complaint := range r.Complaints {
		t.line("", "not understood: "+term.Printable(complaint), "  ")
	}
	if len(r.Complaints) > 0 {
		t.line("  ", "an adapter writes answers alone on standard output, each in one line; have it print anything else on standard error", "  ")
	}
	if r.Strays > len(r.Complaints) {
		fmt.Fprintf(t.Out, "not understood, in all: %d\n", r.Strays)
	}
	for _, count := range r.ByOperation() {
		t.line(fmt.Sprintf("%s %-16s ", t.sign(count.Summary), count.Op), counts(count), "    ")
		t.failures(r, count.Op, all)
	}
	t.Line(r)
	if _, why := r.Verdict(); why != "" {
		t.line("", why, "  ")
	}
}

// Line writes the summary in a line, in the colour of the verdict.
func (t Terminal) Line(r *vectors.Result) {
	colour := t.style().Yellow
	switch verdict, _ := r.Verdict(); verdict {
	case vectors.Agreed:
		colour = t.style().Green
	case vectors.Disagreed:
		colour = t.style().Red
	}
	fmt.Fprintln(t.Out, colour(fmt.Sprintf("%d passed, %d failed, %d unsupported", r.Summary.Pass, r.Summary.Fail, r.Summary.Unsupported)))
}

func (t Terminal) style() term.Style { return term.Style{Colour: t.Colour, Width: t.Width} }

// line writes a line, broken where a terminal is too narrow for it.
func (t Terminal) line(label, text, indent string) {
	fmt.Fprint(t.Out, t.style().Fold(label, text, indent))
}

// sign says how an operation fares.
func (t Terminal) sign(s vectors.Summary) string {
	switch {
	case s.Fail > 0:
		return t.style().Red(term.Failed)
	case s.Pass > 0:
		return t.style().Green(term.Passed)
	}
	return t.style().Faint(term.Idle)
}

// failures writes the first failures of an operation, or all of them.
func (t Terminal) failures(r *vectors.Result, op string, all bool) {
	shown := 0
	for _, c := range r.Cases {
		if c.Op != op || c.Outcome != report.Fail {
			continue
		}
		shown++
		if all || shown <= shownFailures {
			t.line("    "+c.ID+"  ", fmt.Sprintf("%s: %s", c.Cause, term.Printable(c.Message)), "      ")
		}
	}
	if more := shown - shownFailures; more > 0 && !all {
		fmt.Fprintf(t.Out, "    and %d more\n", more)
	}
}

// counts say how many of an operation's cases came to what.
func counts(o vectors.OperationSummary) string {
	var parts []string
	for _, part := range []struct {
		count int
		what  string
	}{{o.Pass, "agree"}, {o.Fail, "fail"}, {o.Unsupported, "unsupported"}} {
		if part.count > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.count, part.what))
		}
	}
	if o.Unanswered > 0 {
		parts = append(parts, fmt.Sprintf("%d of them without an answer", o.Unanswered))
	}
	return strings.Join(parts, ", ")
}
