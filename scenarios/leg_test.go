package scenarios_test

import (
	"context"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/target"
)

// legsOf brings a fresh user to either leg by its name.
func legsOf(t *testing.T) map[string]func(a *big.Int) scenarios.Leg {
	t.Helper()
	actor := newActor(t, newFixtures(t), target.PoolSpec{Tracking: target.Always}, target.ClientSpec{}, target.UserSpec{})
	device, _, err := actor.RememberedDevice(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	checked := func(leg scenarios.Leg, err error) scenarios.Leg {
		if err != nil {
			t.Fatal(err)
		}
		return leg
	}
	return map[string]func(a *big.Int) scenarios.Leg{
		"user":   func(a *big.Int) scenarios.Leg { return checked(scenarios.UserLeg(t.Context(), actor, a)) },
		"device": func(a *big.Int) scenarios.Leg { return checked(scenarios.DeviceLeg(t.Context(), actor, device, a)) },
	}
}

func TestLegsAreProved(t *testing.T) {
	for name, at := range legsOf(t) {
		a := scenarios.NewEphemeral(32)
		for how, prove := range map[string]func(context.Context, scenarios.Leg) error{
			"by the client": func(ctx context.Context, l scenarios.Leg) error { return l.Prove(ctx) },
			"by hand": func(ctx context.Context, l scenarios.Leg) error {
				e := l.SuspectExchange(srp.Timestamp(time.Now()))
				return l.ProveBy(ctx, e, suspect.Of().Proof(e))
			},
			"at a time": func(ctx context.Context, l scenarios.Leg) error {
				return l.WithTimestamp(srp.Timestamp(time.Now())).Prove(ctx)
			},
		} {
			t.Run(name+", "+how, func(t *testing.T) {
				leg := at(a)
				if want := srp.Verifier(a); leg.SentA().Cmp(want) != 0 {
					t.Errorf("sent A = %x, want g^a = %x", leg.SentA(), want)
				}
				if err := prove(t.Context(), leg); err != nil {
					t.Errorf("the right proof was refused: %v", err)
				}
			})
		}
	}
}

func TestLegsRefuseWrongProofs(t *testing.T) {
	wrong, err := suspect.ParseVariant("generator=five")
	if err != nil {
		t.Fatal(err)
	}
	for name, at := range legsOf(t) {
		t.Run(name, func(t *testing.T) {
			differs, err := at(scenarios.NewEphemeral(32)).ProveAs(t.Context(), wrong)
			if !differs || target.AsError(err).Kind != target.Refused {
				t.Errorf("differs %v, %v: want another proof, refused", differs, err)
			}
			leg := at(scenarios.NewEphemeral(32))
			if differs, err := leg.ProveAs(t.Context(), suspect.Of()); differs || err != nil {
				t.Errorf("the right variant: differs %v, %v", differs, err)
			}
			if err := leg.Prove(t.Context(), scenarios.Set(scenarios.SignatureKey, "AAAA")); target.AsError(err).Kind != target.Refused {
				t.Errorf("an edited proof: %v", err)
			}
		})
	}
}

// TestDeviceNotAsked holds that a pool that tracks no devices is told apart from
// one that fails.
func TestDeviceNotAsked(t *testing.T) {
	actor := newActor(t, newFixtures(t), target.PoolSpec{}, target.ClientSpec{}, target.UserSpec{})
	device := &scenarios.Device{Key: "us-east-1_00000000-0000-4000-8000-000000000000", GroupKey: "-abc", Secret: "none"}
	_, err := scenarios.DeviceLeg(t.Context(), actor, device, scenarios.NewEphemeral(32))
	if !errors.Is(err, scenarios.ErrDeviceNotAsked) {
		t.Errorf("%v, want ErrDeviceNotAsked", err)
	}
}

func TestEphemeralsAreAsWanted(t *testing.T) {
	for _, size := range []int{1, 32, scenarios.EphemeralBytes} {
		if got := scenarios.NewEphemeral(size).BitLen(); got != 8*size {
			t.Errorf("%d bits, want %d", got, 8*size)
		}
	}
	for _, want := range []int{3072, 3071, 3068, 3064, 3060, 3056} {
		for range 5 {
			a := scenarios.NewEphemeralLike(func(bits int) bool { return bits == want })
			if got := srp.Verifier(a).BitLen(); got != want || a.BitLen() != 256 {
				t.Errorf("a has %d bits and A %d, want 256 and %d", a.BitLen(), got, want)
			}
		}
	}
}
