package scenarios_test

import (
	"context"
	"testing"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// BenchmarkRememberedSignIn is a whole journey, the pool's side included: both
// share the processor.
func BenchmarkRememberedSignIn(b *testing.B) {
	fixtures := newFixtures(b)
	p := &scenarios.Participant{Actor: newActor(b, fixtures, target.PoolSpec{Tracking: target.Always}, target.ClientSpec{}, target.UserSpec{})}
	if err := p.Prepare(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Actor.SignIn(context.Background(), p.Device); err != nil {
			b.Fatal(err)
		}
	}
}
