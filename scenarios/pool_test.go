package scenarios_test

import (
	"testing"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// newFixtures starts a reference pool server and makes fixtures on it. They meet
// on the wire alone.
func newFixtures(tb testing.TB) *target.Fixtures {
	tb.Helper()
	server, err := refpool.New(refpool.Options{AccessKeyID: "AKIATEST", SecretAccessKey: "test-secret"})
	if err != nil {
		tb.Fatal(err)
	}
	running, err := server.Listen("127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	made, err := target.New(tb.Context(), target.Config{
		Endpoint:    running.Endpoint,
		Credentials: &target.Credentials{AccessKeyID: "AKIATEST", SecretAccessKey: "test-secret"},
	}, target.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	fixtures := made.NewFixtures("")
	tb.Cleanup(func() {
		if err := fixtures.Close(); err != nil {
			tb.Error(err)
		}
		made.CloseIdle()
		if err := running.Close(); err != nil {
			tb.Error(err)
		}
	})
	return fixtures
}

// newActor makes a pool, a client and a user of the specifications.
func newActor(tb testing.TB, fixtures *target.Fixtures, pool target.PoolSpec, client target.ClientSpec, user target.UserSpec) *scenarios.Actor {
	tb.Helper()
	p, err := fixtures.Pool(tb.Context(), pool)
	if err != nil {
		tb.Fatal(err)
	}
	c, err := p.Client(tb.Context(), client)
	if err != nil {
		tb.Fatal(err)
	}
	u, err := p.User(tb.Context(), user)
	if err != nil {
		tb.Fatal(err)
	}
	return &scenarios.Actor{User: u, Client: c}
}
