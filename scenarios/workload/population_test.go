package workload_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cogbench/cogbench/scenarios/workload"
	"github.com/cogbench/cogbench/target"
)

func TestPopulationIsKeptInAPrivateFile(t *testing.T) {
	made := newTarget(t, nil)
	file := filepath.Join(t.TempDir(), "people.json")
	spec := workload.PopulationSpec{Users: 3, File: file}
	var ready atomic.Int64
	spec.Progress = func(n, _ int) { ready.Store(max(ready.Load(), int64(n))) }
	first, err := workload.OpenPopulation(t.Context(), made, spec)
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
	made, err = target.New(t.Context(), made.Config, target.Options{Timeout: patience})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(made.CloseIdle)
	second, err := workload.OpenPopulation(t.Context(), made, spec)
	if err != nil {
		t.Fatal(err)
	}
	if n := made.Connections().Dialed; n > 0 {
		t.Errorf("a population from a file took %d connections to the target", n)
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
	spec := workload.PopulationSpec{Users: 3, File: filepath.Join(t.TempDir(), "people.json")}
	killed, err := workload.OpenPopulation(t.Context(), made, spec)
	if err != nil {
		t.Fatal(err)
	}
	lost := killed.People[1]
	if err := lost.Actor.AdminForgetDevice(t.Context(), lost.Device.Key); err != nil {
		t.Fatal(err)
	}
	var ready atomic.Int64
	spec.Progress = func(n, _ int) { ready.Store(max(ready.Load(), int64(n))) }
	again, err := workload.OpenPopulation(t.Context(), made, spec)
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
		spec workload.PopulationSpec
		want string
	}{
		"good":           {good, 0o600, workload.PopulationSpec{Users: 1}, ""},
		"others read it": {good, 0o640, workload.PopulationSpec{Users: 1}, "chmod 600"},
		"too few":        {good, 0o600, workload.PopulationSpec{Users: 2}, "it has 1 user, 2 are required"},
		"opt in":         {good, 0o600, workload.PopulationSpec{Users: 1, OptIn: true}, "remembers all devices"},
		"other target":   {strings.Replace(good, "127.0.0.1", "127.0.0.2", 1), 0o600, workload.PopulationSpec{Users: 1}, "the target is"},
		"no pool":        {`{"endpoint":"x"}`, 0o600, workload.PopulationSpec{Users: 1}, "missing"},
		"torn":           {good[:30], 0o600, workload.PopulationSpec{Users: 1}, "unexpected EOF"},
		"unknown key":    {`{"rate":1}`, 0o600, workload.PopulationSpec{Users: 1}, "unknown field"},
		"nobody":         {good, 0o600, workload.PopulationSpec{}, "0 users"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.spec.File = filepath.Join(t.TempDir(), "people.json")
			if err := os.WriteFile(test.spec.File, []byte(test.text), test.mode); err != nil {
				t.Fatal(err)
			}
			_, err := workload.OpenPopulation(t.Context(), made, test.spec)
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

// BenchmarkThousandUsers makes a population of 1,000 users with remembered devices.
func BenchmarkThousandUsers(b *testing.B) {
	made := newTarget(b, nil)
	for b.Loop() {
		population := populate(b, made, workload.PopulationSpec{Users: 1000, Codes: true})
		for _, p := range population.People {
			if p.Device == nil || p.RefreshToken == "" || p.Actor.User.TOTP.Wait() > 0 {
				b.Fatalf("%s is not ready", p.Actor.User.Username)
			}
		}
	}
}
