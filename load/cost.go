package load

import (
	"math"
	"runtime/metrics"
	"time"

	loadreport "github.com/cogbench/cogbench/report/load"
)

// costMeter tells what the process used since it was last asked.
type costMeter struct {
	samples []metrics.Sample
	last    loadreport.DriverCost
}

const (
	metricObjects = "/gc/heap/allocs:objects"
	metricBytes   = "/gc/heap/allocs:bytes"
	metricCycles  = "/gc/cycles/total:gc-cycles"
	metricPauses  = "/sched/pauses/total/gc:seconds"
)

func newCostMeter() *costMeter {
	m := &costMeter{samples: []metrics.Sample{
		{Name: metricObjects}, {Name: metricBytes}, {Name: metricCycles}, {Name: metricPauses},
	}}
	m.last = m.read()
	return m
}

// lap returns what was used since the last lap. MaxRSSBytes is of the process.
func (m *costMeter) lap() loadreport.DriverCost {
	now := m.read()
	used := loadreport.DriverCost{
		CPUSeconds:     now.CPUSeconds - m.last.CPUSeconds,
		Allocations:    now.Allocations - m.last.Allocations,
		AllocatedBytes: now.AllocatedBytes - m.last.AllocatedBytes,
		GCCycles:       now.GCCycles - m.last.GCCycles,
		GCPauseNs:      now.GCPauseNs - m.last.GCPauseNs,
		MaxRSSBytes:    now.MaxRSSBytes,
	}
	m.last = now
	return used
}

func (m *costMeter) read() loadreport.DriverCost {
	metrics.Read(m.samples)
	cost := loadreport.DriverCost{
		Allocations:    int64(m.samples[0].Value.Uint64()),
		AllocatedBytes: int64(m.samples[1].Value.Uint64()),
		GCCycles:       int64(m.samples[2].Value.Uint64()),
		GCPauseNs:      int64(total(m.samples[3].Value.Float64Histogram()) * float64(time.Second)),
	}
	cpu, maxRSS := processUsage()
	cost.CPUSeconds, cost.MaxRSSBytes = cpu.Seconds(), maxRSS
	return cost
}

// total estimates the sum of a histogram's values by its buckets' middles.
func total(h *metrics.Float64Histogram) float64 {
	sum := 0.0
	for i, n := range h.Counts {
		low, high := h.Buckets[i], h.Buckets[i+1]
		if n == 0 || math.IsInf(low, -1) || math.IsInf(high, 1) {
			continue
		}
		sum += float64(n) * (low + high) / 2
	}
	return sum
}
