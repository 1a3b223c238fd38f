package cogbench

import (
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// Cost is what a run says that it will cost a target.
var Cost = cost

// JudgeAsOf gives an outcome the level of a version of the catalogue.
func JudgeAsOf(catalogue *spec.Catalogue, version string, today spec.Rule, outcome report.Rule) (report.Rule, error) {
	e, err := editionOf(catalogue, version)
	return e.judge(today, outcome), err
}
