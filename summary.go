package cogbench

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/suites/engine"
)

// explained is an error with its hint.
func explained(err error) string {
	if e, ok := errors.AsType[*Error](err); ok && e.Hint != "" {
		return e.Error() + "\n  " + e.Hint
	}
	return err.Error()
}

// summary says why a run does not end well: the causes found, then the rules.
func summary(found *report.Conformance, verdict report.Verdict) string {
	var text strings.Builder
	switch {
	case len(verdict.Failed) > 0:
		s := report.Summarize(verdict.Failed)
		fmt.Fprintf(&text, "not conformant (%s): %d failed, %d unsupported and %d skipped for them, of %s judged on %s", found.Gate,
			s.Fail, s.Unsupported, s.Skip, plural.Count(found.Summary.Judged(), "rule"), found.Target.Name)
	case len(verdict.Unjudged) > 0:
		fmt.Fprintf(&text, "inconclusive (%s): %s could not be judged on %s", found.Gate, plural.Count(len(verdict.Unjudged), "rule"), found.Target.Name)
	case found.Interrupted:
		fmt.Fprintf(&text, "not finished: the test's time was over before all rules were checked; give it more by -timeout")
	default:
		fmt.Fprintf(&text, "cogbench has a defect; please report it")
	}
	for _, d := range found.Diagnoses {
		fmt.Fprintf(&text, "\n  likely cause: %s\n    explains %s; %s", d.Summary, strings.Join(d.Rules, ", "), d.Evidence)
	}
	notRun, waiting := map[string]int{}, map[string][]string{}
	for _, rule := range slices.Concat(verdict.Failed, verdict.Unjudged) {
		switch because := strings.Join(rule.Because, ", "); {
		case rule.Outcome == report.NotRun:
			notRun[rule.Message]++
		case because != "": // which a skip alone has
			waiting[because] = append(waiting[because], rule.ID)
		default:
			fmt.Fprintf(&text, "\n  %-11s %-13s %s", rule.Outcome, rule.ID, engine.InLine(rule.Message))
		}
	}
	for _, because := range slices.SortedFunc(maps.Keys(waiting), func(a, b string) int {
		return cmp.Or(len(waiting[b])-len(waiting[a]), strings.Compare(a, b))
	}) {
		fmt.Fprintf(&text, "\n  skip        %s because of %s: %s", plural.Count(len(waiting[because]), "rule"), engine.InLine(because), strings.Join(waiting[because], ", "))
	}
	for _, reason := range slices.Sorted(maps.Keys(notRun)) {
		fmt.Fprintf(&text, "\n  not run     %s: %s", plural.Count(notRun[reason], "rule"), reason)
	}
	for _, defect := range found.Defects {
		first, _, _ := strings.Cut(defect, "\n")
		fmt.Fprintf(&text, "\n  defect      %s", first)
	}
	return text.String()
}
