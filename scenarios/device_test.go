package scenarios_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

const (
	remembered    = types.DeviceRememberedStatusTypeRemembered
	notRemembered = types.DeviceRememberedStatusTypeNotRemembered
)

// TestDeviceOperations follows one device through every operation, the user's
// and the administrator's.
func TestDeviceOperations(t *testing.T) {
	actor := newActor(t, newFixtures(t), target.PoolSpec{Tracking: target.OptIn}, target.ClientSpec{}, target.UserSpec{})
	ctx := t.Context()
	device, signIn, err := actor.RegisterDevice(ctx)
	if err != nil {
		t.Fatal(err)
	}
	token := signIn.AccessToken()
	status := func() string {
		d, err := actor.AdminGetDevice(ctx, device.Key)
		if err != nil {
			t.Fatal(err)
		}
		return scenarios.Attribute(d, "dev:device_remembered_status")
	}
	for _, step := range []struct {
		name string
		do   func() error
		want types.DeviceRememberedStatusType
	}{
		{"confirmed", func() error { return nil }, notRemembered},
		{"remember", func() error { return actor.Remember(ctx, token, device.Key) }, remembered},
		{"unremember", func() error { return actor.Unremember(ctx, token, device.Key) }, notRemembered},
		{"admin remember", func() error { return actor.AdminUpdateDeviceStatus(ctx, device.Key, remembered) }, remembered},
	} {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if got := status(); got != string(step.want) {
			t.Errorf("%s: %s, want %s", step.name, got, step.want)
		}
	}
	got, err := actor.GetDevice(ctx, token, device.Key)
	if err != nil || scenarios.Attribute(got, "device_name") != "cogbench" || scenarios.Attribute(got, "nothing") != "" {
		t.Errorf("%+v, %v", got, err)
	}
	if err := actor.ForgetDevice(ctx, token, device.Key); err != nil {
		t.Fatal(err)
	}
	for name, ask := range map[string]func() error{
		"get":          func() error { _, err := actor.GetDevice(ctx, token, device.Key); return err },
		"admin get":    func() error { _, err := actor.AdminGetDevice(ctx, device.Key); return err },
		"forget":       func() error { return actor.ForgetDevice(ctx, token, device.Key) },
		"admin forget": func() error { return actor.AdminForgetDevice(ctx, device.Key) },
	} {
		if e := target.AsError(ask()); e == nil || e.Name != "ResourceNotFoundException" {
			t.Errorf("%s after forgetting: %v", name, e)
		}
	}
}

