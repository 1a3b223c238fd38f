package selftest

import "fmt"

// Dialect writes what was said of a server, and what should have been.
func (t Text) Dialect(d Dialect) {
	mark := t.Green("✓")
	if !d.OK() {
		mark = t.Red("✗")
	}
	fmt.Fprintf(t.Out, "%s %-18s judged %d of %d rules (%.0f %%), wrong verdicts: %d, %s, %.1f s%s\n",
		mark, d.Name, d.Judged, d.Permitted, 100*d.Share(), len(d.Wrong), d.cause(), d.DurationSeconds, d.overtime())
	for _, wrong := range d.Wrong {
		fmt.Fprintf(t.Out, "    %s %s (%s) should %s; %s\n", t.Red("wrong:"), wrong.Rule, wrong.Outcome, wrong.Should, said(wrong.Outcome, wrong.Because, wrong.Message))
	}
	if d.Unnamed != "" {
		for _, line := range d.Lines {
			fmt.Fprintf(t.Out, "    %s %s\n", t.Red("told instead:"), line)
		}
	}
}

// cause says whether the cause was named, where there is one.
func (d Dialect) cause() string {
	switch {
	case d.NoCause:
		return "no cause to name"
	case d.Unnamed != "":
		return "cause not named"
	}
	return "cause named"
}

// overtime says that a run took longer than it should, "" if it did not.
func (d Dialect) overtime() string {
	switch {
	case d.Interrupted:
		return ", and was ended: more than any machine needs"
	case d.Late() && d.LimitHeld:
		return fmt.Sprintf(" of the %.0f it may take: on a machine that does nothing else, the suite has become slower", d.LimitSeconds)
	case d.Late():
		return fmt.Sprintf(", more than %.0f", d.LimitSeconds)
	}
	return ""
}

// DialectObjections writes the dialects of which the suite did not say what is so.
func (t Text) DialectObjections(r *DialectReport) {
	for _, d := range r.Dialects {
		if !d.OK() {
			t.Dialect(d)
		}
	}
}

// Dialects writes every dialect, then the conclusion.
func (t Text) Dialects(r *DialectReport) {
	for _, d := range r.Dialects {
		t.Dialect(d)
	}
	fmt.Fprintln(t.Out)
	t.DialectsLine(r)
}

// DialectsLine writes the conclusion.
func (t Text) DialectsLine(r *DialectReport) {
	right := 0
	for _, d := range r.Dialects {
		if d.OK() {
			right++
		}
	}
	fmt.Fprintf(t.Out, "%d of %d dialects judged as a careful person judges them, in %.1f s\n", right, len(r.Dialects), r.DurationSeconds)
	t.meaning(r.Interrupted, r.OK(), "the suite judges imperfect servers", "the suite misjudges imperfect servers")
}
