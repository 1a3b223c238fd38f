package loadreport

import (
	"math"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Percentile is the least recorded value that q percent of the values do not
// exceed, in the histogram's precision; 0 without a value. The library's own
// rounds the rank to the nearest, so that its p99 of 60 values leaves the
// slowest out; this one rounds it up.
func Percentile(h *hdrhistogram.PackedHistogram, q float64) int64 {
	n := float64(h.TotalCount())
	if n == 0 {
		return 0
	}
	const slack = 1e-9 // for products such as 99.9 % of 1000
	rank := max(1, math.Ceil(q/100*n-n*slack))
	return h.ValueAtPercentile(100 * rank / n)
}
