package scenarios_test

import (
	"context"
	"slices"
	"testing"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/target"
)

// computed lists the steps that computed something.
type computed struct{ steps []string }

func (*computed) Call(ctx context.Context, _ string, call func(context.Context) error) error {
	return call(ctx)
}

func (c *computed) Compute(step string, arithmetic func() error) error {
	c.steps = append(c.steps, step)
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
		watch := &computed{}
		less := scenarios.Actor{
			User: actor.User, Client: actor.Client, Watch: watch, OneA: c.oneA,
			SRP: []srp.Option{srp.WithEphemeralBits(256), srp.WithCache(srp.NewCache(2))},
		}
		if _, err := less.SignIn(t.Context(), device); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(watch.steps, c.want) {
			t.Errorf("one A %v: computed in %v, want %v", c.oneA, watch.steps, c.want)
		}
	}
}