// TestListsTurnPages lists seven devices, three a page.
func TestListsTurnPages(t *testing.T) {
	actor := newActor(t, newFixtures(t), target.PoolSpec{Tracking: target.Always}, target.ClientSpec{}, target.UserSpec{})
	made := make(map[string]bool)
	var token string
	for range 7 {
		device, signIn, err := actor.RegisterDevice(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		made[device.Key], token = true, signIn.AccessToken()
	}
	counted := &steps{}
	actor.Meter = counted
	for name, list := range map[string]func(int32) ([]types.DeviceType, error){
		"user":          func(limit int32) ([]types.DeviceType, error) { return actor.ListDevices(t.Context(), token, limit) },
		"administrator": func(limit int32) ([]types.DeviceType, error) { return actor.AdminListDevices(t.Context(), limit) },
	} {
		for _, limit := range []int32{0, 3} {
			counted.calls = nil
			devices, err := list(limit)
			if err != nil || len(devices) != len(made) {
				t.Fatalf("%s, %d a page: %d devices, %v", name, limit, len(devices), err)
			}
			for _, d := range devices {
				if !made[*d.DeviceKey] {
					t.Errorf("%s: %s was never made", name, *d.DeviceKey)
				}
			}
			if limit == 3 && len(counted.calls) != 3 {
				t.Errorf("%s: %d pages of 3 for 7 devices", name, len(counted.calls))
			}
		}
	}
}

func TestRefreshAndSignOut(t *testing.T) {
	actor := newActor(t, newFixtures(t), target.PoolSpec{Tracking: target.Always}, target.ClientSpec{Secret: true}, target.UserSpec{})
	device, signIn, err := actor.RememberedDevice(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := actor.Refresh(t.Context(), signIn.RefreshToken(), device.Key); err != nil {
		t.Error(err)
	}
	if _, err := actor.Refresh(t.Context(), signIn.RefreshToken(), device.Key, scenarios.Drop("DEVICE_KEY")); refusedBy(err) != "NotAuthorizedException" {
		t.Errorf("refresh without the device: %v", err)
	}
	if _, err := actor.TokensFromRefreshToken(t.Context(), signIn.RefreshToken(), device.Key); err != nil {
		t.Error(err)
	}
	if err := actor.RevokeToken(t.Context(), signIn.RefreshToken()); err != nil {
		t.Error(err)
	}
	if _, err := actor.Refresh(t.Context(), signIn.RefreshToken(), device.Key); refusedBy(err) != "NotAuthorizedException" {
		t.Errorf("refresh after revoking: %v", err)
	}
	again, err := actor.SignIn(t.Context(), device)
	if err != nil {
		t.Fatal(err)
	}
	if err := actor.GlobalSignOut(t.Context(), again.AccessToken()); err != nil {
		t.Error(err)
	}
	if _, err := actor.ListDevices(t.Context(), again.AccessToken(), 0); refusedBy(err) != "NotAuthorizedException" {
		t.Errorf("list after signing out: %v", err)
	}
}

func refusedBy(err error) string {
	if err == nil {
		return ""
	}
	return target.AsError(err).Name
}

// TestGivenUsersKeepNoDevice registers devices for a user that was there before,
// and looks for them after the fixtures were closed.
func TestGivenUsersKeepNoDevice(t *testing.T) {
	fixtures := newFixtures(t)
	owner := newActor(t, fixtures, target.PoolSpec{Tracking: target.Always}, target.ClientSpec{}, target.UserSpec{})
	for _, kept := range []bool{false, true} {
		given := owner.User.Pool.Target().NewFixtures("")
		pool := given.AdoptPool(target.ExistingPool{
			ID: owner.User.Pool.ID, ClientID: owner.Client.ID,
			Users: []target.ExistingUser{{Username: owner.User.Username, Password: owner.User.Password}},
		}, owner.User.Pool.Spec)
		pool.Kept = kept
		client, err := pool.Client(t.Context(), target.ClientSpec{})
		if err != nil {
			t.Fatal(err)
		}
		user, err := pool.User(t.Context(), target.UserSpec{})
		if err != nil {
			t.Fatal(err)
		}
		actor := &scenarios.Actor{User: user, Client: client}
		for _, end := range []func(token string) error{
			func(string) error { return nil },
			func(token string) error { return actor.GlobalSignOut(t.Context(), token) }, // its token will not do
		} {
			_, signIn, err := actor.RegisterDevice(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := end(signIn.AccessToken()); err != nil {
				t.Fatal(err)
			}
		}
		if err := given.Close(); err != nil {
			t.Error(err)
		}
		devices, err := owner.AdminListDevices(t.Context(), 0)
		if want := map[bool]int{false: 0, true: 2}[kept]; err != nil || len(devices) != want {
			t.Errorf("kept %v: %d devices, %v; want %d", kept, len(devices), err, want)
		}
	}
}

func TestTokens(t *testing.T) {
	actor := newActor(t, newFixtures(t), target.PoolSpec{Tracking: target.Always}, target.ClientSpec{}, target.UserSpec{})
	device, _, err := actor.RememberedDevice(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	signIn, err := actor.SignIn(t.Context(), device)
	if err != nil {
		t.Fatal(err)
	}
	token, err := scenarios.ParseToken(signIn.AccessToken())
	if err != nil {
		t.Fatal(err)
	}
	if token.Claims.Text("device_key") != device.Key || token.Claims.Text("nothing") != "" || token.Claims.Time("exp").Before(token.Claims.Time("iat")) {
		t.Errorf("claims %v", token.Claims)
	}
	if err := token.Verify(t.Context(), actor.User.Pool); err != nil {
		t.Error(err)
	}
	head, rest, _ := strings.Cut(signIn.AccessToken(), ".")
	payload, _, _ := strings.Cut(rest, ".")
	signature := signIn.IDToken()[strings.LastIndexByte(signIn.IDToken(), '.')+1:]
	forged, err := scenarios.ParseToken(head + "." + payload + "." + signature)
	if err != nil {
		t.Fatal(err)
	}
	if forged.Verify(t.Context(), actor.User.Pool) == nil {
		t.Error("the signature of another token verifies")
	}
	for _, text := range []string{"", "a.b.c", head + "." + payload} {
		if _, err := scenarios.ParseToken(text); err == nil {
			t.Errorf("%q was parsed", text)
		}
	}
}
