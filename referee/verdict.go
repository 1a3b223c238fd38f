package referee

import (
	"fmt"
	"slices"

	"github.com/cogbench/cogbench/report"
)

// Check holds one rule against a history: it calls Kept for each exchange to which the
// rule applies and that keeps it, and Broken for each that does not.
type Check func(h *History, v *Verdict)

// Verdict collects what a check saw.
type Verdict struct {
	kept, broken []int
	messages     []string
	unproved     string
	passedOver   string
}

// Kept says that the rule applied to the exchange, and that the client kept it.
func (v *Verdict) Kept(e *Exchange) { v.kept = append(v.kept, e.Number) }

// Broken says that the client broke the rule in the exchange, and how. The message holds
// no value of the exchange but names of members, operations and challenges, lengths and
// counts.
func (v *Verdict) Broken(e *Exchange, format string, args ...any) {
	v.broken = append(v.broken, e.Number)
	if message := fmt.Sprintf(format, args...); !slices.Contains(v.messages, message) {
		v.messages = append(v.messages, message)
	}
}

// Unproved says that the rule applied to an exchange, and takes something to judge that is not
// known: what that is, and who knows it.
func (v *Verdict) Unproved(takes string) { v.unproved = takes }

// PassOver says that there is more than the check looks at: what that is.
func (v *Verdict) PassOver(what string) { v.passedOver = what }

// Hold says that the rule applied to the exchange, and whether it was kept.
func (v *Verdict) Hold(kept bool, e *Exchange, format string, args ...any) {
	if kept {
		v.Kept(e)
	} else {
		v.Broken(e, format, args...)
	}
}

// outcome is what came of the rule.
func (v *Verdict) outcome() report.ClientRule {
	switch {
	case len(v.broken) > 0:
		message := v.messages[0]
		if more := len(v.messages) - 1; more > 0 {
			message = fmt.Sprintf("%s (and %d more)", message, more)
		}
		return report.ClientRule{Outcome: report.Violated, Exchanges: v.broken, Message: message}
	case len(v.kept) > 0:
		return report.ClientRule{Outcome: report.ObservedOK, Exchanges: v.kept[:min(len(v.kept), maxShown)]}
	case v.unproved != "":
		return report.ClientRule{Outcome: report.NotExercised, Message: "not proved: " + v.unproved}
	default:
		return report.ClientRule{Outcome: report.NotExercised}
	}
}
