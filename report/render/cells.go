package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/report"
)

// shownCells is how many cells of a rule are told apart in a line.
const shownCells = 6

// cells says what came of a rule in each of its cells, in a line: "user leg: 12 of 12
// passed; device leg: not judged: no devices". "" if it has none.
func cells(rule report.Rule) string {
	var parts []string
	for _, cell := range apart(rule.Cells) {
		if len(parts) == shownCells {
			parts = append(parts, fmt.Sprintf("and %d more", len(rule.Cells)-shownCells))
			break
		}
		parts = append(parts, cell.String())
	}
	return strings.Join(parts, "; ")
}

// apart puts the cells that passed last where there are more than a line holds.
func apart(cells []report.Cell) []report.Cell {
	if len(cells) <= shownCells {
		return cells
	}
	sorted := slices.Clone(cells)
	slices.SortStableFunc(sorted, func(a, b report.Cell) int {
		switch {
		case a.Outcome == report.Pass && b.Outcome != report.Pass:
			return 1
		case a.Outcome != report.Pass && b.Outcome == report.Pass:
			return -1
		}
		return 0
	})
	return sorted
}

// marks are what qualifies a verdict, in words: "partly", "assuming: [id]", and the lower
// ways in which the check had what it needs.
func marks(rule report.Rule) []string {
	var list []string
	if rule.Partly() {
		list = append(list, "partly")
	}
	if len(rule.Assuming) > 0 {
		list = append(list, "assuming: ["+strings.Join(rule.Assuming, ", ")+"]")
	}
	if len(rule.Rungs) > 0 {
		list = append(list, "by way of "+strings.Join(rule.Rungs, ", "))
	}
	return list
}

// failedCases names the first case that failed, and how many others did.
func failedCases(cases []report.Case) string {
	var failed []report.Case
	for _, one := range cases {
		if one.Outcome == report.Fail {
			failed = append(failed, one)
		}
	}
	switch len(failed) {
	case 0:
		return ""
	case 1:
		return failed[0].Name
	default:
		return fmt.Sprintf("%s, and %d more of %s", failed[0].Name, len(failed)-1, plural.Count(len(cases), "case"))
	}
}
