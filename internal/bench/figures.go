package bench

import (
	"time"

	"github.com/cogbench/cogbench/internal/proctree"
	benchreport "github.com/cogbench/cogbench/report/bench"
)

type usage = proctree.Usage

// finish adds the figures of the operation to the library's.
func (m *measurement) finish() {
	pings := sorted(m.pings)
	result := figures(m.took, quantile(pings, 0), quantile(pings, 0.5))
	result.Name, result.WarmUp, result.Steady = m.op, m.result.WarmUp, m.result.Steady
	result.Clock = benchreport.InProcess
	if len(pings) > 0 {
		result.Clock = benchreport.Pipe
	}
	if len(m.reported) == len(m.took) {
		reported, off := figures(m.reported, 0, 0), offOf(m.took, m.reported, m.pings)
		if believable(reported, off) {
			reported.Piped = &benchreport.Piped{MinNs: result.MinNs, P50Ns: result.P50Ns, OffNs: off.Nanoseconds()}
			reported.Name, reported.WarmUp, reported.Steady = result.Name, result.WarmUp, result.Steady
			reported.Clock = benchreport.SelfReported
			result = reported
		} else {
			result.DisbelievedNs = reported.MinNs
		}
	}
	if len(pings) > 0 {
		result.Ping = &benchreport.Ping{Op: m.pingOp, MinNs: quantile(pings, 0).Nanoseconds(), P50Ns: quantile(pings, 0.5).Nanoseconds()}
	}
	if now, known := m.usage(); known {
		result.CPUNs = (now.CPU - m.before.CPU).Nanoseconds() / int64(len(m.took))
	}
	m.Operations = append(m.Operations, result)
}

// undisturbed is the share of times by which what lies between two clocks is told: low,
// because all that can happen to a process in between makes it longer.
const undisturbed = 0.1

// offOf is by how much times by the pipe exceed reported ones, less what pings take: each
// answer is held against itself, because what slowed it slowed it by both clocks.
func offOf(took, reported, pings []time.Duration) time.Duration {
	between := make([]time.Duration, len(took))
	for i := range took {
		between[i] = took[i] - reported[i]
	}
	return quantile(sorted(between), undisturbed) - quantile(sorted(pings), undisturbed)
}

// negligible is a part of an answer that a pipe may take beyond a ping: longer lines are
// written and read.
const negligible = 100 * time.Microsecond

// believable tells whether an adapter's own times can be so: most of an answer does not
// pass outside them.
func believable(reported benchreport.Operation, off time.Duration) bool {
	return off <= max(negligible, time.Duration(reported.MinNs))
}

// figures sums times up, less what the pipe costs: the least time less the least cost,
// any other less the median of it. No time is below 1 ns.
func figures(times []time.Duration, leastCost, medianCost time.Duration) benchreport.Operation {
	ordered := sorted(times)
	at := func(q float64) int64 { return max(1, (quantile(ordered, q) - medianCost).Nanoseconds()) }
	o := benchreport.Operation{Count: int64(len(ordered)), P25Ns: at(0.25), P50Ns: at(0.5), P75Ns: at(0.75), MaxNs: at(1)}
	o.MinNs = min(o.P25Ns, max(1, (ordered[0]-leastCost).Nanoseconds()))
	if len(ordered) >= percentileCount {
		o.P99Ns = at(0.99)
	}
	var sum int64
	for _, took := range ordered {
		sum += max(1, (took - medianCost).Nanoseconds())
	}
	o.PerSecond = float64(len(ordered)) / time.Duration(sum).Seconds()
	return o
}
