package diagnose

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/target"
)

const (
	// signInsAtATime is how many sign-ins are in progress at once.
	signInsAtATime = 4
	// obstacles is how often in a row a sign-in is begun anew because the server locks
	// users out or throttles.
	obstacles = 8
	// firstPause is how long a server that throttles one user after another is left
	// alone; then twice as long, and so on.
	firstPause = 500 * time.Millisecond
)

// suspectLeg is the user's or the device's leg at a server that refuses right
// proofs. It signs in as one user after another, below the lock-out.
type suspectLeg struct {
	server server
	device bool
	public publicValue
	// lockless is set if failures of this leg do not count for the lock-out.
	lockless bool
	count    *tally

	helpers   []*suspectLeg
	ready     bool // a user was taken
	attempts  int  // of that user
	saltUsers int  // users that were taken to see another salt
	confirmed int  // proofs of the cause that were accepted
}

func newLeg(on server, device bool) *suspectLeg {
	return &suspectLeg{server: on, device: device, count: &tally{}}
}

// atProof brings a sign-in to the proof: of a user who is not near the lock-out.
func (s *suspectLeg) atProof(ctx context.Context) (signIn, error) {
	var err error
	for try := range obstacles {
		if !s.ready || s.attempts >= attemptsPerUser && !s.lockless {
			if err := s.resetFailures(ctx); err != nil {
				return signIn{}, err
			}
		}
		s.attempts++
		var in signIn
		if in, err = s.server.begin(ctx, s.public); err == nil || !isLocked(err) && !isThrottled(err) {
			return in, err
		}
		if err := s.giveWay(ctx, err, try); err != nil {
			return signIn{}, err
		}
	}
	return signIn{}, err
}

// giveWay takes another user, and where the server throttles that one too, waits.
func (s *suspectLeg) giveWay(ctx context.Context, obstacle error, before int) error {
	if before > 0 && isThrottled(obstacle) {
		select {
		case <-ctx.Done():
			return obstacle
		case <-time.After(firstPause << (before - 1)):
		}
	}
	return s.takeUser(ctx)
}

func (s *suspectLeg) takeUser(ctx context.Context) error {
	s.attempts, s.ready = 0, false
	err := s.server.takeUser(ctx)
	s.ready = err == nil
	return err
}

// resetFailures makes sure that no failure counts any more: a sign-in with the password
// succeeds, or another user is taken.
func (s *suspectLeg) resetFailures(ctx context.Context) error {
	if !s.ready || !s.server.passwordSucceeds(ctx) {
		return s.takeUser(ctx)
	}
	s.attempts = 0
	return nil
}

// accepts sends a proof. The error is errLocked if it was not looked at; another
// user was then taken.
func (s *suspectLeg) accepts(ctx context.Context, in signIn, proof []byte) (bool, error) {
	err := in.prove(ctx, proof)
	switch {
	case err == nil:
		s.count.accepted()
		return true, nil
	case ctx.Err() != nil:
		return false, context.Cause(ctx)
	case isLocked(err) || isThrottled(err):
		return false, s.setAside(ctx, err)
	}
	if spent, ok := errors.AsType[*spentError](err); ok {
		return false, spent
	}
	switch s.count.refused(err) {
	case wrong:
		return false, nil
	case setAside:
		return false, s.setAside(ctx, err)
	default:
		return false, fmt.Errorf("a proof came to no answer about it: %w", target.AsError(err))
	}
}

// setAside takes another user, because the server would not look at a proof.
func (s *suspectLeg) setAside(ctx context.Context, obstacle error) error {
	if err := s.giveWay(ctx, obstacle, 0); err != nil {
		return err
	}
	return errLocked
}

// acceptsRandom sends 32 random bytes for a proof, which shows how the server refuses
// one.
func (s *suspectLeg) acceptsRandom(ctx context.Context) (bool, error) {
	for range obstacles {
		in, err := s.atProof(ctx)
		if err != nil {
			return false, err
		}
		accepted, err := s.accepts(ctx, in, shortEphemeral().Bytes())
		if !errors.Is(err, errLocked) {
			return accepted, err
		}
	}
	return false, errLocked
}

// learnLockout exceeds the lock-out limit, then checks whether the password still
// works: failures of a device need not count. It fails on a server that accepts what it
// sends.
func (s *suspectLeg) learnLockout(ctx context.Context) error {
	s.lockless = true
	if err := s.takeUser(ctx); err != nil {
		return err
	}
	for range 2 * attemptsPerUser {
		accepted, err := s.acceptsRandom(ctx)
		switch {
		case accepted:
			return errAnySignature
		case err != nil:
			return err
		}
	}
	if s.lockless = s.attempts == 2*attemptsPerUser && s.server.passwordSucceeds(ctx); !s.lockless {
		return s.takeUser(ctx)
	}
	return nil
}

var errAnySignature = errors.New("it accepts any signature")

// parallelLegs are the legs to sign in on at the same time: s alone if failures lock
// users out, since then every few probes cost a user.
func (s *suspectLeg) parallelLegs(ctx context.Context) []*suspectLeg {
	if !s.ready || !s.server.passwordSucceeds(ctx) {
		return []*suspectLeg{s}
	}
	return s.besides(signInsAtATime)
}

// besides are so many legs to sign in on at the same time, of which s is the first; fewer
// if there are to be none beside it.
func (s *suspectLeg) besides(count int) []*suspectLeg {
	for len(s.helpers) < count-1 {
		beside := s.server.beside()
		if beside == nil {
			break
		}
		helper := newLeg(beside, s.device)
		helper.count = s.count
		s.helpers = append(s.helpers, helper)
	}
	legs := append([]*suspectLeg{s}, s.helpers...)
	legs = legs[:min(count, len(legs))]
	for _, helper := range legs[1:] {
		helper.public, helper.lockless = s.public, s.lockless
	}
	return legs
}

// change has the leg go on with the user of another, and that one with the leg's own.
func (s *suspectLeg) change(with *suspectLeg) {
	s.server, with.server = with.server, s.server
	s.ready, with.ready = with.ready, s.ready
	s.attempts, with.attempts = with.attempts, s.attempts
}

func hasWrongGenerator(w suspect.Variant) bool {
	for _, choice := range w.Choices() {
		if choice.Axis == suspect.Generator {
			return true
		}
	}
	return false
}
