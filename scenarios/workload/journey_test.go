package workload_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/scenarios/workload"
	"github.com/cogbench/cogbench/target"
)

// steps records the steps that an actor's meter runs.
type steps struct {
	mu             sync.Mutex
	calls, numbers []string
}

func (s *steps) Call(ctx context.Context, step string, call func(context.Context) error) error {
	s.mu.Lock()
	s.calls = append(s.calls, step)
	s.mu.Unlock()
	return call(ctx)
}

func (s *steps) Compute(step string, arithmetic func() error) error {
	s.mu.Lock()
	s.numbers = append(s.numbers, step)
	s.mu.Unlock()
	return arithmetic()
}

var withTOTP = target.UserSpec{Factors: []target.Factor{target.TOTP}}

var journeySteps = map[string]string{
	"srp-math":          "[] [initiate_auth password_verifier device_srp_auth device_password_verifier confirm_device]",
	"new-device":        "[initiate_auth password_verifier software_token_mfa confirm_device] [initiate_auth password_verifier confirm_device]",
	"opt-in":            "[initiate_auth password_verifier software_token_mfa confirm_device update_device_status] [initiate_auth password_verifier confirm_device]",
	"remembered-signin": "[initiate_auth password_verifier device_srp_auth device_password_verifier] [initiate_auth password_verifier device_srp_auth device_password_verifier]",
	"mfa-signin":        "[initiate_auth password_verifier software_token_mfa] [initiate_auth password_verifier]",
	"refresh":           "[refresh] []",
	"forget-and-return": "[initiate_auth password_verifier device_srp_auth device_password_verifier forget_device initiate_auth password_verifier software_token_mfa confirm_device update_device_status] [initiate_auth password_verifier device_srp_auth device_password_verifier initiate_auth password_verifier confirm_device]",
	"lifecycle":         "[initiate_auth password_verifier software_token_mfa confirm_device update_device_status initiate_auth password_verifier device_srp_auth device_password_verifier refresh get_device list_devices update_device_status update_device_status forget_device] [initiate_auth password_verifier confirm_device initiate_auth password_verifier device_srp_auth device_password_verifier]",
	"admin-sweep":       "[admin_list_devices admin_update_device_status admin_update_device_status] []",
}

func TestJourneys(t *testing.T) {
	fixtures := newTarget(t, nil).NewFixtures("")
	pool := target.PoolSpec{Tracking: target.OptIn, ChallengeRequired: true, MFA: target.MFAOptional}
	for _, journey := range workload.Journeys() {
		t.Run(journey.Name, func(t *testing.T) {
			p := &workload.Participant{Actor: newActor(t, fixtures, pool, target.ClientSpec{Secret: true}, withTOTP)}
			if journey.NeedsDevice {
				if err := p.RegisterDevice(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			meter := &steps{}
			p.Actor.Meter = meter
			if err := journey.Run(t.Context(), p); err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(meter.calls, meter.numbers); got != journeySteps[journey.Name] {
				t.Errorf("steps %s, want %s", got, journeySteps[journey.Name])
			}
			codes := 0
			for _, step := range meter.calls {
				if step == "software_token_mfa" {
					codes++
				}
				if !slices.Contains(journey.Calls, step) {
					t.Errorf("call %s is not announced", step)
				}
			}
			for _, step := range meter.numbers {
				if !slices.Contains(journey.Computations, step) {
					t.Errorf("computation for %s is not announced", step)
				}
			}
			if codes != journey.Codes {
				t.Errorf("%d codes taken, %d announced", codes, journey.Codes)
			}
			if journey.NeedsDevice {
				if err := journey.Run(t.Context(), p); err != nil {
					t.Errorf("second time: %v", err)
				}
			}
		})
	}
}

func TestJourneyWithoutItsDevice(t *testing.T) {
	fixtures := newTarget(t, nil).NewFixtures("")
	p := &workload.Participant{Actor: newActor(t, fixtures, target.PoolSpec{Tracking: target.Always}, target.ClientSpec{}, target.UserSpec{})}
	for _, journey := range workload.Journeys() {
		if err := journey.Run(t.Context(), p); (err != nil) != (journey.NeedsDevice && journey.Name != "admin-sweep") {
			t.Errorf("%s: %v", journey.Name, err)
		}
	}
}

func TestRefreshUnderRotation(t *testing.T) {
	fixtures := newTarget(t, nil).NewFixtures("")
	p := &workload.Participant{Actor: newActor(t, fixtures, target.PoolSpec{Tracking: target.Always}, target.ClientSpec{Rotation: true}, target.UserSpec{})}
	if err := p.RegisterDevice(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen := []string{p.RefreshToken}
	i := slices.IndexFunc(workload.Journeys(), func(j workload.Journey) bool { return j.Name == "refresh" })
	for range 3 {
		if err := workload.Journeys()[i].Run(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		if slices.Contains(seen, p.RefreshToken) {
			t.Error("the refresh token was not rotated")
		}
		seen = append(seen, p.RefreshToken)
	}
}

// TestManyAtOnce runs journeys of different users side by side.
func TestManyAtOnce(t *testing.T) {
	fixtures := newTarget(t, nil).NewFixtures("")
	pool := target.PoolSpec{Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOn}
	var group sync.WaitGroup
	for range 8 {
		actor := newActor(t, fixtures, pool, target.ClientSpec{}, withTOTP)
		group.Go(func() {
			p := &workload.Participant{Actor: actor}
			if err := p.RegisterDevice(t.Context()); err != nil {
				t.Error(err)
				return
			}
			for range 3 {
				if signIn, err := actor.SignIn(t.Context(), p.Device); err != nil || signIn.SawMFA() {
					t.Errorf("%+v, %v", signIn, err)
				}
			}
		})
	}
	group.Wait()
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
