package engine

import (
	"fmt"
	"strings"

	"github.com/cogbench/cogbench/report"
)

// Instead declares what a thing that checks need rests on if it is had in the usual way:
// a check that had it in a lower way ([Check.Rung]), whose text begins with the thing,
// does not take those rules for granted.
func (s *Suite) Instead(thing string, ids ...string) {
	for _, id := range ids {
		if _, known := s.rules[id]; !known {
			s.mistakes = append(s.mistakes, fmt.Errorf("instead of %s: there is no such rule", id))
		}
	}
	s.instead[thing] = append(s.instead[thing], ids...)
}

// spared are the rules that a rule was registered to depend on, and whose place a lower
// way took.
func (s *Suite) spared(rule *report.Rule) (ids []string) {
	for _, way := range rule.Rungs {
		thing, _, _ := strings.Cut(way, ": ")
		ids = append(ids, s.instead[thing]...)
	}
	return ids
}
