package load_test

import (
	"testing"
	"time"

	"github.com/cogbench/cogbench/load"
)

// BenchmarkScheduleLag drives for 20 s on a machine that does nothing else, and
// reports how late journeys start.
func BenchmarkScheduleLag(b *testing.B) {
	for b.Loop() {
		o := options(100, 20*time.Second)
		o.TuneRuntime = true
		result, err := load.Run(b.Context(), &fakeSource{run: sleeping(5 * time.Millisecond)}, o)
		if err != nil {
			b.Fatal(err)
		}
		l := result.Load
		b.ReportMetric(float64(l.ScheduleLag.P50Ns)/1e6, "lag-p50-ms")
		b.ReportMetric(float64(l.ScheduleLag.P99Ns)/1e6, "lag-p99-ms")
		b.ReportMetric(float64(l.ScheduleLag.MaxNs)/1e6, "lag-max-ms")
		b.ReportMetric(100*(l.Rate.Started/l.Rate.Planned-1), "rate-off-%")
	}
}
