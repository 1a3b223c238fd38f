package workload_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cogbench/cogbench/load"
	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/scenarios/workload"
)

// searchRun looks for the highest rate of a local journey.
func searchRun(t *testing.T, from, highest float64, thresholds ...string) *workload.Run {
	t.Helper()
	o := options(from, 2*time.Second)
	o.Thresholds, o.Drain = parse(t, thresholds...), 20*time.Second
	return &workload.Run{
		Mix: single(t, "srp-math"), Users: 10, Options: o,
		Search: &load.Search{Probe: 10 * time.Second, Max: highest},
	}
}

// TestSearchWithoutARateHasAReport: the curve, and what the lowest rate missed.
func TestSearchWithoutARateHasAReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		planned := searchRun(t, 10, 1000, "min(journey.response) > 1h")
		planned.Search.Probe = time.Second
		if err := planned.Prepare(); err != nil {
			t.Fatal(err)
		}
		planned.Options.RuntimeTimers = true
		result, err := planned.Drive(t.Context(), nil)
		if !errors.Is(err, load.ErrNoRate) || result == nil {
			t.Fatalf("%v, %v", result, err)
		}
		curve := result.Load.Search
		if len(curve) < 5 || result.Load.Plan.Rate != curve[len(curve)-1].Rate || len(result.Load.Missed()) == 0 {
			t.Errorf("%+v, rate %v, missed %v", curve, result.Load.Plan.Rate, result.Load.Missed())
		}
	})
}

func TestRunIsChecked(t *testing.T) {
	tests := map[string]struct {
		change func(*workload.Run)
		want   string
	}{
		"good":            {func(*workload.Run) {}, ""},
		"no threshold":    {func(r *workload.Run) { r.Options.Thresholds = nil }, "at least one threshold"},
		"ramp":            {func(r *workload.Run) { r.Options.Plan.Arrivals = load.Ramp{To: 10} }, "ramp arrivals have several"},
		"no probe":        {func(r *workload.Run) { r.Search.Probe = 0 }, "probes must last"},
		"falling":         {func(r *workload.Run) { r.Search.Max = 1 }, "the rates must rise"},
		"nobody":          {func(r *workload.Run) { r.Users = 0 }, "0 users"},
		"unknown series":  {func(r *workload.Run) { r.Options.Thresholds = parse(t, "p99(refresh.rtt) < 1s") }, "initiate_auth.srp"},
		"unknown journey": {func(r *workload.Run) { r.Mix.Visits[0].Journeys = []string{"nap"} }, `unknown journey "nap"`},
		"codes": {func(r *workload.Run) {
			r.Mix, r.Search = single(t, "mfa-signin"), nil
			r.Options.Thresholds = nil
		}, "300 users"},
		"codes at the highest rate": {func(r *workload.Run) {
			r.Mix, r.Users, r.Options.Thresholds = single(t, "mfa-signin"), 300, parse(t, "rate(failed) < 1%")
		}, "or 3000 users"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			planned := searchRun(t, 10, 100, "p99(initiate_auth.srp) < 1s")
			test.change(planned)
			err := planned.Prepare()
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

func TestLocalRun(t *testing.T) {
	o := options(50, 500*time.Millisecond)
	o.Directory = t.TempDir()
	planned := &workload.Run{Mix: single(t, "srp-math"), Users: 25, Options: o} // one each: whoever is slow holds nobody up
	if err := planned.Prepare(); err != nil {
		t.Fatal(err)
	}
	result, err := planned.Drive(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	l := result.Load
	checkBooks(t, &l)
	if !planned.Local() || l.Journeys.Succeeded != 25 || l.Scenario != "srp-math" || l.Plan.Users != 25 || len(l.Visits) != 1 {
		t.Errorf("%+v %+v", l.Journeys, l.Plan)
	}
	if l.Driver.CPUSecondsInSRP <= 0 || l.Driver.CPUSecondsInSRP > l.Driver.CPUSeconds || l.FindSeries(loadreport.SeriesSRP).Count != 25 {
		t.Errorf("%+v", l.Driver)
	}
}

func TestRunOnAPool(t *testing.T) {
	made := newTarget(t, nil)
	mix, err := workload.FindMix("remembered-vs-mfa")
	if err != nil {
		t.Fatal(err)
	}
	planned := &workload.Run{Mix: mix, Users: 160, Options: options(10, 2*time.Second)}
	planned.Options.Directory = t.TempDir()
	if err := planned.Prepare(); err != nil {
		t.Fatal(err)
	}
	result, err := planned.Drive(t.Context(), made)
	if err != nil {
		t.Fatal(err)
	}
	checkBooks(t, &result.Load)
	if result.Load.Journeys.Succeeded != 20 {
		t.Errorf("%+v %+v", result.Load.Journeys, result.Load.Errors)
	}
}
