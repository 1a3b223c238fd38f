package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/report"
)

// shownCauses is how many likely causes the first lines have.
const shownCauses = 2

// Terminal writes results for a person.
type Terminal struct {
	// Out is where they are written.
	Out io.Writer
	// Colour uses the terminal's colours.
	Colour bool
	// Width is the number of columns of a terminal; 0 if Out is none.
	Width int
	// Transcripts is where a reader finds them, such as a directory; "" if
	// nothing was written.
	Transcripts string
}

// Summary writes what a reader has to know on one screen, then each failure, the one
// that most hangs on first, and the verdict again below them.
func (t Terminal) Summary(c *report.Conformance, v report.Verdict) {
	texts := newTexts(c)
	d := newDigest(c, v, texts)
	t.firstScreen(c, v, d)
	if t.details(c, v, d, texts) {
		t.Line(c, v)
	}
}

// firstScreen writes the verdict, the likely causes, what the target has, what to mend
// first and how each step fares.
func (t Terminal) firstScreen(c *report.Conformance, v report.Verdict, d digest) {
	t.line("", t.verdict(c, v, d.Verdict), "  ")
	t.likely(d.Likely)
	t.counts(c, v)
	t.line("", fmt.Sprintf("%s · profile %s, gate %s%s", term.Printable(nameOf(c.Target)), c.Profile, c.Gate, judgedBy(c)), "  ")
	t.has(d.Has)
	if len(d.Reached) > 0 {
		t.short("reached  ", term.Printable(strings.Join(d.Reached, "; ")))
	}
	if d.Changed != "" {
		t.short("changed  ", d.Changed)
	}
	t.mendFirst(d.Mend[:min(len(d.Mend), mendFirst-min(1, len(d.Likely)))], d.Likely)
	t.steps(d.Steps, len(d.Causes) > 0)
	if t.Transcripts != "" {
		t.line("reports  ", "report.html, summary.md and the others are in "+t.Transcripts, "         ")
	}
}

// nameOf names a target and its endpoint, which may be all the name it has.
func nameOf(target report.Target) string {
	if strings.HasSuffix(target.Endpoint, "://"+target.Name) {
		return target.Endpoint
	}
	return target.Name + " · " + target.Endpoint
}

// likely writes the likeliest causes, the first diagnosis in full and else two lines of each.
func (t Terminal) likely(list []likely) {
	label := t.style().Yellow("likely cause: ")
	for i, one := range list[:min(shownCauses, len(list))] {
		if i == 0 && one.Diagnosis != nil {
			t.flow(label, "  ", strings.Fields(term.Printable(one.told())))
		} else {
			t.twoLines(label, "  ", one.What, strings.TrimPrefix(one.told(), one.What))
		}
	}
}

// twoLines writes text that ends in two lines, without words where it would not, and tail.
func (t Terminal) twoLines(label, indent, text, tail string) {
	full := t.style()
	full.Width = full.Columns()
	words := strings.Fields(term.Printable(text))
	for n := len(words); n >= 0; n-- {
		short := strings.Join(words[:n], " ")
		if n < len(words) {
			short += " …"
		}
		if lines := full.Fold(label, short+tail, indent); n == 0 || strings.Count(lines, "\n") <= 2 {
			fmt.Fprint(t.Out, lines)
			return
		}
	}
}

// has writes what the target has, what it lacks and what is not known, each after one
// sign.
func (t Terminal) has(marks []mark) {
	var parts []string
	for _, outcome := range []report.Outcome{report.Pass, report.Fail, report.Skip} {
		begun := false
		for _, one := range marks {
			if one.Outcome != outcome {
				continue
			}
			name := term.Printable(one.Name)
			if begun {
				parts[len(parts)-1] += ","
			} else {
				name = t.tinted(outcome, one.Sign) + " " + name
			}
			begun = true
			parts = append(parts, term.Bound([]string{name}))
		}
	}
	t.flow("it has   ", "         ", parts)
}

