package engine

import (
	"slices"

	"github.com/cogbench/cogbench/report"
)

// NamedCase is a case of a check, in a cell or, if Cell is "", in none; see [Check.Case]
// and [Check.CaseIn].
type NamedCase struct {
	Name string
	Cell string
	Body func()
}

// sideBySide is how many cases run at a time where they run side by side.
const sideBySide = 16

// Cases runs cases that do not depend on one another: some side by side if waiting takes
// real time, unless the target's users are given, of which there are few. The report
// lists them in the order given.
func (c *Check) Cases(cases []NamedCase) {
	if c.session.Instant() || c.session.given() {
		for _, one := range cases {
			c.CaseIn(one.Cell, one.Name, one.Body)
		}
		return
	}
	before := len(c.cases)
	order := map[string]int{}
	rest := make(chan NamedCase, len(cases))
	for i, one := range cases {
		order[one.Name] = i
		rest <- one
	}
	close(rest)
	lanes := make([]func(), min(sideBySide, len(cases)))
	for i := range lanes {
		lanes[i] = func() {
			for one := range rest {
				c.CaseIn(one.Cell, one.Name, one.Body)
			}
		}
	}
	c.Together(lanes...)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		slices.SortFunc(c.cases[before:], func(a, b report.Case) int { return order[a.Name] - order[b.Name] })
	}
}
