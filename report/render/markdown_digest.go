package render

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/report"
)

// markdownLikely writes why the verdict is as it is, with the experiment that showed it.
func markdownLikely(out *bytes.Buffer, list []likely) {
	for _, one := range list {
		fmt.Fprintf(out, "> **Likely cause:** %s.", markdownText(one.told()))
		if d := one.Diagnosis; d != nil {
			fmt.Fprintf(out, " Evidence: %s. Rules: %s.", markdownText(sentence(d.Evidence)), strings.Join(d.Rules, ", "))
		}
		out.WriteString("\n\n")
	}
}

// markdownDigest writes what a reader has to know before the steps.
func markdownDigest(out *bytes.Buffer, d digest) {
	if d.Qualified != "" {
		fmt.Fprintf(out, "%s.\n\n", markdownText(d.Qualified))
	}
	var has []string
	for _, one := range d.Has {
		has = append(has, one.Sign+" "+markdownText(one.Name))
	}
	fmt.Fprintf(out, "**It has:** %s\n\n", strings.Join(has, ", "))
	if len(d.Reached) > 0 {
		fmt.Fprintf(out, "**How it was reached:** %s\n\n", markdownText(strings.Join(d.Reached, "; ")))
	}
	if d.Changed != "" {
		fmt.Fprintf(out, "**Changed** %s\n\n", markdownText(d.Changed))
	}
	if len(d.Mend) == 0 {
		return
	}
	out.WriteString("**Mend first**, and how many rules wait for it:\n\n")
	for _, one := range d.Mend {
		fmt.Fprintf(out, "1. **%s**: %s\n", one.Rules, markdownText(one.What))
	}
	out.WriteString("\n")
}

// markdownFailures lists what counts at the gate, by how much hangs on it; the report has
// the rest.
func markdownFailures(out *bytes.Buffer, c *report.Conformance, v report.Verdict, d digest, texts texts) {
	counting := idsAmong(slices.Concat(v.Failed, v.Unjudged))
	if failed := failuresByWeight(d.Causes, counting); len(failed) > 0 {
		out.WriteString("\n### Failed\n\n")
		for i, rule := range failed {
			markdownFailure(out, c, rule, texts)
			if again := reproduce(c, rule.Rule); i < detailed && again.Curl != "" && len(again.Curl) <= shortCurl {
				fmt.Fprintf(out, "\n  ```sh\n  %s\n  ```\n", strings.ReplaceAll(term.Printable(again.Curl), "\n", "\n  "))
			}
		}
	}
	markdownWaiting(out, d.Causes, counting, texts)
	markdownQualified(out, v.Unjudged, texts)
}

// markdownFailure writes one failure.
func markdownFailure(out *bytes.Buffer, c *report.Conformance, rule weighed, texts texts) {
	fmt.Fprintf(out, "- **%s** (%s) %s", rule.ID, strings.Join(append([]string{string(rule.Level), string(rule.Outcome)}, marks(rule.Rule)...), ", "), markdownText(texts.statement(rule.ID)))
	switch {
	case rule.Expected != "":
		fmt.Fprintf(out, "  \n  expected %s, got %s", markdownCode(rule.Expected), markdownCode(rule.Actual))
	case reason(rule.Rule) != "":
		fmt.Fprintf(out, "  \n  %s", markdownCode(reason(rule.Rule)))
	}
	if text := cells(rule.Rule); text != "" {
		fmt.Fprintf(out, "  \n  %s", markdownText(text))
	}
	fmt.Fprintf(out, "  \n  %s\n", markdownCode(reproduce(c, rule.Rule).Command))
}

// markdownWaiting lists what was skipped or is unsupported, by cause.
func markdownWaiting(out *bytes.Buffer, causes []report.Cause, counting map[string]bool, texts texts) {
	begun := false
	for _, cause := range causes {
		label, rules := waiting(cause, counting)
		if len(rules) == 0 {
			continue
		}
		if !begun {
			out.WriteString("\n### Not judged\n\n")
			begun = true
		}
		fmt.Fprintf(out, "- **%s** %s  \n  %s\n", strings.ToLower(label), markdownText(causeText(cause, texts)), idsOf(rules))
	}
}

// markdownQualified lists the rules that passed in part, or in a dialect.
func markdownQualified(out *bytes.Buffer, unjudged []report.Rule, texts texts) {
	begun := false
	for _, rule := range unjudged {
		if rule.Outcome != report.Pass {
			continue
		}
		if !begun {
			out.WriteString("\n### Passed, and not in full\n\n")
			begun = true
		}
		fmt.Fprintf(out, "- **%s** (%s, %s) %s", rule.ID, rule.Level, markdownText(strings.Join(marks(rule), ", ")), markdownText(texts.statement(rule.ID)))
		if text := cells(rule); text != "" {
			fmt.Fprintf(out, "  \n  %s", markdownText(text))
		}
		out.WriteString("\n")
	}
}

// markdownChanges lists what is otherwise than in the previous run.
func markdownChanges(out *bytes.Buffer, p *report.Previous) {
	if p == nil || len(p.Changes) == 0 {
		return
	}
	fmt.Fprintf(out, "\n### Changed since %s\n\n", p.StartedAt.UTC().Format("2006-01-02 15:04 UTC"))
	for _, change := range p.Changes {
		what := ""
		if change.Regression {
			what = ", **regression**"
		}
		fmt.Fprintf(out, "- **%s** (%s) %s → %s%s\n", change.ID, change.Level, change.Before, change.After, what)
	}
}
