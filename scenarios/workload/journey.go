package workload

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/scenarios"
)

// Participant is one user of a population, with what the user's client keeps
// between journeys. One journey at a time may use it.
type Participant struct {
	Actor *scenarios.Actor
	// Device is the remembered device, nil if there is none.
	Device *scenarios.Device
	// RefreshToken is of the last sign-in with the device, "" before it.
	RefreshToken string
}

// Journey is a walk that a load is made of.
type Journey struct {
	// Name is what scenario files call it.
	Name string
	// NeedsDevice: the participant must have a remembered device.
	NeedsDevice bool
	// NeedsTokens: the participant must have a refresh token.
	NeedsTokens bool
	// Codes is how many codes of a second factor a walk takes if the user has one.
	// A software token gives one every 30 s.
	Codes int
	// Local: nothing is sent.
	Local bool
	// Calls and Computations name the steps that a walk may consist of; which
	// do occur can depend on the pool.
	Calls, Computations []string
	// Run walks once. A participant stays usable whatever the error.
	Run func(context.Context, *Participant) error
}

// Journeys lists all journeys, by how a client meets them.
func Journeys() []Journey {
	signIn := []string{"initiate_auth", "password_verifier"}
	remembered := slices.Concat(signIn, []string{"device_srp_auth", "device_password_verifier"})
	withCode := slices.Concat(signIn, []string{"software_token_mfa"})
	confirmed := slices.Concat(signIn, []string{"confirm_device"})
	registered := slices.Concat(withCode, []string{"confirm_device"})
	optedIn := slices.Concat(registered, []string{"update_device_status"})
	renewed := []string{"refresh", "get_tokens_from_refresh_token"}
	everything := slices.Concat(remembered, []string{"confirm_device"})
	swept := []string{"admin_list_devices", "admin_update_device_status"}
	return []Journey{
		{Name: "srp-math", Local: true, Computations: everything, Run: runArithmetic},
		{Name: "new-device", Codes: 1, Calls: registered, Computations: confirmed, Run: runNewDevice},
		{Name: "opt-in", Codes: 1, Calls: optedIn, Computations: confirmed, Run: runOptIn},
		{Name: "remembered-signin", NeedsDevice: true, Calls: remembered, Computations: remembered, Run: runRememberedSignIn},
		{Name: "mfa-signin", Codes: 1, Calls: withCode, Computations: signIn, Run: runMFASignIn},
		{Name: "refresh", NeedsDevice: true, NeedsTokens: true, Calls: renewed, Run: runRefresh},
		{
			Name: "forget-and-return", NeedsDevice: true, Codes: 1,
			Calls: slices.Concat(remembered, optedIn[2:], []string{"forget_device"}), Computations: everything, Run: runForgetAndReturn,
		},
		{
			Name: "lifecycle", Codes: 1,
			Calls:        slices.Concat(remembered, optedIn[2:], renewed, []string{"get_device", "list_devices", "forget_device"}),
			Computations: everything, Run: runLifecycle,
		},
		{Name: "admin-sweep", NeedsDevice: true, Calls: swept, Run: runAdminSweep},
	}
}

// FindJourney returns the journey called name.
func FindJourney(name string) (Journey, error) {
	var names []string
	for _, j := range Journeys() {
		if j.Name == name {
			return j, nil
		}
		names = append(names, j.Name)
	}
	return Journey{}, fmt.Errorf("unknown journey %q: there are %s", name, strings.Join(names, ", "))
}

// RegisterDevice gives the participant a remembered device and tokens, as NeedsDevice
// and NeedsTokens ask for.
func (p *Participant) RegisterDevice(ctx context.Context) error {
	device, signIn, err := p.Actor.RememberedDevice(ctx)
	if err != nil {
		return err
	}
	p.Device, p.RefreshToken = device, signIn.RefreshToken()
	return nil
}

// runNewDevice signs in as from a device never seen, and confirms it. The device
// that the participant keeps stays the one to sign in with.
func runNewDevice(ctx context.Context, p *Participant) error {
	_, _, err := p.Actor.RegisterDevice(ctx)
	return err
}

// runOptIn is runNewDevice with the user's consent to remember the device.
func runOptIn(ctx context.Context, p *Participant) error {
	device, signIn, err := p.Actor.RegisterDevice(ctx)
	if err != nil {
		return err
	}
	return p.Actor.Remember(ctx, signIn.AccessToken(), device.Key)
}

