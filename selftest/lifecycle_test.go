package selftest_test

import (
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"pgregory.net/rapid"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

var lifecycleFault = flag.String("lifecycle.fault", "", "compare the model with a pool that has this fault, which has to show")

// Random lives of devices go as the model says: sign-ins, registrations, changes
// of status and refreshes of two users, by themselves and by an administrator,
// in pools of every configuration.
//
// Longer: -rapid.checks=400; the same again: -rapid.seed=N, as printed.
func TestLifeCycleAgreesWithTheModel(t *testing.T) {
	if testing.Short() {
		checks(t, "15")
	}
	pools := newPools(t)
	seed := flag.Lookup("rapid.seed").Value
	if seed.String() == "0" {
		_ = seed.Set(fmt.Sprint(time.Now().UnixNano()))
	}
	steps := 0
	t.Cleanup(func() { t.Logf("%d steps, seed %s", steps, seed) })
	rapid.Check(t, func(t *rapid.T) {
		pool, client := pools.draw(t)
		w := newWorld(t, pool, client)
		w.steps = &steps
		t.Repeat(map[string]func(*rapid.T){
			"sign in":               w.signInAsNew,
			"sign in with a device": w.signInWithDevice,
			"sign in with it again": w.signInWithDevice,
			"confirm":               w.confirm,
			"confirm the newest":    w.confirmNewest,
			"remember":              w.setStatus(true),
			"un-remember":           w.setStatus(false),
			"forget":                w.forget,
			"get":                   w.get,
			"refresh":               w.refresh,
			"sign out everywhere":   w.signOut,
			"turn a factor on":      w.turnFactorOn,
			"let time pass":         w.pass,
			"":                      w.compareLists,
		})
	})
}

// checks has rapid try so many lives.
func checks(t *testing.T, n string) {
	t.Helper()
	value := flag.Lookup("rapid.checks").Value
	before := value.String()
	_ = value.Set(n)
	t.Cleanup(func() { _ = value.Set(before) })
}

// pools are made on one server, each when it is first drawn.
type pools struct{ fixtures *target.Fixtures }

func newPools(t *testing.T) pools {
	t.Helper()
	behaviour := refpool.Correct()
	if *lifecycleFault != "" {
		fault, err := faults.Named(*lifecycleFault)
		if err != nil {
			t.Fatal(err)
		}
		fault.Install(&behaviour)
	}
	server, err := refpool.New(refpool.Options{Behaviour: &behaviour})
	if err != nil {
		t.Fatal(err)
	}
	running, err := server.Listen("")
	if err != nil {
		t.Fatal(err)
	}
	id, secret := server.Credentials()
	on, err := target.New(t.Context(), target.Profile{
		Endpoint: running.Endpoint, Region: server.Region(), Credentials: &target.Credentials{AccessKeyID: id, SecretAccessKey: secret},
	}, target.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	return pools{on.NewFixtures("lifecycle")}
}

// draw is a pool of one of the configurations, and a client of it.
func (p pools) draw(t *rapid.T) (*target.Pool, *target.Client) {
	spec := target.PoolSpec{
		Tracking: rapid.SampledFrom([]target.Tracking{target.Always, target.OptIn, target.Always, target.OptIn, target.NoTracking}).Draw(t, "tracking"),
		MFA:      rapid.SampledFrom([]target.MFA{target.MFAOff, target.MFAOptional, target.MFAOn}).Draw(t, "MFA"),
		Factors:  []target.Factor{target.SMS},
	}
	if spec.Tracking != target.NoTracking {
		spec.ChallengeRequired = rapid.Bool().Draw(t, "challenge required")
	}
	pool, err := p.fixtures.Pool(t.Context(), spec)
	if err != nil {
		t.Fatalf("a pool: %v", err)
	}
	client, err := pool.Client(t.Context(), target.ClientSpec{Secret: rapid.Bool().Draw(t, "client secret")})
	if err != nil {
		t.Fatalf("a client: %v", err)
	}
	return pool, client
}

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

func flows() []flow {
	return []flow{
		{auth: types.AuthFlowTypeUserSrpAuth}, {auth: types.AuthFlowTypeUserPasswordAuth},
		{auth: types.AuthFlowTypeUserSrpAuth, admin: true}, {auth: types.AuthFlowTypeAdminUserPasswordAuth, admin: true},
	}
}

// signIn signs a user in with a device, nil for none.
func (w *world) signIn(p *person, d *device) {
	by := rapid.SampledFrom(flows()).Draw(w.T, "flow")
	actor := *p.actor
	actor.Flow, actor.Admin = by.auth, by.admin
	var real *scenarios.Device
	var model *modelDevice
	if d == nil {
		w.say("%s signs in by %s", p.name, by.auth)
	} else {
		w.say("%s signs in with %s by %s", p.name, d.name, by.auth)
		real, model = d.real, &d.modelDevice
	}
	want := w.spec.signIn(&p.modelUser, model, by.auth == types.AuthFlowTypeUserSrpAuth)
	got, err := actor.SignIn(w.Context(), real)
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
	s := &tokens{name: fmt.Sprintf("sign-in %d", len(p.tokens)+1), access: got.AccessToken(), refresh: got.RefreshToken()}
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
	w.say("%s confirms %s by %s", p.name, d.name, s.name)
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

// compareLists compares what each user and an administrator are shown with the
// model, after every step.
func (w *world) compareLists(*rapid.T) {
	if !w.spec.tracks() {
		return
	}
	for _, p := range w.persons {
		var confirmed, remembered []string
		for _, d := range w.devices {
			if d.found(&p.modelUser) != "" {
				continue
			}
			confirmed = append(confirmed, d.name+" "+statusOf(d.remembered)) // ADM-02, ADM-10, ADM-11
			if d.remembered {
				remembered = append(remembered, d.name) // DEV-LIST-01
			}
		}
		listed, err := p.actor.AdminListDevices(w.Context(), 0)
		w.answered(err, "")
		w.same("AdminListDevices of "+p.name, confirmed, w.named(listed, func(d *device, seen *types.DeviceType) string {
			return d.name + " " + scenarios.Attribute(seen, "dev:device_remembered_status")
		}))
		for _, s := range p.tokens {
			if !live(s) {
				continue
			}
			listed, err := p.actor.ListDevices(w.Context(), s.access, 0)
			w.answered(err, "")
			w.same("ListDevices of "+p.name, remembered, w.named(listed, func(d *device, _ *types.DeviceType) string { return d.name }))
			break
		}
	}
}

func statusOf(remembered bool) string {
	if remembered {
		return "remembered"
	}
	return "not_remembered"
}

// named tells listed devices by the names of this world.
func (w *world) named(listed []types.DeviceType, name func(*device, *types.DeviceType) string) []string {
	var names []string
	for i := range listed {
		at := slices.IndexFunc(w.devices, func(d *device) bool { return d.real.Key == aws.ToString(listed[i].DeviceKey) })
		if at < 0 {
			w.Fatalf("a device is listed that was never issued: %s", aws.ToString(listed[i].DeviceKey))
		}
		names = append(names, name(w.devices[at], &listed[i]))
	}
	return names
}

// same compares lists, whatever their order.
func (w *world) same(what string, want, got []string) {
	w.Helper()
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		w.Fatalf("%s shows %v, the model says %v", what, got, want)
	}
}
