package selftest_test

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"pgregory.net/rapid"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

func (w *world) signInAsNew(*rapid.T) { w.signIn(w.someone(), nil) }

func (w *world) signInWithDevice(*rapid.T) {
	d := drawn(w, w.devicesThat(known), "device")
	w.signIn(w.someone(), d)
}

// flow is a way to prove the password.
type flow struct {
	auth  types.AuthFlowType
	admin bool
}

// GoString names the flow among rapid's draws.
func (f flow) GoString() string {
	if f.admin {
		return string(f.auth) + " by AdminInitiateAuth"
	}
	return string(f.auth)
}

func flows() []flow {
	return []flow{
		{auth: types.AuthFlowTypeUserSrpAuth},
		{auth: types.AuthFlowTypeUserPasswordAuth},
		{auth: types.AuthFlowTypeUserSrpAuth, admin: true},
		{auth: types.AuthFlowTypeAdminUserPasswordAuth, admin: true},
	}
}

// signIn signs a user in with a device, nil for none.
func (w *world) signIn(p *person, d *device) {
	by := rapid.SampledFrom(flows()).Draw(w.T, "flow")
	actor := *p.actor
	actor.Flow, actor.Admin = by.auth, by.admin
	var sent *scenarios.Device
	var model *modelDevice
	if d == nil {
		w.say("%s signs in by %#v", p.name, by)
	} else {
		w.say("%s signs in with %s by %#v", p.name, d.name, by)
		sent, model = d.real, &d.modelDevice
	}
	want := w.spec.signIn(&p.modelUser, model, by.auth == types.AuthFlowTypeUserSrpAuth)
	got, err := actor.SignIn(w.Context(), sent)
	w.answered(err, want.refused)
	if err != nil {
		return
	}
	w.agree(want.factor, got.SawMFA(), "a second factor is asked for")
	w.agree(want.device, got.Saw(types.ChallengeNameTypeDevicePasswordVerifier), "the device is asked for")
	w.agree(want.metadata, got.Result.NewDeviceMetadata != nil, "a new device key is issued")
	if d != nil {
		d.signedIn(got.SawMFA())
	}
	if got.Result.NewDeviceMetadata != nil {
		d = w.issued(p, got.Result.NewDeviceMetadata, got.SawMFA())
		w.Logf("  gets %s", d.name)
	}
	w.signedIn(p, d, got)
}

func (w *world) agree(want answer, got bool, what string) {
	w.Helper()
	if !want.agrees(got) {
		w.Fatalf("%s: %t, the model says %s", what, got, want)
	}
}

// signedIn keeps the tokens of a sign-in, and compares the key that they carry.
func (w *world) signedIn(p *person, d *device, got *scenarios.SignIn) {
	s := &tokens{name: fmt.Sprintf("%s's sign-in %d", p.name, len(p.tokens)+1), access: got.AccessToken(), refresh: got.RefreshToken()}
	s.owner = &p.modelUser
	if d != nil {
		s.device = &d.modelDevice
		w.carries(s.access, d)
	}
	p.tokens = append(p.tokens, s)
}

// carries holds that an access token names the device (DEV-NEW-10, DEV-SRP-08,
// REF-10).
func (w *world) carries(access string, d *device) {
	w.Helper()
	token, err := scenarios.ParseToken(access)
	if err != nil {
		w.Fatalf("access token: %v", err)
	}
	if got := token.Claims.Text("device_key"); got != d.real.Key {
		w.Fatalf("the access token names the device %q, the model says %s (%s)", got, d.name, d.real.Key)
	}
}

func (w *world) confirm(*rapid.T) {
	devices, tokens := w.devicesThat(anyDevice), w.tokensThat(live)
	w.confirmDevice(drawn(w, tokens, "tokens"), drawn(w, devices, "device"))
}

// confirmNewest confirms as clients do: the key that came last, by its owner.
func (w *world) confirmNewest(*rapid.T) {
	devices := w.devicesThat(anyDevice)
	d := devices[len(devices)-1]
	tokens := w.tokensThat(func(s *tokens) bool { return live(s) && s.owner == d.owner })
	w.confirmDevice(drawn(w, tokens, "tokens"), d)
}

func (w *world) confirmDevice(s *tokens, d *device) {
	p := w.who(s.owner)
	w.say("%s confirms %s with the token of %s", p.name, d.name, s.name)
	want := w.spec.confirm(&p.modelUser, &d.modelDevice)
	out, err := p.actor.ConfirmDevice(w.Context(), s.access, d.real)
	w.answered(err, want)
	if want != "" {
		return
	}
	d.confirmedBy(w.spec)
	if optIn := w.spec.Tracking == target.OptIn; out.UserConfirmationNecessary != optIn {
		w.Fatalf("UserConfirmationNecessary is %t, the model says %t", out.UserConfirmationNecessary, optIn) // DEV-CONF-02, DEV-CONF-03
	}
}

