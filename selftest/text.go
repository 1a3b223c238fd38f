package selftest

import (
	"fmt"
	"io"
	"strings"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/report"
)

// Text writes a self-test for a person.
type Text struct {
	// Out is where it is written.
	Out io.Writer
	// Style is how it looks.
	term.Style
}

// Matrix writes the control, a line for each fault, and the three sets.
func (t Text) Matrix(m *Matrix) {
	for _, cell := range m.Control.Others {
		fmt.Fprintf(t.Out, "%s without a fault, %s has the outcome %s: %s\n", t.Red("✗"), cell.Rule, cell.Outcome, firstLine(cell.Message))
	}
	for _, row := range m.Faults {
		t.Row(row)
	}
	fmt.Fprintln(t.Out)
	if m.Sets != nil {
		t.sets(m.Sets)
	}
}

// Objections writes the faults of which the suite did not find what their entries say.
func (t Text) Objections(m *Matrix) {
	for _, row := range m.Faults {
		if !row.Exact() {
			t.Row(row)
		}
	}
}

// Row writes what the suite found for one fault: which rules killed it, which others
// failed, and everything that is not as the fault's entry says.
func (t Text) Row(r Row) {
	mark := t.Green("✓")
	if !r.Exact() {
		mark = t.Red("✗")
	}
	fmt.Fprintf(t.Out, "%s %-34s killed by %s", mark, r.Name, orNone(r.With(Killed)))
	if foreseen := r.With(Foreseen); len(foreseen) > 0 {
		fmt.Fprintf(t.Out, "; also %s", list(foreseen))
	}
	fmt.Fprintln(t.Out)
	if r.Dead() {
		fmt.Fprintf(t.Out, "    %s nothing that was checked made it act\n", t.Red("dead switch:"))
	}
	if r.Panics > 0 {
		fmt.Fprintf(t.Out, "    %s operations of the pool that panicked: %d\n", t.Red("defective:"), r.Panics)
	}
	for _, finding := range []Finding{Survived, Acquitted, Unforeseen, Unseen} {
		for _, cell := range r.With(finding) {
			fmt.Fprintf(t.Out, "    %s %s (%s) %s\n", t.Red(string(finding)+":"), cell.Rule, cell.Outcome, said(cell.Outcome, cell.Because, cell.Message))
		}
	}
}

// sets writes in which rules the three sets differ.
func (t Text) sets(s *Sets) {
	fmt.Fprintf(t.Out, "rules that can be checked: %d, that are checked: %d, that a fault that names them breaks: %d\n", s.Checkable, s.Checked, s.Broken)
	for _, difference := range []struct {
		what string
		ids  []string
	}{
		{"without a check", s.WithoutCheck},
		{"failed by no fault that names them", s.WithoutFault},
		{"named by a fault but cannot be checked", s.NotInCatalogue},
	} {
		if len(difference.ids) > 0 {
			fmt.Fprintf(t.Out, "%s %s: %s\n", t.Red("✗"), difference.what, strings.Join(difference.ids, ", "))
		}
	}
}

// Line writes the figures and what they mean.
func (t Text) Line(m *Matrix) {
	s := m.Summary
	fmt.Fprintf(t.Out, "%d of %s killed in %.1f s; rules that killed one: %d, survivals: %d, acquittals: %d, dead switches: %d; other failures: %d foreseen, %d unforeseen, %d foreseen but not seen\n",
		s.Killed, plural.Count(s.Faults, "fault"), m.DurationSeconds, s.Rules, s.Survived, s.Acquitted, s.Dead, s.Foreseen, s.Unforeseen, s.Unseen)
	t.meaning(m.Interrupted, m.OK(), "the suite can fail", "the suite does not prove that it can fail")
}

// meaning writes the conclusion of a run.
func (t Text) meaning(interrupted, ok bool, good, bad string) {
	switch {
	case interrupted:
		fmt.Fprintln(t.Out, "interrupted")
	case ok:
		fmt.Fprintln(t.Out, t.Green(good))
	default:
		fmt.Fprintln(t.Out, t.Red(bad))
	}
}

// list names the rules of cells.
func list(cells []Cell) string {
	var ids []string
	for _, cell := range cells {
		ids = append(ids, cell.Rule)
	}
	return strings.Join(ids, ", ")
}

// orNone is list, with a word for the empty one.
func orNone(cells []Cell) string {
	if len(cells) == 0 {
		return "nothing"
	}
	return list(cells)
}

// said is why an outcome is as it is, in one line.
func said(outcome report.Outcome, because []string, message string) string {
	if outcome == report.Skip && len(because) > 0 {
		return "because of " + firstLine(strings.Join(because, ", "))
	}
	return firstLine(message)
}

// lineLimit is how many characters of a message a line shows.
const lineLimit = 300

// firstLine is the first line of a text, bounded.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	if short := []rune(line); len(short) > lineLimit {
		return string(short[:lineLimit]) + " …"
	}
	return line
}
