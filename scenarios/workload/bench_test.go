package workload_test

import (
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"testing"
	"time"

	"github.com/cogbench/cogbench/scenarios/workload"
)

// The benchmarks drive for some time each, on a machine that does nothing else:
//
//	go test ./scenarios/workload -run - -bench Driver -benchtime 1x

// BenchmarkDriverLag drives sign-ins with the pool in the same process at the rate
// that takes half of all cores, and reports how late journeys start.
func BenchmarkDriverLag(b *testing.B) {
	made := newTarget(b, nil)
	population := populate(b, made, workload.PopulationSpec{Users: 300})
	mix := single(b, "remembered-signin")
	for b.Loop() {
		rate := 20.0
		for range 2 { // a sign-in costs the less the more there are
			trial := drive(b, made, mix, population, tuned(math.Floor(rate), 5*time.Second)).Load
			rate = 0.5 * float64(runtime.NumCPU()) * float64(trial.Journeys.Succeeded) / trial.Driver.CPUSeconds
		}
		l := drive(b, made, mix, population, tuned(math.Floor(rate), 20*time.Second)).Load
		b.ReportMetric(rate, "sign-ins/s")
		b.ReportMetric(100*l.Driver.CPUSeconds/l.DurationSeconds/float64(runtime.NumCPU()), "cpu-%")
		b.ReportMetric(float64(l.ScheduleLag.P99Ns)/1e6, "lag-p99-ms")
		b.ReportMetric(100*(l.Rate.Started/l.Rate.Planned-1), "rate-off-%")
	}
}

// BenchmarkDriverCost has a process drive sign-ins without arithmetic, and reports
// the processor time of each: as the run counts it, and of the whole process.
func BenchmarkDriverCost(b *testing.B) {
	endpoint := believer(b)
	for b.Loop() {
		stdout, wait := role(b, "driver", "COGBENCH_TEST_ENDPOINT="+endpoint)
		var found driverReport
		if err := json.NewDecoder(stdout).Decode(&found); err != nil {
			b.Fatal(err)
		}
		used, err := wait()
		if err != nil || found.Failed > 0 {
			b.Fatalf("%+v, %v", found, err)
		}
		b.ReportMetric(found.Milliseconds, "cpu-ms/sign-in")
		b.ReportMetric(used.Seconds()*1000/float64(found.Journeys), "process-ms/sign-in")
	}
}

// BenchmarkDriverSignIns drives real sign-ins at a pool in a process of its own, and
// reports the processor time of each apart from SRP. The less there are, the colder
// is the code, and the more each costs.
func BenchmarkDriverSignIns(b *testing.B) {
	made := newRemoteTarget(b)
	population := populate(b, made, workload.PopulationSpec{Users: 100})
	for _, rate := range []float64{5, 20, 40, 100} {
		b.Run(fmt.Sprintf("rate=%v", rate), func(b *testing.B) {
			for b.Loop() {
				l := drive(b, made, single(b, "remembered-signin"), population, tuned(rate, 20*time.Second)).Load
				b.ReportMetric(l.Driver.CPUMsPerJourney, "cpu-ms/sign-in")
			}
		})
	}
}
