package report

import (
	"fmt"
	"slices"
	"strings"
)

// CellsOf are the verdicts of cases by cell, in the order in which their first cases
// stand; nil if no case names a cell.
func CellsOf(cases []Case) []Cell {
	if !slices.ContainsFunc(cases, func(c Case) bool { return c.Cell != "" }) {
		return nil
	}
	var cells []Cell
	for _, one := range cases {
		at := slices.IndexFunc(cells, func(c Cell) bool { return c.Name == one.Cell })
		if at < 0 {
			at = len(cells)
			cells = append(cells, Cell{Name: one.Cell, Outcome: Pass})
		}
		cells[at].add(one)
	}
	return cells
}

// add counts a case.
func (c *Cell) add(one Case) {
	c.Cases++
	if one.Outcome == Pass {
		c.Passed++
	}
	if one.Outcome.Worse(c.Outcome) {
		c.Outcome = one.Outcome
	}
	for _, because := range one.Because {
		if !slices.Contains(c.Because, because) {
			c.Because = append(c.Because, because)
		}
	}
}

// OutcomeOf is the outcome of a rule with the cells: a failure in any cell is one of
// the rule. Otherwise the cell without a name, which is the core of the rule, decides
// where it did not pass; and where it did or there is none, a rule that passed in one
// cell passed, partly if it could not be judged in others.
func OutcomeOf(cells []Cell) Outcome {
	worst, passed := Pass, false
	for _, c := range cells {
		if c.Outcome.Worse(worst) {
			worst = c.Outcome
		}
		passed = passed || c.Outcome == Pass
	}
	core := slices.IndexFunc(cells, func(c Cell) bool { return c.Name == "" })
	switch {
	case worst == Fail || !passed:
		return worst
	case core >= 0 && cells[core].Outcome != Pass:
		return cells[core].Outcome
	}
	return Pass
}

// Worse reports whether an outcome says more against a target than another does.
func (o Outcome) Worse(than Outcome) bool { return o.rank() > than.rank() }

func (o Outcome) rank() int {
	return slices.Index([]Outcome{Pass, Skip, Unsupported, Fail}, o)
}

// String words a cell: "user leg: 12 of 12 passed", "device leg: not judged: no devices".
func (c Cell) String() string {
	switch c.Outcome {
	case Pass, Fail:
		return fmt.Sprintf("%s: %d of %d passed", c.name(), c.Passed, c.Cases)
	case Unsupported:
		return c.name() + ": unsupported"
	}
	if len(c.Because) == 0 {
		return c.name() + ": not judged"
	}
	return c.name() + ": not judged: " + strings.Join(c.Because, ", ")
}

func (c Cell) name() string {
	if c.Name == "" {
		return "in general"
	}
	return c.Name
}

// WordCells words the cells of a rule on one line.
func WordCells(cells []Cell) string {
	words := make([]string, len(cells))
	for i, c := range cells {
		words[i] = c.String()
	}
	return strings.Join(words, "; ")
}
