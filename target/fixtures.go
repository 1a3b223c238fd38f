package target

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"
)

// closeTimeout bounds the removal of everything that was made.
const closeTimeout = 2 * time.Minute

// ErrUnmet says that the pool or the users that a target file gives are not as a
// fixture has to be, or that the file lacks what it would be made of.
var ErrUnmet = errors.New("not available on this target")

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
	mark   string // what tells the names of this process from others of the run
	inbox  *Inbox

	firstPhone int // where the users' telephone numbers begin

	mu       sync.Mutex
	shared   map[string]*Pool
	number   int
	undo     []undo
	doubt    bool // a creation may have happened without our knowing its id
	given    *Pool
	notGiven error // why the given pool is not known, if that does not change
	retiring retiring

	leased map[string]bool           // given users, by pool and name
	leases map[string]int            // when each was leased last, in leases
	lease  int                       // leases so far
	tokens map[string]*Authenticator // given users' tokens, by pool and name
}

// undo is something made, and how it is removed.
type undo struct {
	what   string
	remove func(context.Context) error
	of     *User // whose lease made it; nil without
	pool   bool  // it is a pool
}

// NewFixtures starts a run that has made nothing. The run's name marks what it
// makes, as the tag cogbench:run; a random one is drawn if it is empty.
func (t *Target) NewFixtures(run string) *Fixtures {
	if run == "" {
		run = strings.ToLower(rand.Text()[:10])
	}
	f := &Fixtures{
		target: t, run: run, mark: newMark(), inbox: t.NewInbox(), firstPhone: firstPhone(),
		shared: make(map[string]*Pool), leased: make(map[string]bool), leases: make(map[string]int),
		tokens: make(map[string]*Authenticator),
	}
	f.watchGiven()
	return f
}

// Target is where the fixtures are made.
func (f *Fixtures) Target() *Target { return f.target }

// Undo has remove called by Close, in reverse order of the calls of Undo.
func (f *Fixtures) Undo(what string, remove func(context.Context) error) {
	f.remember(undo{what: what, remove: remove})
}

func (f *Fixtures) remember(entry undo) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.undo = append(f.undo, entry)
}

// notUndone is an entry whose removal failed.
type notUndone struct {
	undo
	err error
}

// undone removes the entries that match, the latest first, whatever became of
// the contexts that they were made under, and returns those that it could not.
func (f *Fixtures) undone(match func(undo) bool) []notUndone {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	f.mu.Lock()
	var todo, rest []undo
	for _, entry := range f.undo {
		if match(entry) {
			todo = append(todo, entry)
		} else {
			rest = append(rest, entry)
		}
	}
	f.undo = rest
	f.mu.Unlock()
	down := f.target.countdown(len(todo))
	var failed []notUndone
	var pools []undo
	for _, entry := range slices.Backward(todo) {
		if entry.pool { // whatever is in it goes first
			pools = append(pools, entry)
			continue
		}
		if err := down.remove(ctx, entry); err != nil {
			failed = append(failed, notUndone{entry, err})
		}
	}
	return append(failed, removePools(ctx, pools, down)...)
}

// Close removes everything that was made. The error names what is left behind.
// Fixtures can be made again afterwards.
func (f *Fixtures) Close() error {
	f.mu.Lock()
	doubt := f.doubt
	f.doubt = false
	clear(f.shared)
	f.mu.Unlock()

	f.endRetiring()
	f.retiring.group.Wait()
	errs := []error{leftBehind(f.undone(func(undo) bool { return true }))}
	if doubt {
		ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
		defer cancel()
		if _, err := f.target.cleanup(ctx, f.run, f.poolNames()); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// creating is the context of calls that make something: an interrupt does not
// cut them off, since what they made would then not be known.
func creating(ctx context.Context) context.Context {
	if ctx.Value(withoutGraceKey{}) != nil {
		return ctx
	}
	return context.WithoutCancel(ctx)
}

type withoutGraceKey struct{}

// withoutGrace has creations end with the context all the same: what they may have made
// is looked for when the fixtures are closed.
func withoutGrace(ctx context.Context) context.Context {
	return context.WithValue(ctx, withoutGraceKey{}, true)
}

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
	case Malformed, TimedOut, Unreachable, Canceled, ServerError:
		f.mu.Lock()
		f.doubt = true
		f.mu.Unlock()
	}
}

// password is a fresh one that the service's strictest policy accepts.
func password() string { return "Cb1!" + rand.Text() }
