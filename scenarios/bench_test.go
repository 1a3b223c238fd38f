package scenarios_test

import (
	"context"
	"testing"

	"github.com/cogbench/cogbench/target"
)

// BenchmarkRememberedSignIn includes the pool's side: both share the processor.
func BenchmarkRememberedSignIn(b *testing.B) {
	fixtures := newFixtures(b)
	actor := newActor(b, fixtures, target.PoolSpec{Tracking: target.Always}, target.ClientSpec{}, target.UserSpec{})
	device, _, err := actor.RememberedDevice(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := actor.SignIn(context.Background(), device); err != nil {
			b.Fatal(err)
		}
	}
}