// setStatus changes the status of a device, by the user or an administrator.
func (w *world) setStatus(remembered bool) func(*rapid.T) {
	status := types.DeviceRememberedStatusTypeNotRemembered
	if remembered {
		status = types.DeviceRememberedStatusTypeRemembered
	}
	return func(*rapid.T) {
		devices, tokens := w.devicesThat(anyDevice), w.tokensThat(live)
		s, d := drawn(w, tokens, "tokens"), drawn(w, devices, "device")
		p, want := w.who(s.owner), d.found(s.owner)
		if rapid.Bool().Draw(w.T, "by an administrator") {
			w.say("an administrator sets %s of %s to %s", d.name, p.name, status)
			w.answered(p.actor.AdminUpdateDeviceStatus(w.Context(), d.real.Key, status), want)
		} else {
			w.say("%s sets %s to %s", p.name, d.name, status)
			w.answered(p.actor.UpdateDeviceStatus(w.Context(), s.access, d.real.Key, status), want)
		}
		if want == "" {
			d.setRemembered(remembered)
		}
	}
}

func (w *world) forget(*rapid.T) {
	devices, tokens := w.devicesThat(known), w.tokensThat(live)
	s, d := drawn(w, tokens, "tokens"), drawn(w, devices, "device")
	p, want := w.who(s.owner), d.found(s.owner)
	if rapid.Bool().Draw(w.T, "by an administrator") {
		w.say("an administrator forgets %s of %s", d.name, p.name)
		w.answered(p.actor.AdminForgetDevice(w.Context(), d.real.Key), want)
	} else {
		w.say("%s forgets %s", p.name, d.name)
		w.answered(p.actor.ForgetDevice(w.Context(), s.access, d.real.Key), want)
	}
	if want == "" {
		d.forgotten = true
	}
}

func (w *world) get(*rapid.T) {
	devices, tokens := w.devicesThat(known), w.tokensThat(live)
	s, d := drawn(w, tokens, "tokens"), drawn(w, devices, "device")
	p := w.who(s.owner)
	w.say("%s and an administrator get %s", p.name, d.name)
	_, err := p.actor.GetDevice(w.Context(), s.access, d.real.Key)
	w.answered(err, d.shown(s.owner))
	_, err = p.actor.AdminGetDevice(w.Context(), d.real.Key)
	w.answered(err, d.found(s.owner)) // ADM-02, ADM-09
}

// refresh sends the key of the sign-in's device, of another, or none.
func (w *world) refresh(*rapid.T) {
	s := drawn(w, w.tokensThat(func(s *tokens) bool { return s.device != nil || !w.spec.tracks() }), "tokens")
	p := w.who(s.owner)
	candidates := []*device{nil}
	for _, d := range w.devices {
		candidates = append(candidates, d)
		if &d.modelDevice == s.device {
			candidates = append(candidates, d, d)
		}
	}
	sent := rapid.SampledFrom(candidates).Draw(w.T, "device")
	key, named, model := "", "no key", (*modelDevice)(nil)
	if sent != nil {
		key, named, model = sent.real.Key, sent.name, &sent.modelDevice
	}
	w.say("%s refreshes %s with %s", p.name, s.name, named)
	want := w.spec.refresh(&s.modelTokens, model)
	answer, err := p.actor.Refresh(w.Context(), s.refresh, key)
	w.answered(err, want)
	if want != "" {
		return
	}
	s.access, s.accessEnded = aws.ToString(answer.Result.AccessToken), false
	if sent != nil {
		w.carries(s.access, sent)
	}
}

func (w *world) signOut(*rapid.T) {
	s := drawn(w, w.tokensThat(live), "tokens")
	p := w.who(s.owner)
	w.say("%s signs out everywhere", p.name)
	w.answered(p.actor.GlobalSignOut(w.Context(), s.access), "")
	p.ended(true)
	_, err := p.actor.ListDevices(w.Context(), s.access, 0)
	w.answered(err, "NotAuthorizedException") // TOK-08
}

// turnFactorOn has a user of a pool where MFA is optional ask for it.
func (w *world) turnFactorOn(*rapid.T) {
	p := someOf(w, w.persons, func(p *person) bool { return w.spec.MFA == target.MFAOptional && !p.factor })[0]
	w.say("%s turns a second factor on", p.name)
	w.answered(p.actor.User.PreferMFA(w.Context(), []target.Factor{target.SMS}, target.SMS), "")
	p.factor = true
	for _, d := range w.devices {
		if d.owner == &p.modelUser {
			d.factorOn()
		}
	}
}

// pass lets access tokens end, or all tokens. A device stays remembered
// (TRUST-01).
func (w *world) pass(*rapid.T) {
	const day = 24 * time.Hour
	long := rapid.SampledFrom([]time.Duration{2 * time.Hour, 40 * day, 95 * day}).Draw(w.T, "time")
	w.say("%s pass", long)
	if err := w.pool.Target().Clock().Advance(w.Context(), w.pool.ID, long); err != nil {
		w.Fatalf("moving the clock: %v", err)
	}
	for _, p := range w.persons {
		p.ended(long > day)
	}
}
