package engine

import (
	"fmt"
	"strings"

	"github.com/cogbench/cogbench/report"
)

// Instead declares what a thing that checks need rests on if it is had in the usual way:
// a check that had it in a lower way ([Check.Rung]), whose text begins with the thing,
// does not take those of the rules for granted that the target lacks.
func (s *Suite) Instead(thing string, ids ...string) {
	for _, id := range ids {
		if _, known := s.rules[id]; !known {
			s.mistakes = append(s.mistakes, fmt.Errorf("instead of %s: there is no such rule", id))
		}
	}
	s.instead[thing] = append(s.instead[thing], ids...)
}

// Apart declares what is taken for granted on the way to other cells, and not in the one of
// the name: it excuses nothing there.
func (s *Suite) Apart(cell string, ids ...string) {
	for _, id := range ids {
		if _, known := s.rules[id]; !known {
			s.mistakes = append(s.mistakes, fmt.Errorf("apart from %s: there is no such rule as %s", cell, id))
		}
	}
	s.apart[cell] = append(s.apart[cell], ids...)
}

// spared are the rules that a rule was registered to depend on, which the target lacks,
// and whose place a lower way took. What it has and does wrongly, the check may have met.
func (b *blaming) spared(rule *report.Rule) (ids []string) {
	for _, way := range rule.Rungs {
		thing, _, _ := strings.Cut(way, ": ")
		for _, id := range b.suite.instead[thing] {
			if usual, ran := b.rules[id]; ran && usual.Outcome == report.Unsupported {
				ids = append(ids, id)
			}
		}
	}
	return ids
}
