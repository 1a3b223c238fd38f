package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/report"
)

// likely is a cause that a reader is told right after the verdict.
type likely struct {
	Kind report.CauseKind
	What string
	// Hides counts what it explains, in words; "" if that is nothing else.
	Hides string
	// Diagnosis is what was found by experiment, nil for any other cause.
	Diagnosis *report.Diagnosis
}

// likeliest are the diagnoses. Where there are none, it is the cause that most rules wait
// for, if the verdict is not that the target conforms.
func likeliest(c *report.Conformance, v report.Verdict, causes []report.Cause, t texts) []likely {
	var list []likely
	for i, d := range c.Diagnoses {
		list = append(list, likely{report.Diagnosed, sentence(d.Summary), explained(c, d, causes), &c.Diagnoses[i]})
	}
	failed, open := idsAmong(v.Failed), idsAmong(slices.Concat(v.Failed, v.Unjudged))
	if len(list) > 0 || len(open) == 0 {
		return list
	}
	// What fails the run comes before a set-up that failed once, and what is wrong with the
	// target before what the target file could give.
	for _, kind := range []func(report.Cause) bool{
		func(cause report.Cause) bool {
			return among(failed, cause) || among(open, cause) && !cause.Ours() && cause.Hides() >= manyHidden
		},
		func(cause report.Cause) bool { return among(open, cause) && !cause.Ours() },
		func(cause report.Cause) bool { return among(open, cause) },
	} {
		if of := slices.DeleteFunc(slices.Clone(causes), func(cause report.Cause) bool { return !kind(cause) }); len(of) > 0 {
			return []likely{{Kind: of[0].Kind, What: whatOf(of, t), Hides: waits(of[0].Hides())}}
		}
	}
	return nil
}

// among reports whether a cause explains one of the rules.
func among(ids map[string]bool, cause report.Cause) bool {
	return slices.ContainsFunc(cause.Rules(), func(r report.Rule) bool { return ids[r.ID] })
}

// idsAmong are the ids of rules, as a set.
func idsAmong(rules []report.Rule) map[string]bool {
	ids := map[string]bool{}
	for _, rule := range rules {
		ids[rule.ID] = true
	}
	return ids
}

// whatOf says the first of the causes. Of several rules that are not kept, and that nothing
// waits for, none is the cause of another: it names them.
func whatOf(causes []report.Cause, t texts) string {
	var alone []string
	for _, cause := range causes {
		if cause.Kind == report.Broken && cause.Hides() == 0 {
			alone = append(alone, cause.ID)
		}
	}
	if len(alone) < 2 || causes[0].ID != alone[0] {
		return sentence(causeText(causes[0], t))
	}
	first, more := firstOf(alone, shownAlone)
	if more > 0 {
		return fmt.Sprintf("%s and %d more are not kept", strings.Join(first, ", "), more)
	}
	last := len(first) - 1
	return fmt.Sprintf("%s and %s are not kept", strings.Join(first[:last], ", "), first[last])
}

// shownAlone is how many rules that nothing waits for are named.
const shownAlone = 6

// told is the cause in full, with what it explains.
func (l likely) told() string {
	if l.Hides == "" {
		return l.What
	}
	return l.What + " (" + l.Hides + ")"
}

// tells reports whether the first of the causes are all that is to mend.
func tells(list []likely, toMend []mend) bool {
	for _, one := range toMend {
		if !slices.ContainsFunc(list, func(l likely) bool { return l.What == sentence(one.What) }) {
			return false
		}
	}
	return true
}

// explained counts what a diagnosis explains: failures, and the rules that wait for it.
func explained(c *report.Conformance, d report.Diagnosis, causes []report.Cause) string {
	failures := 0
	for _, rule := range c.Rules {
		if rule.Outcome == report.Fail && slices.Contains(d.Rules, rule.ID) {
			failures++
		}
	}
	waiting := 0
	for _, cause := range causes {
		if cause.Kind == report.Diagnosed && cause.ID == d.ID {
			waiting = len(cause.Waiting)
		}
	}
	switch {
	case failures == 0:
		return waits(waiting)
	case waiting == 0:
		return "explains " + plural.Count(failures, "failure")
	default:
		return fmt.Sprintf("explains %s, and %s", plural.Count(failures, "failure"), waits(waiting))
	}
}

// waits says how many rules wait for a cause, "" if none does.
func waits(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%s %s for it", plural.Count(n, "rule"), plural.Pick(n, "waits", "wait"))
}

// sentence is the first line of a text, without its full stop.
func sentence(text string) string { return strings.TrimSuffix(firstLine(text), ".") }
