package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/report"
)

const (
	// mendFirst is how many causes are named at the top.
	mendFirst = 5
	// manyHidden is how many rules a cause hides that is worth a line there.
	manyHidden = 2
)

// mend is a cause that other rules wait for.
type mend struct {
	Rules string // how many rules it hides, with the noun
	What  string
	Link  string // the rule that it is; "" for any other cause
}

// mends are the causes that hide most rules, the worst first.
func mends(causes []report.Cause, t texts) []mend {
	var list []mend
	for _, cause := range causes {
		if cause.Hides() < manyHidden || len(list) == mendFirst {
			break
		}
		one := mend{Rules: plural.Count(cause.Hides(), "rule"), What: causeText(cause, t)}
		if cause.Kind == report.Broken {
			one.Link = cause.ID
		}
		list = append(list, one)
	}
	return list
}

// causeText says what a cause is, in a line.
func causeText(cause report.Cause, t texts) string {
	switch cause.Kind {
	case report.Lacking:
		text := "it has no " + strings.TrimPrefix(cause.ID, "no ")
		if evidence := strings.TrimPrefix(firstLine(cause.Text), cause.ID+": refused: "); evidence != "" {
			text += ": " + throughFirstAnswer(evidence)
		}
		return text
	case report.Broken:
		return cause.ID + " is not kept: " + strings.ReplaceAll(t.statement(cause.ID), "`", "")
	case report.SetUp:
		if cause.Ours() {
			return firstLine(cause.Text)
		}
		return "set-up failed: " + firstLine(cause.Text)
	default:
		return firstLine(cause.Text)
	}
}

// throughFirstAnswer is evidence up to the first answer in it: those that follow say the
// same of other operations.
func throughFirstAnswer(evidence string) string {
	parts := strings.Split(evidence, "; ")
	i := slices.IndexFunc(parts, func(part string) bool { return strings.Contains(part, "HTTP ") })
	if i < 0 {
		return evidence
	}
	return strings.Join(parts[:i+1], "; ")
}

// waiting are the rules of a cause among those that count, as a line says them: by
// outcome, and the first of them by id.
func waiting(cause report.Cause, counting map[string]bool) (label string, rules []report.Rule) {
	for _, rule := range cause.Waiting {
		if counting[rule.ID] {
			rules = append(rules, rule)
		}
	}
	s := report.Summarize(rules)
	switch {
	case s.Skip == 0:
		return fmt.Sprintf("%d UNSUPPORTED", s.Unsupported), rules
	case s.Unsupported == 0:
		return fmt.Sprintf("%d SKIPPED", s.Skip), rules
	default:
		return fmt.Sprintf("%d SKIPPED, %d UNSUPPORTED", s.Skip, s.Unsupported), rules
	}
}
