package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/report"
)

// detailed is how many failures the summary shows in full: a person reads it in
// ten seconds, the files have the rest.
const detailed = 10

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

// Summary writes the steps in order, each failure, and what the run means.
func (t Terminal) Summary(c *report.Conformance, v report.Verdict) {
	texts := newTexts(c)
	t.line("", fmt.Sprintf("%s · %s · profile %s, gate %s%s", t.style().Bold(term.Printable(c.Target.Name)), term.Printable(c.Target.Endpoint), c.Profile, c.Gate, judgedBy(c)), "  ")
	fmt.Fprintln(t.Out)
	for _, area := range areas(c, texts) {
		t.area(area)
	}
	fmt.Fprintln(t.Out)
	for i, d := range c.Diagnoses {
		t.line(t.style().Yellow("likely cause: "), term.Printable(d.Summary), "  ")
		t.line("  ", "explains "+strings.Join(d.Rules, ", ")+"; "+term.Printable(d.Evidence), "  ")
		if i == len(c.Diagnoses)-1 {
			fmt.Fprintln(t.Out)
		}
	}
	t.failures(slices.Concat(v.Failed, v.Unjudged), texts)
	t.Line(c, v)
}

// area writes the line of one step.
func (t Terminal) area(a areaResults) {
	s := a.Summary
	if s.NotRun == len(a.Rules) {
		return
	}
	var parts []string
	for _, count := range []struct {
		n      int
		word   string
		colour func(string) string
	}{
		{s.Pass, "passed", t.style().Green},
		{s.Fail, "failed", t.style().Red},
		{s.Unsupported, "unsupported", t.style().Red},
		{s.Skip, "skipped", t.style().Yellow},
		{s.NotRun, "not run", t.style().Faint},
	} {
		if count.n > 0 {
			parts = append(parts, count.colour(fmt.Sprintf("%d %s", count.n, count.word)))
		}
	}
	room := 29 // for the title
	if t.Width > 0 {
		room = min(room, t.Width/3)
	}
	t.line(fmt.Sprintf("  %s %-*s ", t.mark(s), room, a.Title), term.Bound(parts), "      ")
}

// mark is the sign of a step: the worst of its outcomes.
func (t Terminal) mark(s report.Summary) string {
	switch {
	case s.Fail+s.Unsupported > 0:
		return t.style().Red(term.Failed)
	case s.Skip > 0:
		return t.style().Yellow(term.Unclear)
	case s.Pass == 0:
		return t.style().Faint(term.Idle)
	default:
		return t.style().Green(term.Passed)
	}
}

// failures writes the first failures in full and the others by name, then what
// is lacking and what could not be judged, by reason.
func (t Terminal) failures(rules []report.Rule, texts texts) {
	var failed, others []report.Rule
	for _, rule := range rules {
		if rule.Outcome == report.Fail {
			failed = append(failed, rule)
		} else {
			others = append(others, rule)
		}
	}
	for _, rule := range failed[:min(detailed, len(failed))] {
		t.failure(rule, texts)
	}
	if len(failed) > detailed {
		t.wrapped("and ", idsOf(failed[detailed:]), "    ")
		fmt.Fprintln(t.Out)
	}
	groups := byReason(others)
	for _, group := range groups[:min(detailed, len(groups))] {
		t.wrapped(t.style().Yellow(strings.ToUpper(string(group[0].Outcome)))+" ", reason(group[0]), "  ")
		t.wrapped("  ", idsOf(group), "  ")
		fmt.Fprintln(t.Out)
	}
	if len(groups) > detailed {
		t.wrapped("for other reasons: ", idsOf(slices.Concat(groups[detailed:]...)), "  ")
		fmt.Fprintln(t.Out)
	}
}

// byReason groups rules that did not pass for the same reason, the largest
// groups first.
func byReason(rules []report.Rule) [][]report.Rule {
	var groups [][]report.Rule
	for _, rule := range rules {
		i := slices.IndexFunc(groups, func(group []report.Rule) bool {
			return group[0].Outcome == rule.Outcome && reason(group[0]) == reason(rule)
		})
		if i < 0 {
			groups = append(groups, nil)
			i = len(groups) - 1
		}
		groups[i] = append(groups[i], rule)
	}
	slices.SortStableFunc(groups, func(a, b []report.Rule) int { return len(b) - len(a) })
	return groups
}

// idsOf lists rules by id.
func idsOf(rules []report.Rule) string {
	ids := make([]string, len(rules))
	for i, rule := range rules {
		ids[i] = rule.ID
	}
	return strings.Join(ids, " ")
}