// mendFirst writes the causes that most rules wait for, a line each.
func (t Terminal) mendFirst(list []mend, told []likely) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintln(t.Out, t.style().Bold("mend first (and how many rules wait for it):"))
	for i, one := range list {
		label := fmt.Sprintf("%11s  ", one.Rules)
		if i == 0 && !tells(told, list[:1]) { // the one that matters most has two lines
			t.twoLines(label, strings.Repeat(" ", len(label)), one.What, "")
		} else {
			t.short(label, term.Printable(one.What))
		}
	}
}

// steps writes how each step of the protocol fares. Where there is more to say above, it
// goes by its id.
func (t Terminal) steps(scores []score, crowded bool) {
	if len(scores) == 0 {
		return
	}
	var parts []string
	for _, one := range scores {
		name := one.Title
		if crowded {
			name = one.ID
		}
		parts = append(parts, t.tinted(one.State, one.Sign)+" "+name+" "+one.Passed)
	}
	t.columns("passed  ", parts)
}

// Line writes the counts and what they mean, on two lines.
func (t Terminal) Line(c *report.Conformance, v report.Verdict) {
	t.counts(c, v)
	t.line("", t.verdict(c, v, meaning(c, v)), "  ")
}

// counts writes how many rules were judged, and what came of the others.
func (t Terminal) counts(c *report.Conformance, v report.Verdict) {
	t.line("", judged(c)+": "+term.Bound(tally(c.Summary)), "  ")
	if text := qualified(c); text != "" {
		t.line("", text, "  ")
	}
	if n := len(v.Known); n > 0 {
		t.line("", fmt.Sprintf("%s failed, as the baseline expects", plural.Count(n, "rule")), "  ")
	}
	if line := newerLine(c); line != "" {
		t.line("", line, "  ")
	}
	if len(v.Stale) > 0 {
		t.line("", "the baseline is stale, these pass: "+strings.Join(v.Stale, " "), "  ")
	}
}

// verdict is the verdict in its colour.
func (t Terminal) verdict(c *report.Conformance, v report.Verdict, text string) string {
	switch {
	case c.Interrupted:
		return t.style().Yellow(text)
	case len(v.Failed) > 0:
		return t.style().Red(text)
	case len(v.Unjudged) > 0:
		return t.style().Yellow(text)
	default:
		return t.style().Green(text)
	}
}

// tinted is a sign in the colour of an outcome.
func (t Terminal) tinted(o report.Outcome, sign string) string {
	switch o {
	case report.Pass:
		return t.style().Green(sign)
	case report.Fail, report.Unsupported:
		return t.style().Red(sign)
	case report.Skip:
		return t.style().Yellow(sign)
	default:
		return t.style().Faint(sign)
	}
}

// sign is the sign of a step: the worst of its outcomes.
func sign(s report.Summary) string {
	switch {
	case s.Fail+s.Unsupported > 0:
		return term.Failed
	case s.Skip+s.Partly > 0:
		return term.Unclear
	case s.Pass == 0:
		return term.Idle
	default:
		return term.Passed
	}
}

// style is how the terminal's texts look.
func (t Terminal) style() term.Style { return term.Style{Colour: t.Colour, Width: t.Width} }

// line writes a line of our own, broken where the terminal is too narrow.
func (t Terminal) line(label, text, indent string) {
	fmt.Fprint(t.Out, t.style().Fold(label, text, indent))
}

// columns writes phrases of our own below one another's lines, apart.
func (t Terminal) columns(label string, phrases []string) {
	bound := make([]string, len(phrases))
	for i, phrase := range phrases {
		bound[i] = term.Bound([]string{" " + phrase})
	}
	t.flow(label, strings.Repeat(" ", len(label)), bound)
}

// flow writes phrases of our own in the width that there is, none of them broken.
func (t Terminal) flow(label, indent string, phrases []string) {
	wide := t.style()
	wide.Width = wide.Columns()
	fmt.Fprint(t.Out, wide.Fold(label, strings.Join(phrases, " "), indent))
}

// short writes a line that is cut where the terminal ends.
func (t Terminal) short(label, text string) {
	fmt.Fprint(t.Out, t.style().Cut(label, text))
}

// wrapped writes text in the terminal's width, after a label.
func (t Terminal) wrapped(label, text, indent string) {
	fmt.Fprint(t.Out, t.style().Wrap(label, text, indent))
}
