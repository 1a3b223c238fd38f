package cogbench

import (
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// Cost is what a run says that it will cost a target.
var Cost = cost

// JudgeAsOf gives an outcome the level of a version of the catalogue.
func JudgeAsOf(catalogue *spec.Catalogue, version string, today spec.Rule, outcome report.Rule) (report.Rule, error) {
	e, err := editionOf(catalogue, version)
	return e.judge(today, outcome), err
}

// UsualWorkers is how many check at a time on a server that was found to answer so: in
// what time, and whether it throttles calls made at once, or has them queue.
func UsualWorkers(on *target.Target, findings target.Findings, throttles, queues bool) int {
	return usualWorkers(&subject{target: on, findings: &findings, overrun: throttles, queues: queues})
}

// Spend is how many workers check at a time on a target, if it answers in 250 ms and
// throttles calls or not, and how much of the time they have.
func Spend(on *target.Target, o Options, throttles bool) (workers int, within time.Duration) {
	r := &run{options: o}
	s := &subject{target: on, findings: &target.Findings{CallTime: 250 * time.Millisecond}, explored: &target.Exploration{}, overrun: throttles}
	options := r.runOptions(s, engine.Dialect{}, time.Now())
	return options.Workers.Count, options.MaxTime
}
