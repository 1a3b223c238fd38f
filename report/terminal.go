package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// detailed is how many failures the summary shows in full: a person reads it in
// ten seconds, the files have the rest.
const detailed = 10

// longest is how many characters of one text the summary shows.
const longest = 1500

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
func (t Terminal) Summary(c *Conformance, j Judgement) {
	texts := newTexts()
	fmt.Fprintf(t.Out, "%s · %s · profile %s, gate %s\n\n", t.bold(c.Target.Name), c.Target.Endpoint, c.Profile, c.Gate)
	for _, area := range c.areas(texts) {
		t.area(area)
	}
	fmt.Fprintln(t.Out)
	for i, d := range c.Diagnoses {
		fmt.Fprintf(t.Out, "%s %s\n", t.yellow("likely cause:"), d.Summary)
		fmt.Fprintf(t.Out, "  explains %s; %s\n", strings.Join(d.Rules, ", "), d.Evidence)
		if i == len(c.Diagnoses)-1 {
			fmt.Fprintln(t.Out)
		}
	}
	t.failures(slices.Concat(j.Failed, j.Unjudged), texts)
	t.Line(c, j)
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
		{s.Pass, "passed", t.green},
		{s.Fail, "failed", t.red},
		{s.Unsupported, "unsupported", t.red},
		{s.Skip, "skipped", t.yellow},
		{s.NotRun, "not run", t.faint},
	} {
		if count.n > 0 {
			parts = append(parts, count.colour(fmt.Sprintf("%d %s", count.n, count.word)))
		}
	}
	fmt.Fprintf(t.Out, "  %s %-29s %s\n", t.mark(s), a.Title, strings.Join(parts, ", "))
}

// mark is the sign of a step: the worst of its outcomes.
func (t Terminal) mark(s Summary) string {
	switch {
	case s.Fail+s.Unsupported > 0:
		return t.red("✗")
	case s.Skip > 0:
		return t.yellow("?")
	case s.Pass == 0:
		return t.faint("·")
	default:
		return t.green("✓")
	}
}

// failures writes the first failures in full and the others by name, then what
// is lacking and what could not be judged, by reason.
func (t Terminal) failures(rules []Rule, texts texts) {
	var failed, others []Rule
	for _, rule := range rules {
		if rule.Outcome == Fail {
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
		t.wrapped(t.yellow(strings.ToUpper(string(group[0].Outcome)))+" ", group[0].reason(), "  ")
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
func byReason(rules []Rule) [][]Rule {
	var groups [][]Rule
	for _, rule := range rules {
		i := slices.IndexFunc(groups, func(group []Rule) bool {
			return group[0].Outcome == rule.Outcome && group[0].reason() == rule.reason()
		})
		if i < 0 {
			groups = append(groups, nil)
			i = len(groups) - 1
		}
		groups[i] = append(groups[i], rule)
	}
	slices.SortStableFunc(groups, func(a, b []Rule) int { return len(b) - len(a) })
	return groups
}

// idsOf lists rules by id.
func idsOf(rules []Rule) string {
	ids := make([]string, len(rules))
	for i, rule := range rules {
		ids[i] = rule.ID
	}
	return strings.Join(ids, " ")
}

// failure writes one rule that counts: its sentence, the two sides, and where
// more of it is.
func (t Terminal) failure(rule Rule, texts texts) {
	const indent = "            "
	fmt.Fprintf(t.Out, "%s %s %s, %s\n", t.red("FAIL"), t.bold(rule.ID), rule.Level, rule.Step)
	t.wrapped("  rule      ", texts.statement(rule.ID), indent)
	if rule.Expected != "" {
		t.wrapped("  expected  ", rule.Expected, indent)
		t.wrapped("  actual    ", rule.Actual, indent)
	}
	if failed := firstFailed(rule.Cases); failed != "" {
		t.wrapped("  case      ", failed, indent)
	}
	if rule.Expected == "" {
		t.wrapped("  because   ", rule.reason(), indent)
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
func firstFailed(cases []Case) string {
	name, n := "", 0
	for _, one := range cases {
		if one.Outcome == Fail && name == "" {
			name = one.Name
		}
		if one.Outcome != Pass {
			n++
		}
	}
	if n > 1 {
		return fmt.Sprintf("%s, and %d more of %d", name, n-1, len(cases))
	}
	return name
}

// reason is why a rule did not pass: the rules that it stands on, or what was said.
func (r Rule) reason() string {
	if r.Outcome == Skip && len(r.Because) > 0 {
		return "because of " + strings.Join(r.Because, ", ")
	}
	return r.Message
}

// Line writes the counts and what they mean, on two lines.
func (t Terminal) Line(c *Conformance, j Judgement) {
	s := c.Summary
	fmt.Fprintf(t.Out, "%d of %d rules checked in %.1f s: %d passed, %d failed, %d unsupported, %d skipped, %d not run\n",
		s.Checked(), s.Total, c.DurationSeconds, s.Pass, s.Fail, s.Unsupported, s.Skip, s.NotRun)
	if len(j.Known) > 0 {
		fmt.Fprintf(t.Out, "%d failed as the baseline says\n", len(j.Known))
	}
	if len(j.Stale) > 0 {
		fmt.Fprintf(t.Out, "the baseline is stale, these pass: %s\n", strings.Join(j.Stale, " "))
	}
	fmt.Fprintln(t.Out, t.meaning(c, j))
}

// meaning is the last line: the verdict in words.
func (t Terminal) meaning(c *Conformance, j Judgement) string {
	switch {
	case c.Interrupted:
		return t.yellow("interrupted: only a part was checked")
	case len(j.Failed) > 0:
		return t.red(fmt.Sprintf("not conformant: %s at the gate (%s)", count(len(j.Failed), "rule"), c.Gate))
	case len(j.Unjudged) > 0:
		return t.yellow(fmt.Sprintf("inconclusive: %s at the gate (%s) could not be judged", count(len(j.Unjudged), "rule"), c.Gate))
	default:
		return t.green(fmt.Sprintf("conformant (%s)", c.Gate))
	}
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// wrapped writes text in the terminal's width, after a label, with the lines
// that follow indented.
func (t Terminal) wrapped(label, text, indent string) {
	width := t.Width
	if width == 0 {
		width = 80
	}
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) + " …"
	}
	line := label
	begun := false
	for _, word := range strings.Fields(printable(text)) {
		if begun && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			fmt.Fprintln(t.Out, line)
			line, begun = indent, false
		}
		if begun {
			line += " "
		}
		line += word
		begun = true
	}
	fmt.Fprintln(t.Out, line)
}

// printable replaces what a terminal would obey: texts come from the target.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return '\uFFFD'
		}
		return r
	}, text)
}

func (t Terminal) bold(s string) string   { return t.escape("1", s) }
func (t Terminal) faint(s string) string  { return t.escape("2", s) }
func (t Terminal) red(s string) string    { return t.escape("31", s) }
func (t Terminal) green(s string) string  { return t.escape("32", s) }
func (t Terminal) yellow(s string) string { return t.escape("33", s) }

// escape puts a colour around s.
func (t Terminal) escape(code, s string) string {
	if !t.Colour {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}
