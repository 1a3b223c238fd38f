package workload_test

import (
	"strings"
	"testing"
	"time"

	"github.com/cogbench/cogbench/load"
	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/scenarios/workload"
)

func TestEveryJourneyOnThePool(t *testing.T) {
	made := newTarget(t, nil)
	population := populate(t, made, workload.PopulationSpec{Users: 60, OptIn: true, Codes: true})
	for _, journey := range workload.Journeys() {
		t.Run(journey.Name, func(t *testing.T) {
			if journey.Codes > 0 {
				if err := made.Clock().Advance(t.Context(), population.Pool.ID, 31*time.Second); err != nil {
					t.Fatal(err)
				}
			}
			o := options(30, 330*time.Millisecond)
			l := drive(t, made, workload.Single(journey), population, o).Load
			if j := l.Journeys; j.Started != 10 || j.Succeeded != 10 {
				t.Errorf("%+v, %+v", j, l.Errors)
			}
			for _, call := range journey.Calls {
				if n := l.FindSeries(call + ".rtt").Count; n == 0 && call != "get_tokens_from_refresh_token" {
					t.Errorf("%s never ran", call)
				}
			}
			for _, computation := range journey.Computations {
				s := l.FindSeries(computation + ".srp")
				if s.Count == 0 || s.P50 < int64(5*time.Microsecond) {
					t.Errorf("%+v", s)
				}
			}
			if journey.Local != (l.Network.Calls == 0) {
				t.Errorf("%+v", l.Network)
			}
			if len(journey.Computations) > 0 && l.Driver.CPUSecondsInSRP == 0 {
				t.Error("the arithmetic took no processor time")
			}
		})
	}
}

func TestMixOnThePool(t *testing.T) {
	made := newTarget(t, nil)
	population := populate(t, made, workload.PopulationSpec{Users: 40, Codes: true})
	mix, err := workload.ParseMix("m", []byte(`{name: both, visits: [
		{name: known, weight: 3, journeys: [remembered-signin, refresh], think: {from: 20ms, to: 40ms}},
		{name: code, weight: 1, journeys: [mfa-signin]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	l := drive(t, made, mix, population, options(10, 2*time.Second)).Load
	known, code := l.FindSeries("journey.response@known"), l.FindSeries("journey.response@code")
	if known == nil || code == nil || known.Count+code.Count != 20 || known.Count < 10 || code.Count < 1 {
		t.Fatalf("%+v, %+v", known, code)
	}
	if think := l.FindSeries(loadreport.SeriesThink); think == nil || think.Count != known.Count || think.Min < int64(19*time.Millisecond) {
		t.Errorf("think %+v", think)
	}
}

// TestNobodyIsAskedForASecondCode holds that a user without a fresh code is not
// taken, and that the pool's clock is left alone.
func TestNobodyIsAskedForASecondCode(t *testing.T) {
	made := newTarget(t, nil)
	population := populate(t, made, workload.PopulationSpec{Users: 2, Codes: true})
	ahead := made.Clock().Ahead(population.Pool.ID)
	const life = 30 // seconds: across the end of a code's life there is a second one
	period := func() int64 { return made.Clock().Now(population.Pool.ID).Unix() / life }
	began := period()
	l := drive(t, made, single(t, "mfa-signin"), population, options(5, time.Second)).Load
	codes := 2 * (period() - began + 1) // that the two users had
	if j := l.Journeys; j.Started != 5 || j.Failed > 0 || j.Succeeded < 2 || j.Succeeded > codes || j.Succeeded+j.NotStarted != 5 {
		t.Errorf("%+v, want 2 of 5 for 2 users, and at most %d", j, codes)
	}
	if now := made.Clock().Ahead(population.Pool.ID); now != ahead {
		t.Errorf("the clock was moved by %v", now-ahead)
	}
}

func TestCheckPlanCountsCodes(t *testing.T) {
	mix, err := workload.ParseMix("m", []byte(`{name: both, visits: [
		{name: known, weight: 3, journeys: [remembered-signin]}, {name: code, weight: 1, journeys: [mfa-signin]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		mix   workload.Mix
		plan  load.Plan
		users int
		ok    bool
	}{
		"just enough":     {single(t, "mfa-signin"), load.Plan{Arrivals: load.Constant(10)}, 300, true},
		"one too few":     {single(t, "mfa-signin"), load.Plan{Arrivals: load.Constant(10)}, 299, false},
		"no codes":        {single(t, "remembered-signin"), load.Plan{Arrivals: load.Constant(1000)}, 1, true},
		"a share":         {mix, load.Plan{Arrivals: load.Constant(40)}, 300, true},
		"a share too few": {mix, load.Plan{Arrivals: load.Constant(40)}, 299, false},
		"peak of steps":   {single(t, "mfa-signin"), load.Plan{Arrivals: load.Steps{1, 20}}, 300, false},
		"capped":          {single(t, "mfa-signin"), load.Plan{Arrivals: load.Constant(100), Cap: 10}, 300, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := workload.CheckPlan(test.plan, test.mix, test.users)
			if (err == nil) != test.ok {
				t.Errorf("error %v", err)
			}
			if err != nil && !strings.Contains(err.Error(), "at most") {
				t.Errorf("%v does not say what would do", err)
			}
		})
	}
}
