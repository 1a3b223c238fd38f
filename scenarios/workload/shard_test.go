package workload_test

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/scenarios/workload"
	"github.com/cogbench/cogbench/target"
)

// namesOf are the users of a population, in order.
func namesOf(p *workload.Population) (names []string) {
	for _, person := range p.People {
		names = append(names, person.Actor.User.Username)
	}
	return names
}

func TestShardsSplitAPopulationFile(t *testing.T) {
	made := newTarget(t, nil)
	spec := workload.PopulationSpec{Users: 5, File: filepath.Join(t.TempDir(), "people.json")}
	whole := populate(t, made, spec)
	if err := whole.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // from the whole's file, and from the shards' own
		var union []string
		for index := 1; index <= 2; index++ {
			spec.Shard = load.Shard{Index: index, Of: 2}
			part, err := workload.OpenPopulation(t.Context(), made, spec)
			if err != nil {
				t.Fatal(err)
			}
			if want := load.Deal(spec.Shard, namesOf(whole)); !slices.Equal(namesOf(part), want) {
				t.Errorf("shard %d has %v, want %v", index, namesOf(part), want)
			}
			union = append(union, namesOf(part)...)
			if err := part.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if len(union) != 5 {
			t.Errorf("%v", union)
		}
	}
	if files, err := filepath.Glob(spec.File + "*"); err != nil || len(files) != 3 {
		t.Errorf("%v, %v: want the whole's and one of each shard", files, err)
	}
}

func TestShardsMakeUsersOfTheirOwn(t *testing.T) {
	made := newTarget(t, nil)
	part := populate(t, made, workload.PopulationSpec{Users: 5, Shard: load.Shard{Index: 2, Of: 2}})
	if len(part.People) != 2 {
		t.Errorf("%d users, want 2 of 5", len(part.People))
	}
}

// TestShardsShareTheUsersOfATargetFile has no user be with two shards.
func TestShardsShareTheUsersOfATargetFile(t *testing.T) {
	made := newTarget(t, nil)
	first := populate(t, made, workload.PopulationSpec{Users: 4})
	given := target.ExistingPool{ID: first.Pool.ID, ClientID: first.Client.ID}
	for _, person := range first.People {
		u := person.Actor.User
		given.Users = append(given.Users, target.ExistingUser{Username: u.Username, ID: u.ID, Password: u.Password, TOTPSecret: u.TOTP.Secret()})
	}
	if err := made.Clock().Advance(t.Context(), first.Pool.ID, 31*time.Second); err != nil {
		t.Fatal(err)
	}
	taken := map[string]bool{}
	for index := 1; index <= 2; index++ {
		config := made.Config
		config.Pool.Existing = &given
		again, err := target.New(t.Context(), config, target.Options{Timeout: patience})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(again.CloseIdle)
		if err := again.Clock().Sync(t.Context(), given.ID); err != nil {
			t.Fatal(err)
		}
		part := populate(t, again, workload.PopulationSpec{Users: 4, Shard: load.Shard{Index: index, Of: 2}})
		for _, name := range namesOf(part) {
			if taken[name] {
				t.Errorf("two shards have %s", name)
			}
			taken[name] = true
		}
	}
	if len(taken) != 4 || len(given.Users) != 4 {
		t.Errorf("the shards have %v of %d", slices.Collect(maps.Keys(taken)), len(given.Users))
	}
}

// TestShardsMakeTheVisitsOfThePlan asks the source for the arrivals of three shards,
// and for those of the whole.
func TestShardsMakeTheVisitsOfThePlan(t *testing.T) {
	mix, err := workload.ParseMix("m", []byte(`{name: three, visits: [
		{name: a, weight: 3, journeys: [srp-math]}, {name: b, weight: 1, journeys: [srp-math]}, {name: c, weight: 2, journeys: [srp-math]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	const arrivals = 60
	visits := func(s load.Shard) []string {
		made := make([]*workload.Participant, 2*arrivals) // each makes one visit, and two runs take theirs
		for i := range made {
			made[i] = &workload.Participant{Actor: &scenarios.Actor{}}
		}
		names := make([]string, arrivals)
		source, err := workload.NewSource(mix, made, 7)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // a search asks again
			for n := max(s.Index-1, 0); n < arrivals; n += max(s.Of, 1) {
				journey, ok := source.Next(int64(n))
				if ok {
					names[n] = journey.Name
				}
			}
		}
		return names
	}
	whole := visits(load.Shard{})
	for index := 1; index <= 3; index++ {
		part := visits(load.Shard{Index: index, Of: 3})
		for n := index - 1; n < arrivals; n += 3 {
			if part[n] != whole[n] || part[n] == "" {
				t.Errorf("arrival %d: shard %d makes visit %q, the whole %q", n, index, part[n], whole[n])
			}
		}
	}
	if slices.Max(whole) != "c" || slices.Min(whole) != "a" {
		t.Errorf("%v: want all visits", whole)
	}
}

func TestRunsThatCannotBeDivided(t *testing.T) {
	for want, change := range map[string]func(*workload.Run){
		"1 user for 2 shards": func(r *workload.Run) { r.Users = 1 },
		"can neither be divided": func(r *workload.Run) {
			r.Options.Thresholds, r.Search = parse(t, "rate(failed) < 1%"), &load.Search{Probe: time.Second, Max: 100}
		},
	} {
		run := workload.Run{Mix: single(t, "srp-math"), Users: 10, Options: options(5, time.Second)}
		run.Options.Plan.Shard = load.Shard{Index: 1, Of: 2}
		change(&run)
		if err := run.Prepare(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
