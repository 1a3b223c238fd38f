package engine

import (
	"fmt"

	"github.com/cogbench/cogbench/report"
)

// Exchange is a call as reports have it.
type Exchange = report.Exchange

// Sight is what one exchange shows of a rule. The zero value is for an exchange of
// which the rule does not speak.
type Sight struct {
	// Speaks is true if the rule speaks of the exchange.
	Speaks bool
	// Expected and Actual are the two sides of a breach, "" where the rule is kept.
	Expected, Actual string
}

// enoughSights is how many exchanges have to keep a rule before it counts as kept.
const enoughSights = 10

// Passive registers how a rule shows in any exchange, beside its check: where the
// check itself could not be judged, the traffic of the others decides.
func (s *Suite) Passive(id string, look func(Exchange) Sight) {
	if _, known := s.rules[id]; !known {
		s.mistakes = append(s.mistakes, fmt.Errorf("sight of %s: there is no such rule", id))
		return
	}
	s.passive[id] = look
}

// watch judges rules that were skipped by the calls of the other rules that are kept.
func (s *Suite) watch(rules []report.Rule) {
	for i := range rules {
		if look := s.passive[rules[i].ID]; look != nil && rules[i].Outcome == report.Skip {
			watchOne(&rules[i], rules, look)
		}
	}
}

func watchOne(judged *report.Rule, rules []report.Rule, look func(Exchange) Sight) {
	kept := 0
	for _, rule := range rules {
		for _, e := range rule.Transcript {
			sight := look(e)
			switch {
			case !sight.Speaks:
			case sight.Expected != "":
				judged.Outcome, judged.Because = report.Fail, nil
				judged.Expected, judged.Actual = sight.Expected, sight.Actual
				judged.Message = fmt.Sprintf("expected %s, got %s, seen in the traffic of %s", sight.Expected, sight.Actual, rule.ID)
				judged.Cases, judged.Cells, judged.Transcript = nil, nil, []report.Exchange{e}
				return
			default:
				kept++
			}
		}
	}
	if kept >= enoughSights {
		judged.Outcome, judged.Because, judged.Cases, judged.Cells = report.Pass, nil, nil, nil
		judged.Message = fmt.Sprintf("seen in the traffic of other checks: kept in all of %d answers", kept)
	}
}
