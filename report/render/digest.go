package render

import (
	"fmt"
	"strings"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// digest is what a reader has to know first, in every form of the results alike.
type digest struct {
	Verdict   string
	Likely    []likely // why, in the words that come first
	Judged    string   // how many rules were judged
	Qualified string   // what does not count in full; "" if all does
	Has       []mark   // what the target has
	Reached   []string
	Changed   string // since the previous run; "" without one
	Mend      []mend // what else is to be mended, and what is told above among it; nil without
	Steps     []score
	Causes    []report.Cause
}

// mark is a thing with whether the target has it.
type mark struct {
	Outcome  report.Outcome // pass, fail, or skip if it is not known
	Sign     string
	Name     string
	Evidence string
}

// newDigest sums a run up.
func newDigest(c *report.Conformance, v report.Verdict, t texts) digest {
	causes := c.Causes()
	likely, toMend := likeliest(c, v, causes, t), mends(causes, t)
	if tells(likely[:min(len(likely), shownCauses)], toMend) {
		toMend = nil
	}
	return digest{
		Verdict: meaning(c, v), Likely: likely, Judged: judged(c), Qualified: qualified(c), Has: has(c),
		Reached: reached(c), Changed: changed(c.Previous), Mend: toMend, Steps: scores(c, t), Causes: causes,
	}
}

// meaning is the verdict in words.
func meaning(c *report.Conformance, v report.Verdict) string {
	switch {
	case c.Interrupted:
		return "interrupted: only a part was checked"
	case len(v.Failed) > 0:
		return fmt.Sprintf("not conformant: %s (gate %s)", strings.Join(against(v), ", "), c.Gate)
	case len(v.Unjudged) > 0:
		return fmt.Sprintf("inconclusive: %s at the gate (%s) could not be judged%s", plural.Count(len(v.Unjudged), "rule"), c.Gate, inFull(v))
	default:
		return fmt.Sprintf("conformant (%s)", c.Gate)
	}
}

// inFull says how many of the rules that were not judged passed all the same, but in part
// or in a dialect.
func inFull(v report.Verdict) string {
	n := 0
	for _, rule := range v.Unjudged {
		if rule.Outcome == report.Pass {
			n++
		}
	}
	switch n {
	case 0:
		return ""
	case len(v.Unjudged):
		return " in full"
	default:
		return fmt.Sprintf(", %d of them in full", n)
	}
}

// against counts what fails the run, by outcome.
func against(v report.Verdict) []string {
	s := report.Summarize(v.Failed)
	var parts []string
	for _, count := range []struct {
		n    int
		word string
	}{{s.Fail, "failed"}, {s.Unsupported, "unsupported"}, {s.Skip, "skipped for them"}} {
		if count.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count.n, count.word))
		}
	}
	return parts
}

// judged says how many rules have a verdict.
func judged(c *report.Conformance) string {
	return fmt.Sprintf("%d of %s judged in %.1f s", c.Summary.Judged(), plural.Count(c.Summary.Total, "rule"), c.DurationSeconds)
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

// qualified says how many verdicts do not count in full.
func qualified(c *report.Conformance) string {
	var parts []string
	if n := c.Summary.Partly; n > 0 {
		parts = append(parts, fmt.Sprintf("%d passed partly", n))
	}
	if n := c.Summary.Assuming; n > 0 {
		parts = append(parts, fmt.Sprintf("%d judged assuming %s", n, strings.Join(dialects(c), ", ")))
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + ": such a pass never makes a target conformant"
}

// dialects are what verdicts of the run assume, each once.
func dialects(c *report.Conformance) []string {
	var all []string
	seen := map[string]bool{}
	for _, rule := range c.Rules {
		for _, dialect := range rule.Assuming {
			if !seen[dialect] {
				seen[dialect] = true
				all = append(all, dialect)
			}
		}
	}
	return all
}

// has marks what the target has: as probes found it, or else by its features.
func has(c *report.Conformance) []mark {
	var marks []mark
	for _, one := range c.Has {
		m := mark{report.Fail, term.Failed, one.Name, one.Evidence}
		switch {
		case one.Unknown:
			m.Outcome, m.Sign = report.Skip, term.Unclear
		case one.Has:
			m.Outcome, m.Sign = report.Pass, term.Passed
		}
		marks = append(marks, m)
	}
	if len(c.Has) > 0 {
		return marks
	}
	found := map[spec.Feature]bool{}
	for _, feature := range c.Target.Features.Found {
		found[feature] = true
	}
	for _, feature := range spec.Features() {
		if found[feature] {
			marks = append(marks, mark{report.Pass, term.Passed, string(feature), ""})
		} else {
			marks = append(marks, mark{report.Fail, term.Failed, string(feature), ""})
		}
	}
	return marks
}

// reached are the things that were not had in the usual way.
func reached(c *report.Conformance) []string {
	var lines []string
	for _, rung := range c.Reached {
		switch {
		case rung.Way == "":
			lines = append(lines, rung.Thing+": in no way"+refusals(rung))
		case rung.Place > 0:
			lines = append(lines, rung.Thing+": "+rung.Way+refusals(rung))
		}
	}
	if c.Advice != "" {
		lines = append(lines, c.Advice)
	}
	return lines
}

// refusals says why better ways were given up.
func refusals(r report.Rung) string {
	if len(r.Refused) == 0 {
		return ""
	}
	refused := firstLine(r.Refused[0])
	if way, why, _ := strings.Cut(refused, ": "); strings.HasPrefix(why, way+": ") {
		refused = why // the way is the operation
	}
	return " (" + refused + ")"
}

// changed sums up what is otherwise than in the previous run.
func changed(p *report.Previous) string {
	if p == nil {
		return ""
	}
	since := "since " + p.StartedAt.UTC().Format("2 Jan 2006, 15:04 UTC") + ": "
	if len(p.Changes) == 0 {
		return since + "no verdict changed"
	}
	var regressions, mended []string
	others := 0
	for _, change := range p.Changes {
		switch {
		case change.Regression:
			regressions = append(regressions, change.ID)
		case change.After == report.Pass:
			mended = append(mended, change.ID)
		default:
			others++
		}
	}
	var parts []string
	if n := len(regressions); n > 0 {
		parts = append(parts, plural.Count(n, "regression")+some(regressions))
	}
	if n := len(mended); n > 0 {
		parts = append(parts, fmt.Sprintf("%d now passing%s", n, some(mended)))
	}
	if others > 0 {
		parts = append(parts, plural.Count(others, "other change"))
	}
	return since + strings.Join(parts, ", ")
}

// some names the first few of many, in brackets.
func some(ids []string) string {
	const few = 3
	switch {
	case len(ids) == 0:
		return ""
	case len(ids) > few:
		return " (" + strings.Join(ids[:few], " ") + " …)"
	default:
		return " (" + strings.Join(ids, " ") + ")"
	}
}
