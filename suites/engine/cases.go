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

// Cases runs cases that do not depend on one another, some side by side where there are
// several [Check.Lanes]. The report lists them in the order given.
func (c *Check) Cases(cases []NamedCase) {
	order := map[string]int{}
	rest := make(chan NamedCase, len(cases))
	for i, one := range cases {
		order[one.Name] = i
		rest <- one
	}
	close(rest)
	lanes := make([]func(), min(c.Lanes(), len(cases)))
	for i := range lanes {
		lanes[i] = func() {
			for one := range rest {
				c.CaseIn(one.Cell, one.Name, one.Body)
			}
		}
	}
	c.SideBySide(lanes, func(a, b string) int { return order[a] - order[b] })
}

// Lanes is how many bodies [Check.SideBySide] runs at a time: one if waiting takes no
// real time, or if the target's users are given, of which there are few.
func (c *Check) Lanes() int {
	if c.session.Instant() || c.session.given() {
		return 1
	}
	return sideBySide
}

// SideBySide runs bodies that have cases of their own, as many at a time as there are
// [Check.Lanes]. The report lists their cases in the order that compare gives their names.
func (c *Check) SideBySide(bodies []func(), compare func(a, b string) int) {
	if c.Lanes() == 1 {
		for _, body := range bodies {
			body()
		}
		return
	}
	c.mu.Lock()
	before := len(c.cases)
	c.mu.Unlock()
	c.Together(bodies...)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		slices.SortStableFunc(c.cases[before:], func(a, b report.Case) int { return compare(a.Name, b.Name) })
	}
}
