package render

import (
	"fmt"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/report"
)

// newer are the rules that were checked and that the version which the run was judged
// by does not have.
func newer(c *report.Conformance) []report.Rule {
	var rules []report.Rule
	for _, rule := range c.Rules {
		if rule.NewIn != "" && rule.Outcome != report.NotRun {
			rules = append(rules, rule)
		}
	}
	return rules
}

// newerLine says in a line what came of the newer rules, "" if there are none.
func newerLine(c *report.Conformance) string {
	rules := newer(c)
	if len(rules) == 0 {
		return ""
	}
	text := fmt.Sprintf("%s newer than %s, shown and not counted", plural.Count(len(rules), "rule"), c.Rulebook.Judged())
	if others := notPassed(rules); len(others) > 0 {
		text += ", of which did not pass: " + idsOf(others)
	}
	return text
}

func notPassed(rules []report.Rule) []report.Rule {
	var others []report.Rule
	for _, rule := range rules {
		if rule.Outcome != report.Pass {
			others = append(others, rule)
		}
	}
	return others
}

// judgedBy names the version that a run was judged by, if that is not the checks' own;
// "" otherwise.
func judgedBy(c *report.Conformance) string {
	if c.Rulebook.AsOf == "" {
		return ""
	}
	return ", rules as of " + c.Rulebook.AsOf
}

// uncounted says of a newer rule why it does not count; "" of any other.
func uncounted(rule report.Rule) string {
	if rule.NewIn == "" {
		return ""
	}
	return "new in " + rule.NewIn + ", not counted"
}
