package scenarios_test

import (
	"context"
	"slices"
	"testing"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/target"
)

// steps records the steps that an actor's meter runs.
type steps struct{ calls, computations []string }

func (s *steps) Call(ctx context.Context, step string, call func(context.Context) error) error {
	s.calls = append(s.calls, step)
	return call(ctx)
}

func (s *steps) Compute(step string, arithmetic func() error) error {
	s.computations = append(s.computations, step)
	return arithmetic()
}

// TestLessArithmetic signs in with one A for both legs, of the least size.
func TestLessArithmetic(t *testing.T) {
	fixtures := newFixtures(t)
	actor := newActor(t, fixtures, target.PoolSpec{Tracking: target.Always}, target.ClientSpec{}, target.UserSpec{})
	device, _, err := actor.RememberedDevice(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		oneA bool
		want []string
	}{
		{false, []string{"initiate_auth", "password_verifier", "device_srp_auth", "device_password_verifier"}},
		{true, []string{"initiate_auth", "password_verifier", "device_password_verifier"}},
	} {
		meter := &steps{}
		less := scenarios.Actor{
			User: actor.User, Client: actor.Client, Meter: meter, OneA: c.oneA,
			SRP: []srp.Option{srp.WithEphemeralBits(256), srp.WithCache(srp.NewCache(2))},
		}
		if _, err := less.SignIn(t.Context(), device); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(meter.computations, c.want) {
			t.Errorf("one A %v: computed in %v, want %v", c.oneA, meter.computations, c.want)
		}
	}
}
