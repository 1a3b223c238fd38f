package render

import (
	"fmt"
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
		text := "it has no " + cause.ID
		if evidence := firstLine(cause.Text); evidence != "" {
			text += ": " + evidence
		}
		return text
	case report.Broken:
		return cause.ID + " is not kept: " + strings.ReplaceAll(t.statement(cause.ID), "`", "")
	case report.SetUp:
		return "set-up failed: " + firstLine(cause.Text)
	default:
		return firstLine(cause.Text)
	}
}

// explained counts what a diagnosis explains: failures, and the rules that wait for it.
func explained(d report.Diagnosis, causes []report.Cause) string {
	text := plural.Count(len(d.Rules), "failure")
	for _, cause := range causes {
		if n := len(cause.Waiting); cause.Kind == report.Diagnosed && cause.ID == d.ID && n > 0 {
			text += fmt.Sprintf(", and %s %s for it", plural.Count(n, "rule"), plural.Pick(n, "waits", "wait"))
		}
	}
	return text
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
