package target

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// The things that checks need and that can be had in several ways.
const (
	thingPool       = "pool"
	thingMFA        = "pool with MFA"
	thingTexts      = "pool that sends text messages"
	thingClient     = "client"
	thingUser       = "user"
	thingSignIn     = "first sign-in"
	thingPreference = "MFA preference"
)

// usual are the best ways to have each thing, in the order in which rungs are told.
var usual = []Rung{
	{Thing: thingPool, Way: wayPool},
	{Thing: thingMFA, Way: wayMFA},
	{Thing: thingClient, Way: wayClient},
	{Thing: thingUser, Way: wayUser},
	{Thing: thingSignIn, Way: waySignIn},
	{Thing: thingPreference, Way: wayPreference},
}

// The best ways.
const (
	wayPool       = "CreateUserPool"
	wayMFA        = "CreateUserPool + SetUserPoolMfaConfig"
	wayClient     = "CreateUserPoolClient"
	wayUser       = "AdminCreateUser + AdminSetUserPassword"
	waySignIn     = "USER_PASSWORD_AUTH"
	wayPreference = "AdminSetUserMFAPreference"
)

// UsualRungs are those of a server on which the best way to everything is open.
func UsualRungs() []Rung { return slices.Clone(usual) }

// Rung is the way in which a thing that checks need was had.
type Rung struct {
	// Thing is what is needed: "user", "pool with MFA".
	Thing string `json:"thing"`
	// Way is the best one that the target takes: "AdminCreateUser +
	// AdminSetUserPassword".
	Way string `json:"way"`
	// Place counts the better ways that the target refused; 0 is the usual way.
	Place int `json:"place,omitempty"`
	// Without are the options that the target refused and that were left out.
	Without []string `json:"without,omitempty"`
	// Refused are the refusals of the better ways.
	Refused []string `json:"refused,omitempty"`
}

// Lower tells whether it is not the usual way.
func (r Rung) Lower() bool { return r.Place > 0 || len(r.Without) > 0 }

// String is the thing and how it was had: "user: SignUp + AdminConfirmSignUp".
func (r Rung) String() string { return r.Thing + ": " + r.How() }

// How is the way, and what was left out: "CreateUserPool without UserPoolTags".
func (r Rung) How() string {
	if len(r.Without) == 0 {
		return r.Way
	}
	return r.Way + " without " + strings.Join(r.Without, ", ")
}

// way is one way to have a thing. Its error is a refusal if the target does not take it.
type way struct {
	name string
	take func() error
}

// ladders remember how each thing is had of a target, and what it refused: a refusal is
// not asked for again.
type ladders struct {
	mu      sync.Mutex
	rungs   map[string]Rung
	refused map[string]refusedThing
	codes   bool // no user is confirmed but by a code
}

// refusedThing is what no way gave.
type refusedThing struct {
	err   error
	times int
}

// climb has a thing in the best way that the target takes, and says which. The error is
// that of the best way, or what ended a way but for a refusal.
func (l *ladders) climb(thing string, ways []way) (Rung, error) {
	known, begun := l.rung(thing)
	from := 0
	if begun {
		from = max(slices.IndexFunc(ways, func(w way) bool { return w.name == known.Way }), 0)
	}
	var first error
	rung := Rung{Thing: thing, Refused: known.Refused}
	for place := from; place < len(ways); place++ {
		err := ways[place].take()
		if err == nil {
			rung.Way, rung.Place = ways[place].name, place
			l.reach(rung)
			return rung, nil
		}
		if !refuses(err) {
			return rung, err
		}
		if first == nil {
			first = err
		}
		rung.Refused = append(slices.Clip(rung.Refused), ways[place].name+": "+AsError(err).Error())
	}
	return rung, first
}

// omit makes a call without the options that the target refuses: without any, then
// with each alone left out, then with all. Options that were refused before are left
// out at once.
func (l *ladders) omit(thing, name string, options []string, call func(without []string) error) (Rung, error) {
	known, begun := l.rung(thing)
	rung := Rung{Thing: thing, Way: name, Refused: known.Refused}
	rung.Without = slices.DeleteFunc(slices.Clone(known.Without), func(o string) bool { return !slices.Contains(options, o) })
	first := call(rung.Without)
	if first == nil {
		l.reach(Rung{Thing: thing, Way: name, Without: known.Without, Refused: known.Refused})
		return rung, nil
	}
	if begun || !refuses(first) {
		return rung, first
	}
	rung.Refused = []string{AsError(first).Error()}
	tries := [][]string{}
	for _, option := range options {
		tries = append(tries, []string{option})
	}
	if len(options) > 1 {
		tries = append(tries, options)
	}
	for _, rung.Without = range tries {
		if err := call(rung.Without); err == nil {
			l.reach(rung)
			return rung, nil
		}
	}
	return rung, first
}

// refuses tells whether an error is the target's last word: asked again, it would say
// the same.
func refuses(err error) bool {
	kind := AsError(err).Kind
	return kind == Refused || kind == Unsupported
}

func (l *ladders) rung(thing string) (Rung, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r, known := l.rungs[thing]
	return r, known
}

// reach notes how a thing was had.
func (l *ladders) reach(r Rung) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.rungs == nil {
		l.rungs = make(map[string]Rung)
	}
	l.rungs[r.Thing] = r
}

// enough is how many times the same refusal is heard before it is believed: one may
// have come of what was drawn at random.
const enough = 2

// unlessRefused makes a thing, unless the target refused the same before: then its
// error is the one of that time. The key is equal for what is made alike.
func (l *ladders) unlessRefused(key string, create func() error) error {
	l.mu.Lock()
	before := l.refused[key]
	l.mu.Unlock()
	if before.times >= enough {
		return fmt.Errorf("refused before: %w", before.err)
	}
	err := create()
	if err == nil || !refuses(err) {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.refused == nil {
		l.refused = make(map[string]refusedThing)
	}
	times := 1
	if old, now := AsError(before.err), AsError(err); old != nil && old.Operation == now.Operation && old.Name == now.Name {
		times += before.times
	}
	l.refused[key] = refusedThing{err, times}
	return err
}

// Rungs are the ways in which things were had so far, in a fixed order.
func (t *Target) Rungs() []Rung {
	var rungs []Rung
	for _, first := range usual {
		if r, known := t.ladders.rung(first.Thing); known {
			rungs = append(rungs, r)
		}
	}
	return rungs
}

// lowerOf are the texts of the rungs that are not the usual ones.
func lowerOf(rungs ...Rung) []string {
	var lower []string
	for _, r := range rungs {
		if r.Lower() {
			lower = append(lower, r.String())
		}
	}
	return lower
}
