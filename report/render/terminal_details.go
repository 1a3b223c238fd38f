package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

const (
	// detailed is how many failures the summary shows in full: a person reads it in
	// ten seconds, the files have the rest.
	detailed = 10
	// namedRules is how many rules that wait for the same are named.
	namedRules = 12
	// shortCurl is how long a shell command may be that the terminal shows.
	shortCurl = 600
)

// details writes the failures that count, then what waits for each cause, then what
// passed in part alone. It reports whether there was anything to write.
func (t Terminal) details(c *report.Conformance, v report.Verdict, d digest, texts texts) bool {
	counting := idsAmong(slices.Concat(v.Failed, v.Unjudged))
	failed := failuresByWeight(d.Causes, counting)
	below := belowTheGate(c, failed)
	if len(counting)+len(below) == 0 {
		return false
	}
	fmt.Fprintln(t.Out)
	t.failures(c, failed, texts)
	t.waiting(d.Causes, counting, texts)
	t.qualified(v.Unjudged)
	if len(below) > 0 {
		t.wrapped(fmt.Sprintf("%d failed below the gate: ", len(below)), firstIDs(below), "  ")
		fmt.Fprintln(t.Out)
	}
	return true
}

// belowTheGate are the failures of levels that the gate leaves out, but those that are
// told of already.
func belowTheGate(c *report.Conformance, told []weighed) []report.Rule {
	var below []report.Rule
	for _, rule := range c.Rules {
		if rule.Outcome == report.Fail && !rule.Level.AtLeast(c.Gate) && rule.Level != spec.Open && rule.NewIn == "" &&
			!slices.ContainsFunc(told, func(w weighed) bool { return w.ID == rule.ID }) {
			below = append(below, rule)
		}
	}
	return below
}

// weighed is a failure, with the number of rules that wait for it.
type weighed struct {
	report.Rule
	Hides int
}

// failuresByWeight are the failures that count, and those that rules which count wait for,
// in the order of how much hangs on them.
func failuresByWeight(causes []report.Cause, counting map[string]bool) []weighed {
	var list []weighed
	for _, cause := range causes {
		for _, rule := range cause.Failed {
			one := weighed{Rule: rule}
			if cause.Kind == report.Broken && cause.ID == rule.ID {
				one.Hides = cause.Hides()
			}
			if counting[rule.ID] || one.Hides > 0 {
				list = append(list, one)
			}
		}
	}
	return list
}

// failures writes the first failures in full and the others by name.
func (t Terminal) failures(c *report.Conformance, failed []weighed, texts texts) {
	for _, rule := range failed[:min(detailed, len(failed))] {
		t.failure(c, rule, texts)
	}
	if n := len(failed) - detailed; n > 0 {
		var others []report.Rule
		for _, one := range failed[detailed:] {
			others = append(others, one.Rule)
		}
		t.wrapped(fmt.Sprintf("and %d more: ", n), idsOf(others), "    ")
		fmt.Fprintln(t.Out)
	}
}

// waiting writes what was skipped or is unsupported, by cause.
func (t Terminal) waiting(causes []report.Cause, counting map[string]bool, texts texts) {
	var rest []report.Rule
	shown := 0
	for _, cause := range causes {
		label, rules := waiting(cause, counting)
		switch {
		case len(rules) == 0:
		case shown == detailed:
			rest = append(rest, rules...)
		default:
			shown++
			t.wrapped(t.style().Yellow(label)+" ", causeText(cause, texts), "  ")
			t.wrapped("  ", firstIDs(rules), "  ")
		}
	}
	if len(rest) > 0 {
		t.wrapped("for other reasons: ", firstIDs(rest), "  ")
	}
	if shown > 0 {
		fmt.Fprintln(t.Out)
	}
}

// qualified writes the rules that passed in part, or in a dialect, and do not count.
func (t Terminal) qualified(unjudged []report.Rule) {
	var passed []report.Rule
	for _, rule := range unjudged {
		if rule.Outcome == report.Pass {
			passed = append(passed, rule)
		}
	}
	for _, rule := range passed[:min(detailed, len(passed))] {
		t.wrapped(t.style().Yellow("PASSED")+" "+t.style().Bold(rule.ID)+" ", strings.TrimRight(strings.Join(marks(rule), ", ")+": "+cells(rule), ": "), "  ")
	}
	if n := len(passed) - detailed; n > 0 {
		t.wrapped(fmt.Sprintf("and %d more: ", n), firstIDs(passed[detailed:]), "  ")
	}
	if len(passed) > 0 {
		fmt.Fprintln(t.Out)
	}
}

// idsOf lists rules by id.
func idsOf(rules []report.Rule) string {
	ids := make([]string, len(rules))
	for i, rule := range rules {
		ids[i] = rule.ID
	}
	return strings.Join(ids, " ")
}

// firstIDs lists the first rules by id, and says how many there are besides.
func firstIDs(rules []report.Rule) string {
	first, more := firstOf(rules, namedRules)
	if more == 0 {
		return idsOf(first)
	}
	return fmt.Sprintf("%s and %d more", idsOf(first), more)
}

// failure writes one failure: its sentence, the two sides, and how to see it again.
func (t Terminal) failure(c *report.Conformance, rule weighed, texts texts) {
	const indent = "            "
	head := fmt.Sprintf("%s %s %s, %s", t.style().Red("FAIL"), t.style().Bold(rule.ID), rule.Level, rule.Step)
	if rule.Hides > 0 {
		head += fmt.Sprintf(", %s %s for it", plural.Count(rule.Hides, "rule"), plural.Pick(rule.Hides, "waits", "wait"))
	}
	if qualifiers := marks(rule.Rule); len(qualifiers) > 0 {
		head += ", " + strings.Join(qualifiers, ", ")
	}
	t.line("", head, "  ")
	t.wrapped("  rule      ", texts.statement(rule.ID), indent)
	if rule.Expected != "" {
		t.wrapped("  expected  ", rule.Expected, indent)
		t.wrapped("  actual    ", rule.Actual, indent)
	}
	if failed := failedCases(rule.Cases); failed != "" {
		t.wrapped("  case      ", failed, indent)
	}
	if text := cells(rule.Rule); text != "" {
		t.wrapped("  cells     ", text, indent)
	}
	if rule.Expected == "" {
		t.wrapped("  because   ", reason(rule.Rule), indent)
	}
	t.again(reproduce(c, rule.Rule), len(rule.Transcript), indent)
	fmt.Fprintln(t.Out)
}

// again says how to see a failure again, and where its calls are.
func (t Terminal) again(r reproduction, calls int, indent string) {
	t.verbatim("  again     ", r.Command, indent)
	if r.Curl != "" && len(r.Curl) <= shortCurl {
		t.verbatim("  call      ", r.Curl, indent)
	}
	if calls > 0 {
		where := "run with --report-dir to keep them"
		if t.Transcripts != "" {
			where = "each with a curl line in " + t.Transcripts + "/" + report.HTMLFile
		}
		t.line("  calls     ", fmt.Sprintf("%d, %s", calls, where), indent)
	}
}

// verbatim writes a command after a label, its lines unbroken so that they can be copied.
func (t Terminal) verbatim(label, command, indent string) {
	fmt.Fprintln(t.Out, label+term.Printable(strings.ReplaceAll(command, "\n", "\n"+indent)))
}

// reason is why a rule did not pass: the rules that it stands on, or what was said.
func reason(r report.Rule) string {
	if r.Outcome == report.Skip && len(r.Because) > 0 {
		return "because of " + strings.Join(r.Because, ", ")
	}
	return r.Message
}
