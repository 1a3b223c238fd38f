package cogbench_test

import (
	"testing"
	"time"

	"github.com/cogbench/cogbench"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// The user signs in at the client with a code, and on a remembered device without.
func TestPoolCanBeSignedInAt(t *testing.T) {
	pool, ctx := cogbench.Pool(t), t.Context()
	on, err := target.New(ctx, target.Config{
		Endpoint: pool.Endpoint, Region: pool.Region,
		Pool: target.PoolChoice{Existing: &target.ExistingPool{
			ID: pool.UserPoolID, ClientID: pool.ClientID,
			Users: []target.ExistingUser{{Username: pool.Username, Password: pool.Password, TOTPSecret: pool.TOTPSecret}},
		}},
		Credentials: &target.Credentials{AccessKeyID: pool.AccessKeyID, SecretAccessKey: pool.SecretAccessKey},
	}, target.Options{})
	must(t, err)
	given, err := on.NewFixtures("").Pool(ctx, target.PoolSpec{Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOn})
	must(t, err)
	client, err := given.Client(ctx, target.ClientSpec{})
	must(t, err)
	user, err := given.User(ctx, target.UserSpec{Factors: []target.Factor{target.TOTP}})
	must(t, err)
	actor := &scenarios.Actor{User: user, Client: client}
	device, first, err := actor.RememberedDevice(ctx)
	must(t, err)
	second, err := actor.SignIn(ctx, device)
	must(t, err)
	if !first.SawMFA() || second.SawMFA() {
		t.Errorf("a code was asked for: at first %v, on the device %v; want true and false", first.SawMFA(), second.SawMFA())
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestPoolGivesEachCodeOnce(t *testing.T) {
	pool := cogbench.Pool(t)
	first, err := pool.Code(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	second, err := pool.Code(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if first == second || len(first) != 6 {
		t.Errorf("codes %q and %q", first, second)
	}
	if err := pool.Advance(t.Context(), time.Minute); err != nil {
		t.Error(err)
	}
}
