package workload_test

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/onsi/gomega/gleak"

	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/scenarios/workload"
)

// measureVariable is how long the memory of a run is watched, such as 10m; it is
// not where it is unset.
const measureVariable = "COGBENCH_MEASURE"

// TestMeasuredMemoryIsConstant watches a run of some minutes.
func TestMeasuredMemoryIsConstant(t *testing.T) {
	text := os.Getenv(measureVariable)
	if text == "" {
		t.Skipf("%s is not set: it takes some minutes", measureVariable)
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 2*time.Minute {
		t.Fatalf("%s=%q: give a duration of 2m or more", measureVariable, text)
	}
	made := newRemoteTarget(t)
	population := populate(t, made, workload.PopulationSpec{Users: 100})
	made.CloseIdle()
	before := gleak.Goroutines()
	o := options(20, d)
	o.Directory, o.TuneRuntime = t.TempDir(), true
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
	population := populate(t, made, workload.PopulationSpec{Users: 20})
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
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
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
