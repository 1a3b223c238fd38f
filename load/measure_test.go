package load_test

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/onsi/gomega/gleak"

	"github.com/cogbench/cogbench/load"
)

// measureVariable has the tests judge absolute times, which need a machine that
// does nothing else. Its value is how long the memory is watched, such as 10m.
const measureVariable = "COGBENCH_MEASURE"

// measuring skips a test unless the machine is its own.
func measuring(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv(measureVariable)
	if text == "" {
		t.Skipf("%s is not set: times are not judged on a machine that does other work", measureVariable)
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 2*time.Minute {
		t.Fatalf("%s=%q: a duration of 2m or more", measureVariable, text)
	}
	return d
}

func TestMeasuredScheduleLagWhenIdle(t *testing.T) {
	measuring(t)
	l := run(t, t.Context(), &fakeSource{run: sleeping(5 * time.Millisecond)}, options(100, 20*time.Second)).Load
	p99 := time.Duration(l.ScheduleLag.P99Ns)
	t.Logf("idle: lag p50 %v p99 %v max %v", time.Duration(l.ScheduleLag.P50Ns), p99, time.Duration(l.ScheduleLag.MaxNs))
	if p99 > 1500*time.Microsecond {
		t.Errorf("p99 of the lag is %v", p99)
	}
	if off := math.Abs(l.Rate.Started/l.Rate.Planned - 1); off > 0.005 {
		t.Errorf("%v started a second, %v planned", l.Rate.Started, l.Rate.Planned)
	}
}

// TestMeasuredScheduleLagAtHalfLoad drives sign-ins with the pool in the same
// process at the rate that takes half of all cores.
func TestMeasuredScheduleLagAtHalfLoad(t *testing.T) {
	measuring(t)
	made := newTarget(t, nil)
	population := populate(t, made, load.PopulationSpec{Users: 300})
	mix := single(t, "remembered-signin")
	rate := 20.0
	for range 2 { // a sign-in costs the less the more there are
		trial := drive(t, made, mix, population, options(math.Floor(rate), 5*time.Second)).Load
		rate = 0.5 * float64(runtime.NumCPU()) * float64(trial.Journeys.Succeeded) / trial.Driver.CPUSeconds
	}
	l := drive(t, made, mix, population, options(math.Floor(rate), 20*time.Second)).Load
	p99 := time.Duration(l.ScheduleLag.P99Ns)
	t.Logf("%.0f sign-ins a second, %.0f %% of %d cores: lag p50 %v p99 %v", rate,
		100*l.Driver.CPUSeconds/l.DurationSeconds/float64(runtime.NumCPU()), runtime.NumCPU(), time.Duration(l.ScheduleLag.P50Ns), p99)
	if p99 > 5*time.Millisecond {
		t.Errorf("p99 of the lag is %v", p99)
	}
	if off := math.Abs(l.Rate.Started/l.Rate.Planned - 1); off > 0.005 {
		t.Errorf("%v started a second, %v planned", l.Rate.Started, l.Rate.Planned)
	}
}

// TestMeasuredDriverCost has a process drive sign-ins without arithmetic, and
// asks the kernel what that took.
func TestMeasuredDriverCost(t *testing.T) {
	measuring(t)
	stdout, wait := role(t, "driver", "COGBENCH_TEST_ENDPOINT="+believer(t))
	var found driverReport
	if err := json.NewDecoder(stdout).Decode(&found); err != nil {
		t.Fatal(err)
	}
	if err := wait(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%.2f ms of processor time a sign-in by the run's own count, %.2f ms by the kernel's", found.Own, found.Outside)
	if found.Succeeded != 1000 || found.Own > 1.5 || found.Outside > 1.5 {
		t.Errorf("%+v, allowed are 1.5 ms", found)
	}
}

// TestMeasuredDriverCostOfSignIns drives real sign-ins at a pool in a process of
// its own. The less there are, the colder is the code, and the more each costs.
func TestMeasuredDriverCostOfSignIns(t *testing.T) {
	measuring(t)
	made := newRemoteTarget(t)
	population := populate(t, made, load.PopulationSpec{Users: 100})
	for _, rate := range []float64{5, 20, 40, 100} {
		l := drive(t, made, single(t, "remembered-signin"), population, options(rate, 20*time.Second)).Load
		t.Logf("at %v/s: %.2f ms of processor time a sign-in apart from SRP", rate, l.Driver.CPUMsPerJourney)
		if l.Driver.CPUMsPerJourney > 1.5 {
			t.Errorf("%.2f ms at %v/s, allowed are 1.5", l.Driver.CPUMsPerJourney, rate)
		}
	}
}

// TestMeasuredMemoryIsConstant watches a run of some minutes.
func TestMeasuredMemoryIsConstant(t *testing.T) {
	d := measuring(t)
	made := newRemoteTarget(t)
	population := populate(t, made, load.PopulationSpec{Users: 100})
	made.CloseIdle()
	before := gleak.Goroutines()
	o := options(20, d)
	o.Directory = t.TempDir()
	var early int64
	o.Live = func(p load.Progress) {
		if early == 0 && p.Elapsed >= time.Minute {
			early = residentBytes(t)
		}
	}
	l := drive(t, made, single(t, "remembered-signin"), population, o).Load
	late := residentBytes(t)
	t.Logf("%d sign-ins in %v: %.1f MiB after a minute, %.1f MiB at the end; %d connections", l.Journeys.Succeeded, d,
		float64(early)/(1<<20), float64(late)/(1<<20), l.Network.Connections)
	if early == 0 || float64(late) > 1.05*float64(early) {
		t.Errorf("%d bytes after a minute, %d at the end", early, late)
	}
	expectNoLeak(t, made.CloseIdle, before)
}

// TestNothingIsLeftBehind is the short form of TestMeasuredMemoryIsConstant.
func TestNothingIsLeftBehind(t *testing.T) {
	made := newRemoteTarget(t)
	population := populate(t, made, load.PopulationSpec{Users: 20})
	made.CloseIdle()
	before := gleak.Goroutines()
	l := drive(t, made, single(t, "remembered-signin"), population, options(20, 2*time.Second)).Load
	if l.Network.Connections > 20 {
		t.Errorf("%d connections for 20 users", l.Network.Connections)
	}
	expectNoLeak(t, made.CloseIdle, before)
}

// expectNoLeak waits for all goroutines of a run to end.
func expectNoLeak(t *testing.T, closeIdle func(), before []gleak.Goroutine) {
	t.Helper()
	closeIdle()
	leaked := gleak.HaveLeaked(before)
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		found, err := leaked.Match(gleak.Goroutines())
		if err != nil {
			t.Fatal(err)
		}
		if !found {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(leaked.FailureMessage(gleak.Goroutines()))
		}
	}
}

// residentBytes is the memory that this process has now.
func residentBytes(t *testing.T) int64 {
	t.Helper()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("no /proc on this system")
	}
	pages, err := strconv.ParseInt(strings.Fields(string(text))[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}

func TestRunsOfAnEndedContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	l := run(t, ctx, &fakeSource{run: sleeping(time.Millisecond)}, options(10, time.Second)).Load
	if !l.Interrupted || l.Journeys.Succeeded != 0 {
		t.Errorf("%+v", l.Journeys)
	}
}
