package selftest_test

import (
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"pgregory.net/rapid"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// world is a pool with some users, beside what the model says of them. Every
// step is told in the log, in words, so that a shrunk failure can be read.
type world struct {
	*rapid.T
	spec    modelPool
	pool    *target.Pool
	persons []*person
	devices []*device // every key that was ever issued
	steps   *int
}

// person is a user with the sign-ins that still count.
type person struct {
	modelUser
	name   string
	actor  *scenarios.Actor
	tokens []*tokens
}

// GoString names the user among rapid's draws.
func (p *person) GoString() string { return p.name }

// device is a key with the secret that was made for it.
type device struct {
	modelDevice
	name string
	real *scenarios.Device
}

// GoString names the device among rapid's draws.
func (d *device) GoString() string {
	if d == nil {
		return "none"
	}
	return d.name
}

// tokens are those of one sign-in.
type tokens struct {
	modelTokens
	name            string
	access, refresh string
}

// GoString names the tokens among rapid's draws.
func (s *tokens) GoString() string { return "those of " + s.name }

// newWorld makes two users in a pool of the configuration.
func newWorld(t *rapid.T, pool *target.Pool, client *target.Client) *world {
	w := &world{T: t, spec: modelPool{pool.Spec}, pool: pool}
	for i, name := range []string{"Ada", "Bob"} {
		user := target.UserSpec{Phone: true}
		p := &person{name: name}
		if pool.Spec.MFA == target.MFAOn || pool.Spec.MFA == target.MFAOptional && i == 0 {
			user.Factors, p.factor = []target.Factor{target.SMS}, true
		}
		made, err := pool.User(t.Context(), user)
		if err != nil {
			t.Fatalf("a user: %v", err)
		}
		p.actor = &scenarios.Actor{User: made, Client: client, OneA: true}
		w.persons = append(w.persons, p)
	}
	w.Logf("pool with %s, Ada %s and Bob %s a second factor", pool.Spec, with(w.persons[0].factor), with(w.persons[1].factor))
	return w
}

func with(has bool) string {
	if has {
		return "with"
	}
	return "without"
}

// say tells of a step.
func (w *world) say(format string, args ...any) {
	*w.steps++
	w.Logf(format, args...)
}

// refusal is the name of the exception that refused a call, "" for success.
func refusal(err error) string {
	if err == nil {
		return ""
	}
	if e := target.AsError(err); e.Name != "" {
		return e.Name
	}
	return err.Error()
}

// answered compares how a call ended with what the model says.
func (w *world) answered(err error, want string) {
	w.Helper()
	got := refusal(err)
	if want == "refused" && got != "" {
		return
	}
	if got != want {
		w.Fatalf("answered with %s, the model says %s", orSuccess(got), orSuccess(want))
	}
}

func orSuccess(name string) string {
	if name == "" {
		return "success"
	}
	return name
}

// someone draws a user.
func (w *world) someone() *person { return rapid.SampledFrom(w.persons).Draw(w.T, "user") }

// The functions below are the candidates of a step. Without any the step is not
// for this world: that must be known before anything is drawn, or rapid takes
// the whole life for invalid.

// devicesThat are the keys that the condition holds for.
func (w *world) devicesThat(condition func(*device) bool) []*device {
	return someOf(w, w.devices, condition)
}

// tokensThat are the tokens, of all users, that the condition holds for.
func (w *world) tokensThat(condition func(*tokens) bool) []*tokens {
	var all []*tokens
	for _, p := range w.persons {
		all = append(all, p.tokens...)
	}
	return someOf(w, all, condition)
}

func someOf[T any](w *world, all []T, condition func(T) bool) []T {
	var fit []T
	for _, one := range all {
		if condition(one) {
			fit = append(fit, one)
		}
	}
	if len(fit) == 0 {
		w.Skip("nothing to do it with")
	}
	return fit
}

// drawn is one of the candidates.
func drawn[T any](w *world, candidates []T, what string) T {
	return rapid.SampledFrom(candidates).Draw(w.T, what)
}

// anyDevice is every key.
func anyDevice(*device) bool { return true }

// known leaves out keys that were only issued, of which the rules say nothing.
func known(d *device) bool { return d.confirmed }

func live(s *tokens) bool { return !s.accessEnded }

// who is the user that a part of the model belongs to.
func (w *world) who(u *modelUser) *person {
	return w.persons[slices.IndexFunc(w.persons, func(p *person) bool { return &p.modelUser == u })]
}

// issued takes a new key into the world.
func (w *world) issued(p *person, metadata *types.NewDeviceMetadataType, proved bool) *device {
	fresh, err := p.actor.NewDevice(metadata)
	if err != nil {
		w.Fatalf("the new device: %v", err)
	}
	for _, other := range w.devices {
		if other.real.Key == fresh.Key {
			w.Fatalf("the key of %s was issued again", other.name) // DEV-NEW-04, DEV-FORGET-04
		}
	}
	d := &device{name: fmt.Sprintf("device %d", len(w.devices)+1), real: fresh}
	d.owner, d.proved = &p.modelUser, proved
	w.devices = append(w.devices, d)
	return d
}

// ended has tokens of a user no longer work.
func (p *person) ended(refreshToo bool) {
	for _, s := range p.tokens {
		s.accessEnded = true
		s.refreshEnded = s.refreshEnded || refreshToo
	}
}
