package target

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// closeTimeout bounds the removal of everything that was made.
const closeTimeout = 2 * time.Minute

// ErrUnmet says that the pool or the users that a profile gives are not as a
// fixture has to be, or that the profile lacks what it would be made of.
var ErrUnmet = errors.New("cannot be had on this target")

// FixtureError tells which fixture could not be made. AsError finds the target's
// answer in it; errors.Is(err, ErrUnmet) where the target was not asked.
type FixtureError struct {
	What string
	Err  error
}

func (e *FixtureError) Error() string { return e.What + ": " + e.Err.Error() }
func (e *FixtureError) Unwrap() error { return e.Err }

// Fixtures makes pools, clients and users, remembers all, and removes them. It
// is safe for concurrent use.
type Fixtures struct {
	target *Target
	run    string
	inbox  *Inbox
	// noEarly: the target takes no code of the step before.
	noEarly atomic.Bool

	mu     sync.Mutex
	shared map[string]*Pool
	number int
	undo   []undo
	doubt  bool // a creation may have happened without our knowing its id
	given  *Pool
	leased map[string]bool           // given users, by pool and name
	tokens map[string]*Authenticator // given users' tokens, by pool and name
}

type undo struct {
	what   string
	remove func(context.Context) error
}

// NewFixtures starts a run that has made nothing. The run's name marks what it
// makes, as the tag cogbench:run; a random one is drawn if it is empty.
func (t *Target) NewFixtures(run string) *Fixtures {
	if run == "" {
		run = strings.ToLower(rand.Text()[:10])
	}
	return &Fixtures{
		target: t, run: run, inbox: t.NewInbox(),
		shared: make(map[string]*Pool), leased: make(map[string]bool),
		tokens: make(map[string]*Authenticator),
	}
}

// Run is the name that marks what was made.
func (f *Fixtures) Run() string { return f.run }

// Target is where the fixtures are made.
func (f *Fixtures) Target() *Target { return f.target }

// Undo has remove called by Close, in reverse order of the calls of Undo.
func (f *Fixtures) Undo(what string, remove func(context.Context) error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.undo = append(f.undo, undo{what, remove})
}

// Close removes everything that was made, whatever became of the contexts it was
// made under. The error names what is left behind. Fixtures can be made again
// afterwards.
func (f *Fixtures) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	f.mu.Lock()
	todo, doubt := f.undo, f.doubt
	f.undo, f.doubt = nil, false
	clear(f.shared)
	f.mu.Unlock()

	var errs []error
	for i := len(todo) - 1; i >= 0; i-- {
		if err := todo[i].remove(ctx); err != nil {
			errs = append(errs, fmt.Errorf("%s is left behind: %w", todo[i].what, err))
		}
	}
	if doubt {
		if _, err := f.target.Cleanup(ctx, f.run); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// creating is the context of calls that make something: an interrupt does not
// cut them off, since what they made would then not be known.
func creating(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

// next numbers fixtures, so that names differ within a run.
func (f *Fixtures) next() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.number++
	return f.number
}

// doubtful notes that a creation failed in a way that leaves its effect unknown.
func (f *Fixtures) doubtful(err error) {
	switch AsError(err).Kind {
	case Malformed, TimedOut, Unreachable, Canceled, Fault:
		f.mu.Lock()
		f.doubt = true
		f.mu.Unlock()
	}
}

// password is a fresh one that the service's strictest policy accepts.
func password() string { return "Cb1!" + rand.Text() }
