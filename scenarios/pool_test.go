package scenarios_test

import (
	"testing"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// newFixtures starts a reference pool server and makes fixtures on it. They meet
// on the wire alone.
func newFixtures(t testing.TB) *target.Fixtures {
	t.Helper()
	server, err := refpool.New(refpool.Options{AccessKeyID: "AKIATEST", SecretAccessKey: "test-secret"})
	if err != nil {
		t.Fatal(err)
	}
	running, err := server.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	made, err := target.New(t.Context(), target.Profile{
		Endpoint:    running.Endpoint,
		Credentials: &target.Credentials{AccessKeyID: "AKIATEST", SecretAccessKey: "test-secret"},
	}, target.Options{})
	if err != nil {
		t.Fatal(err)
	}
	fixtures := made.NewFixtures("")
	t.Cleanup(func() {
		if err := fixtures.Close(); err != nil {
			t.Error(err)
		}
		made.CloseIdle()
		if err := running.Close(); err != nil {
			t.Error(err)
		}
	})
	return fixtures
}

// newActor makes a pool, a client and a user of the specifications.
func newActor(t testing.TB, fixtures *target.Fixtures, pool target.PoolSpec, client target.ClientSpec, user target.UserSpec) *scenarios.Actor {
	t.Helper()
	p, err := fixtures.Pool(t.Context(), pool)
	if err != nil {
		t.Fatal(err)
	}
	c, err := p.Client(t.Context(), client)
	if err != nil {
		t.Fatal(err)
	}
	u, err := p.User(t.Context(), user)
	if err != nil {
		t.Fatal(err)
	}
	return &scenarios.Actor{User: u, Client: c}
}
