package workload_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/scenarios/workload"
)

// FuzzOpenPopulation: whatever a population's file holds, it is refused, or its
// users can be driven, and are the same after they were kept again.
func FuzzOpenPopulation(f *testing.F) {
	made := newTarget(f, nil)
	head := `{"warning":"","savedAt":"2026-11-22T12:00:00Z","endpoint":"` + made.Config.Endpoint +
		`","poolId":"us-east-1_a","optIn":true,"challengeRequired":false,"clientId":"c",`
	f.Add([]byte(`"users":[{"username":"u","id":"i","password":"p"}]}`))
	f.Add([]byte(`"users":[{"username":"u","id":"","password":"p","totpSecret":"!","deviceKey":"k","refreshToken":"r"}]}`))
	f.Add([]byte(`"clientSecret":"s","clockAheadSeconds":1e300,"users":[{"username":"u","id":"i","password":"p"}]}`))
	f.Add([]byte(`"users":[{}]}`))
	f.Add([]byte(`"users":null`))
	f.Fuzz(func(t *testing.T, rest []byte) {
		path := filepath.Join(t.TempDir(), "population.json")
		if err := os.WriteFile(path, append([]byte(head), rest...), 0o600); err != nil {
			t.Fatal(err)
		}
		spec := workload.PopulationSpec{Users: 1, File: path}
		first, err := workload.OpenPopulation(t.Context(), made, spec)
		if err != nil {
			return
		}
		again := keep(t, first, path)
		second, err := workload.OpenPopulation(t.Context(), made, spec)
		if err != nil {
			t.Fatalf("what was kept cannot be read: %v", err)
		}
		if len(first.People) == 0 || len(second.People) != len(first.People) {
			t.Fatalf("%d people, then %d", len(first.People), len(second.People))
		}
		for i, p := range first.People {
			if p.Actor.User.TOTP != nil {
				_ = p.Actor.User.TOTP.Wait() // as for each arrival
			}
			if !reflect.DeepEqual(p.Device, second.People[i].Device) || p.RefreshToken != second.People[i].RefreshToken {
				t.Errorf("person %d is another", i)
			}
		}
		if once := keep(t, second, path); once != again {
			t.Errorf("kept as\n%s\nthen as\n%s", again, once)
		}
	})
}

// keep closes a population and returns the file but for the time.
func keep(t *testing.T, p *workload.Population, path string) string {
	t.Helper()
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, after, _ := strings.Cut(string(data), `"savedAt"`)
	_, after, _ = strings.Cut(after, "\n")
	return before + after
}
