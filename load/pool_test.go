package load_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/refpool"
	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// newTarget starts a reference pool server. Via, if it is not nil, puts
// something between the two and returns the endpoint to call.
func newTarget(t testing.TB, via func(endpoint string) string) *target.Target {
	t.Helper()
	server, err := refpool.New(refpool.Options{AccessKeyID: "AKIATEST", SecretAccessKey: "test-secret"})
	if err != nil {
		t.Fatal(err)
	}
	running, err := server.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	endpoint := running.Endpoint
	if via != nil {
		endpoint = via(endpoint)
	}
	made, err := target.New(t.Context(), target.Config{
		Endpoint:    endpoint,
		Credentials: &target.Credentials{AccessKeyID: "AKIATEST", SecretAccessKey: "test-secret"},
	}, target.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		made.CloseIdle()
		_ = running.Close()
	})
	return made
}

// populate makes users who are gone when the test ends.
func populate(t testing.TB, made *target.Target, spec load.PopulationSpec) *load.Population {
	t.Helper()
	population, err := load.OpenPopulation(t.Context(), made, spec)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = population.Close() })
	return population
}

// single is the mix of one journey.
func single(t testing.TB, name string) scenarios.Mix {
	t.Helper()
	journey, err := scenarios.FindJourney(name)
	if err != nil {
		t.Fatal(err)
	}
	return scenarios.Single(journey)
}

// drive runs a mix on a population.
func drive(t *testing.T, made *target.Target, mix scenarios.Mix, population *load.Population, o load.Options) *load.Result {
	t.Helper()
	crowd, err := load.NewCrowd(mix, population.People, 1)
	if err != nil {
		t.Fatal(err)
	}
	if o.Series, err = load.SeriesOf(mix); err != nil {
		t.Fatal(err)
	}
	o.Connections = made.Connections
	o.Heading.Scenario = mix.Name
	return run(t, t.Context(), crowd, o)
}