// failure writes one rule that counts: its sentence, the two sides, and where
// more of it is.
func (t Terminal) failure(rule report.Rule, texts texts) {
	const indent = "            "
	t.line("", fmt.Sprintf("%s %s %s, %s", t.style().Red("FAIL"), t.style().Bold(rule.ID), rule.Level, rule.Step), "  ")
	t.wrapped("  rule      ", texts.statement(rule.ID), indent)
	if rule.Expected != "" {
		t.wrapped("  expected  ", rule.Expected, indent)
		t.wrapped("  actual    ", rule.Actual, indent)
	}
	if failed := firstFailed(rule.Cases); failed != "" {
		t.wrapped("  case      ", failed, indent)
	}
	if rule.Expected == "" {
		t.wrapped("  because   ", reason(rule), indent)
	}
	if n := len(rule.Transcript); n > 0 {
		where := "run with --report-dir to keep them"
		if t.Transcripts != "" {
			where = "in " + t.Transcripts
		}
		t.line("  calls     ", fmt.Sprintf("%d, %s", n, where), indent)
	}
	fmt.Fprintln(t.Out)
}

// firstFailed names the first case that failed, and how many others did not pass.
func firstFailed(cases []report.Case) string {
	name, n := "", 0
	for _, one := range cases {
		if one.Outcome == report.Fail && name == "" {
			name = one.Name
		}
		if one.Outcome != report.Pass {
			n++
		}
	}
	if n > 1 {
		return fmt.Sprintf("%s, and %d more of %d", name, n-1, len(cases))
	}
	return name
}

// reason is why a rule did not pass: the rules that it stands on, or what was said.
func reason(r report.Rule) string {
	if r.Outcome == report.Skip && len(r.Because) > 0 {
		return "because of " + strings.Join(r.Because, ", ")
	}
	return r.Message
}

// Line writes the counts and what they mean, on two lines.
func (t Terminal) Line(c *report.Conformance, v report.Verdict) {
	s := c.Summary
	t.line("", fmt.Sprintf("%d of %s checked in %.1f s: %s", s.Judged(), plural.Count(s.Total, "rule"), c.DurationSeconds, term.Bound(tally(s))), "  ")
	if n := len(v.Known); n > 0 {
		t.line("", fmt.Sprintf("%s failed, as the baseline expects", plural.Count(n, "rule")), "  ")
	}
	if line := newerLine(c); line != "" {
		t.line("", line, "  ")
	}
	if len(v.Stale) > 0 {
		t.line("", "the baseline is stale, these pass: "+strings.Join(v.Stale, " "), "  ")
	}
	t.line("", t.meaning(c, v), "  ")
}

// meaning is the last line: the verdict in words.
func (t Terminal) meaning(c *report.Conformance, v report.Verdict) string {
	switch {
	case c.Interrupted:
		return t.style().Yellow("interrupted: only a part was checked")
	case len(v.Failed) > 0:
		return t.style().Red(fmt.Sprintf("not conformant: %s at the gate (%s)", plural.Count(len(v.Failed), "rule"), c.Gate))
	case len(v.Unjudged) > 0:
		return t.style().Yellow(fmt.Sprintf("inconclusive: %s at the gate (%s) could not be judged", plural.Count(len(v.Unjudged), "rule"), c.Gate))
	default:
		return t.style().Green(fmt.Sprintf("conformant (%s)", c.Gate))
	}
}

// tally is a summary in words, one text a count.
func tally(s report.Summary) []string {
	var counts []string
	for _, count := range []struct {
		n    int
		word string
	}{{s.Pass, "passed"}, {s.Fail, "failed"}, {s.Unsupported, "unsupported"}, {s.Skip, "skipped"}, {s.NotRun, "not run"}} {
		counts = append(counts, fmt.Sprintf("%d %s", count.n, count.word))
	}
	return counts
}

// style is how the terminal's texts look.
func (t Terminal) style() term.Style { return term.Style{Colour: t.Colour, Width: t.Width} }

// line writes a line of our own, broken where the terminal is too narrow.
func (t Terminal) line(label, text, indent string) {
	fmt.Fprint(t.Out, t.style().Fold(label, text, indent))
}

// wrapped writes text in the terminal's width, after a label.
func (t Terminal) wrapped(label, text, indent string) {
	fmt.Fprint(t.Out, t.style().Wrap(label, text, indent))
}
