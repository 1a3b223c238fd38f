package render

import (
	"fmt"
	"io"
	"slices"
	"strings"

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
	// Width is the number of columns; 80 if it is 0.
	Width int
	// Transcripts is where a reader finds them, such as a directory; "" if
	// nothing was written.
	Transcripts string
}

// Summary writes the steps in order, each failure, and what the run means.
func (t Terminal) Summary(c *report.Conformance, v report.Verdict) {
	texts := newTexts()
	fmt.Fprintf(t.Out, "%s · %s · profile %s, gate %s\n\n", t.style().Bold(c.Target.Name), c.Target.Endpoint, c.Profile, c.Gate)
	for _, area := range areas(c, texts) {
		t.area(area)
	}
	fmt.Fprintln(t.Out)
	for i, d := range c.Diagnoses {
		fmt.Fprintf(t.Out, "%s %s\n", t.style().Yellow("likely cause:"), d.Summary)
		fmt.Fprintf(t.Out, "  explains %s; %s\n", strings.Join(d.Rules, ", "), d.Evidence)
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
	fmt.Fprintf(t.Out, "  %s %-29s %s\n", t.mark(s), a.Title, strings.Join(parts, ", "))
}

// mark is the sign of a step: the worst of its outcomes.
func (t Terminal) mark(s report.Summary) string {
	switch {
	case s.Fail+s.Unsupported > 0:
		return t.style().Red("✗")
	case s.Skip > 0:
		return t.style().Yellow("?")
	case s.Pass == 0:
		return t.style().Faint("·")
	default:
		return t.style().Green("✓")
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
	fmt.Fprintf(t.Out, "%s %s %s, %s\n", t.style().Red("FAIL"), t.style().Bold(rule.ID), rule.Level, rule.Step)
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
		fmt.Fprintf(t.Out, "  calls     %d, %s\n", n, where)
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
	fmt.Fprintf(t.Out, "%d of %d rules checked in %.1f s: %d passed, %d failed, %d unsupported, %d skipped, %d not run\n",
		s.Checked(), s.Total, c.DurationSeconds, s.Pass, s.Fail, s.Unsupported, s.Skip, s.NotRun)
	if len(v.Known) > 0 {
		fmt.Fprintf(t.Out, "%d failed as the baseline says\n", len(v.Known))
	}
	if len(v.Stale) > 0 {
		fmt.Fprintf(t.Out, "the baseline is stale, these pass: %s\n", strings.Join(v.Stale, " "))
	}
	fmt.Fprintln(t.Out, t.meaning(c, v))
}

// meaning is the last line: the verdict in words.
func (t Terminal) meaning(c *report.Conformance, v report.Verdict) string {
	switch {
	case c.Interrupted:
		return t.style().Yellow("interrupted: only a part was checked")
	case len(v.Failed) > 0:
		return t.style().Red(fmt.Sprintf("not conformant: %s at the gate (%s)", count(len(v.Failed), "rule"), c.Gate))
	case len(v.Unjudged) > 0:
		return t.style().Yellow(fmt.Sprintf("inconclusive: %s at the gate (%s) could not be judged", count(len(v.Unjudged), "rule"), c.Gate))
	default:
		return t.style().Green(fmt.Sprintf("conformant (%s)", c.Gate))
	}
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// style is how the terminal's texts look.
func (t Terminal) style() term.Style { return term.Style{Colour: t.Colour, Width: t.Width} }

// wrapped writes text in the terminal's width, after a label.
func (t Terminal) wrapped(label, text, indent string) {
	fmt.Fprint(t.Out, t.style().Wrap(label, text, indent))
}