func TestEveryJourneyOnThePool(t *testing.T) {
	made := newTarget(t, nil)
	population := populate(t, made, load.PopulationSpec{Users: 60, OptIn: true, Codes: true})
	for _, journey := range scenarios.Journeys() {
		t.Run(journey.Name, func(t *testing.T) {
			if journey.Codes > 0 {
				if err := made.Clock().Advance(t.Context(), population.Pool.ID, 31*time.Second); err != nil {
					t.Fatal(err)
				}
			}
			o := options(30, 330*time.Millisecond)
			l := drive(t, made, scenarios.Single(journey), population, o).Load
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
	population := populate(t, made, load.PopulationSpec{Users: 40, Codes: true})
	mix, err := scenarios.ParseMix("m", []byte(`{name: both, visits: [
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
	population := populate(t, made, load.PopulationSpec{Users: 2, Codes: true})
	ahead := made.Clock().Ahead(population.Pool.ID)
	// Not across the end of a code's 30 s.
	const step, run = 30, 4
	if into := made.Clock().Now(population.Pool.ID).Unix() % step; into >= step-run {
		time.Sleep(run * time.Second)
	}
	l := drive(t, made, single(t, "mfa-signin"), population, options(5, time.Second)).Load
	if j := l.Journeys; j.Started != 5 || j.Succeeded != 2 || j.NotStarted != 3 {
		t.Errorf("%+v, want 2 of 5 for 2 users", j)
	}
	if now := made.Clock().Ahead(population.Pool.ID); now != ahead {
		t.Errorf("the clock was moved by %v", now-ahead)
	}
}

func TestPopulationIsKeptInAPrivateFile(t *testing.T) {
	made := newTarget(t, nil)
	file := filepath.Join(t.TempDir(), "people.json")
	spec := load.PopulationSpec{Users: 3, File: file}
	var ready atomic.Int64
	spec.Progress = func(n, _ int) { ready.Store(max(ready.Load(), int64(n))) }
	first, err := load.OpenPopulation(t.Context(), made, spec)
	if err != nil {
		t.Fatal(err)
	}
	if ready.Load() != 3 {
		t.Errorf("%d ready at the end", ready.Load())
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	drive(t, made, single(t, "forget-and-return"), first, options(3, 900*time.Millisecond))
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	// Another process knows nothing but the file.
	made, err = target.New(t.Context(), made.Config, target.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(made.CloseIdle)
	began := time.Now()
	second, err := load.OpenPopulation(t.Context(), made, spec)
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("a population from a file took %v", took)
	}
	if err := made.Clock().Advance(t.Context(), second.Pool.ID, 31*time.Second); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"remembered-signin", "mfa-signin"} {
		l := drive(t, made, single(t, name), second, options(3, time.Second)).Load
		if l.Journeys.Succeeded != 3 {
			t.Errorf("%s: %+v %+v", name, l.Journeys, l.Errors)
		}
	}
}

// TestPopulationOfARunThatDidNotEnd has a device go while the file says that it is
// there, as after a kill.
func TestPopulationOfARunThatDidNotEnd(t *testing.T) {
	made := newTarget(t, nil)
	spec := load.PopulationSpec{Users: 3, File: filepath.Join(t.TempDir(), "people.json")}
	killed, err := load.OpenPopulation(t.Context(), made, spec)
	if err != nil {
		t.Fatal(err)
	}
	lost := killed.People[1]
	if err := lost.Actor.AdminForgetDevice(t.Context(), lost.Device.Key); err != nil {
		t.Fatal(err)
	}
	var ready atomic.Int64
	spec.Progress = func(n, _ int) { ready.Store(max(ready.Load(), int64(n))) }
	again, err := load.OpenPopulation(t.Context(), made, spec)
	if err != nil {
		t.Fatal(err)
	}
	if l := drive(t, made, single(t, "remembered-signin"), again, options(3, time.Second)).Load; l.Journeys.Succeeded != 3 || ready.Load() != 3 {
		t.Errorf("%+v %+v, %d told to be ready", l.Journeys, l.Errors, ready.Load())
	}
}

func TestPopulationFileIsChecked(t *testing.T) {
	made := newTarget(t, nil)
	good := `{"endpoint":"` + made.Config.Endpoint + `","poolId":"us-east-1_x","clientId":"y","users":[{"username":"z","id":"z","password":"p"}]}`
	tests := map[string]struct {
		text string
		mode os.FileMode
		spec load.PopulationSpec
		want string
	}{
		"good":           {good, 0o600, load.PopulationSpec{Users: 1}, ""},
		"others read it": {good, 0o640, load.PopulationSpec{Users: 1}, "chmod 600"},
		"too few":        {good, 0o600, load.PopulationSpec{Users: 2}, "it has 1 users, 2 are wanted"},
		"opt in":         {good, 0o600, load.PopulationSpec{Users: 1, OptIn: true}, "remembers all devices"},
		"other target":   {strings.Replace(good, "127.0.0.1", "127.0.0.2", 1), 0o600, load.PopulationSpec{Users: 1}, "the target is"},
		"no pool":        {`{"endpoint":"x"}`, 0o600, load.PopulationSpec{Users: 1}, "missing"},
		"torn":           {good[:30], 0o600, load.PopulationSpec{Users: 1}, "unexpected EOF"},
		"unknown key":    {`{"rate":1}`, 0o600, load.PopulationSpec{Users: 1}, "unknown field"},
		"nobody":         {good, 0o600, load.PopulationSpec{}, "0 users"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.spec.File = filepath.Join(t.TempDir(), "people.json")
			if err := os.WriteFile(test.spec.File, []byte(test.text), test.mode); err != nil {
				t.Fatal(err)
			}
			_, err := load.OpenPopulation(t.Context(), made, test.spec)
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

func TestCheckPlanCountsCodes(t *testing.T) {
	mix, err := scenarios.ParseMix("m", []byte(`{name: both, visits: [
		{name: known, weight: 3, journeys: [remembered-signin]}, {name: code, weight: 1, journeys: [mfa-signin]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		mix   scenarios.Mix
		plan  load.Plan
		users int
		ok    bool
	}{
		"just enough":     {single(t, "mfa-signin"), load.Plan{Rate: 10}, 300, true},
		"one too few":     {single(t, "mfa-signin"), load.Plan{Rate: 10}, 299, false},
		"no codes":        {single(t, "remembered-signin"), load.Plan{Rate: 1000}, 1, true},
		"a share":         {mix, load.Plan{Rate: 40}, 300, true},
		"a share too few": {mix, load.Plan{Rate: 40}, 299, false},
		"peak of steps":   {single(t, "mfa-signin"), load.Plan{Arrivals: load.Steps, Steps: []float64{1, 20}}, 300, false},
		"capped":          {single(t, "mfa-signin"), load.Plan{Rate: 100, Cap: 10}, 300, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := load.CheckPlan(test.plan, test.mix, test.users)
			if (err == nil) != test.ok {
				t.Errorf("error %v", err)
			}
			if err != nil && !strings.Contains(err.Error(), "at most") {
				t.Errorf("%v does not say what would do", err)
			}
		})
	}
}

func TestThousandUsersInHalfAMinute(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 1,000 users")
	}
	made := newTarget(t, nil)
	began, used := time.Now(), load.ProcessorTime()
	population := populate(t, made, load.PopulationSpec{Users: 1000, Codes: true})
	took, used := time.Since(began), load.ProcessorTime()-used
	t.Logf("1,000 users with remembered devices in %v, %v of processor time", took.Round(10*time.Millisecond), used.Round(10*time.Millisecond))
	// Others may use the machine: what counts is that two cores could do it.
	if allowed := 60 * time.Second; used > allowed {
		t.Errorf("took %v of processor time, allowed are %v", used, allowed)
	}
	for _, p := range population.People {
		if p.Device == nil || p.RefreshToken == "" || p.Actor.User.TOTP.Wait() > 0 {
			t.Fatalf("%s is not ready", p.Actor.User.Username)
		}
	}
}
