package render

import (
	"fmt"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// score is how a step of the protocol fares, over what the target has.
type score struct {
	Title  string
	Sign   string
	Passed string // "41/44", of the rules that could be judged or wait to be
	State  report.Outcome
	ID     string
}

// scores are the steps that were tried: the way of a device through the protocol, and
// then what holds at every step.
func scores(c *report.Conformance, t texts) []score {
	place := map[string]int{}
	walk, err := spec.Walk()
	if err == nil { // a test of spec says so
		for i, arrow := range walk {
			place[arrow.Area] = i + 1
		}
	}
	onTheWay := make([]score, len(walk))
	var list, others []score
	for _, area := range areas(c, t) {
		s := area.Summary
		if s.NotRun == len(area.Rules) {
			continue
		}
		one := score{Title: area.Title, Sign: sign(s), Passed: fmt.Sprintf("%d/%d", s.Pass, s.Permitted()), State: state(s), ID: area.ID}
		if s.Permitted() == 0 {
			one.Passed = "unsupported"
		}
		if i := place[area.ID]; i > 0 {
			onTheWay[i-1] = one
		} else {
			others = append(others, one)
		}
	}
	for _, one := range onTheWay {
		if one.ID != "" {
			list = append(list, one)
		}
	}
	return append(list, others...)
}
