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
	for i, one := range cases {
		order[one.Name] = i
	}
	lanes := c.lanes(len(cases), func(i int) { c.CaseIn(cases[i].Cell, cases[i].Name, cases[i].Body) })
	c.SideBySide(lanes, func(a, b string) int { return order[a] - order[b] })
}

// InLanes runs body for every number from 0 to n−1, some side by side where there are
// several [Check.Lanes]. The first that fails ends the check, or the case around.
func (c *Check) InLanes(n int, body func(i int)) {
	c.SideBySide(c.lanes(n, body), func(_, _ string) int { return 0 })
}

// lanes share the numbers from 0 to n−1 among them.
func (c *Check) lanes(n int, body func(i int)) []func() {
	rest := make(chan int, n)
	for i := range n {
		rest <- i
	}
	close(rest)
	lanes := make([]func(), min(c.Lanes(), n))
	for lane := range lanes {
		lanes[lane] = func() {
			for i := range rest {
				body(i)
			}
		}
	}
	return lanes
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
