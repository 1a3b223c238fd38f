package selftest_test

import (
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// What the users of a given pool had before is not held against the server, and is
// theirs afterwards.
func TestDevicesOfGivenUsers(t *testing.T) {
	t.Parallel()
	on := given(t, faulty(t, ""), 2, nil)
	actors := usersOf(t, on)
	before := devicesOf(t, actors)
	session := suiteOf(t).NewSession(t.Context(), on, engine.SessionOptions{})
	for _, id := range []string{"DEV-CONF-01", "DEV-LIST-01", "DEV-LIST-03", "DEV-LIST-04", "ADM-10", "TRUST-04"} {
		if rule := session.Alone(t.Context(), id).Rule; rule.Outcome != report.Pass {
			t.Errorf("%s: %s: %s", id, rule.Outcome, rule.Message)
		}
	}
	if err := session.Close(); err != nil {
		t.Error(err)
	}
	if after := devicesOf(t, actors); after != before {
		t.Errorf("%d devices, before %d", after, before)
	}
}

// usersOf are the users of the given pool, each with a device that stays.
func usersOf(t *testing.T, on *target.Target) []*scenarios.Actor {
	t.Helper()
	pool, err := on.NewFixtures("").GivenPool(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	pool.Kept = true
	client, err := pool.Client(t.Context(), target.ClientSpec{})
	if err != nil {
		t.Fatal(err)
	}
	var actors []*scenarios.Actor
	for range on.Config.Pool.Existing.Users {
		user, err := pool.User(t.Context(), target.UserSpec{})
		if err != nil {
			t.Fatal(err)
		}
		actor := &scenarios.Actor{User: user, Client: client}
		if _, _, err := actor.RegisterDevice(t.Context()); err != nil {
			t.Fatal(err)
		}
		actors = append(actors, actor)
	}
	return actors
}

// devicesOf counts the actors' devices.
func devicesOf(t *testing.T, actors []*scenarios.Actor) int {
	t.Helper()
	count := 0
	for _, actor := range actors {
		devices, err := actor.AdminListDevices(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		count += len(devices)
	}
	return count
}