var errNoDevice = errors.New("the participant has no remembered device")

func runRememberedSignIn(ctx context.Context, p *Participant) error {
	if p.Device == nil {
		return errNoDevice
	}
	signIn, err := p.Actor.SignIn(ctx, p.Device)
	if err != nil {
		return err
	}
	p.RefreshToken = signIn.RefreshToken()
	if !signIn.Saw(types.ChallengeNameTypeDevicePasswordVerifier) {
		return &scenarios.ProtocolError{Step: "remembered-signin", Reason: "the device was not asked for"}
	}
	return nil
}

// runMFASignIn is the control: the same user without the device.
func runMFASignIn(ctx context.Context, p *Participant) error {
	signIn, err := p.Actor.SignIn(ctx, nil)
	if err == nil && len(p.Actor.User.Factors) > 0 && !signIn.SawMFA() {
		return &scenarios.ProtocolError{Step: "mfa-signin", Reason: "no second factor was asked for"}
	}
	return err
}

func runRefresh(ctx context.Context, p *Participant) error {
	if p.Device == nil {
		return errNoDevice
	}
	token, err := renew(ctx, p.Actor, p.RefreshToken, p.Device)
	p.RefreshToken = token
	return err
}

// renew gets new tokens in the way that the client is made for, and returns the
// refresh token to use next.
func renew(ctx context.Context, a *scenarios.Actor, refreshToken string, device *scenarios.Device) (string, error) {
	if !a.Client.Spec.Rotation {
		_, err := a.Refresh(ctx, refreshToken, device.Key)
		return refreshToken, err
	}
	result, err := a.TokensFromRefreshToken(ctx, refreshToken, device.Key)
	if err != nil || result.RefreshToken == nil {
		return refreshToken, err
	}
	return *result.RefreshToken, nil
}

// runForgetAndReturn has the device forgotten and comes back as from a new one,
// which takes its place.
func runForgetAndReturn(ctx context.Context, p *Participant) error {
	if p.Device == nil {
		return errNoDevice
	}
	signIn, err := p.Actor.SignIn(ctx, p.Device)
	if err != nil {
		return err
	}
	if err := p.Actor.ForgetDevice(ctx, signIn.AccessToken(), p.Device.Key); err != nil {
		return err
	}
	p.Device, p.RefreshToken = nil, ""
	return p.RegisterDevice(ctx)
}

// runLifecycle takes a device through its life, from first sign-in to forgetting.
// It leaves the participant's own device alone.
func runLifecycle(ctx context.Context, p *Participant) error {
	a := p.Actor
	device, _, err := a.RememberedDevice(ctx)
	if err != nil {
		return err
	}
	signIn, err := a.SignIn(ctx, device)
	if err != nil {
		return err
	}
	token := signIn.AccessToken()
	for _, step := range []func() error{
		func() error { _, err := renew(ctx, a, signIn.RefreshToken(), device); return err },
		func() error { _, err := a.GetDevice(ctx, token, device.Key); return err },
		func() error { _, err := a.ListDevices(ctx, token, 0); return err },
		func() error { return a.Unremember(ctx, token, device.Key) },
		func() error { return a.Remember(ctx, token, device.Key) },
		func() error { return a.ForgetDevice(ctx, token, device.Key) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// runAdminSweep does what an administrator's trust-window job does to a user:
// list the devices and un-remember each remembered one. The participant's own is
// remembered again at the end, so that the population stays as it was.
func runAdminSweep(ctx context.Context, p *Participant) error {
	const limit = 60
	devices, err := p.Actor.AdminListDevices(ctx, limit)
	if err != nil {
		return err
	}
	const status = "dev:device_remembered_status"
	for i := range devices {
		d := &devices[i]
		if d.DeviceKey == nil || scenarios.Attribute(d, status) != string(types.DeviceRememberedStatusTypeRemembered) {
			continue
		}
		if err := p.Actor.AdminUpdateDeviceStatus(ctx, *d.DeviceKey, types.DeviceRememberedStatusTypeNotRemembered); err != nil {
			return err
		}
	}
	if p.Device == nil {
		return nil
	}
	return p.Actor.AdminUpdateDeviceStatus(ctx, p.Device.Key, types.DeviceRememberedStatusTypeRemembered)
}
