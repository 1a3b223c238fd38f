package workload

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// builders is how many users are made at a time.
const builders = 16

// MaxUsers is the size of the largest population.
const MaxUsers = 1_000_000

// PopulationSpec says which users a run needs.
type PopulationSpec struct {
	Users int
	// Shard has the population be a part of these users: of those in the file or of the
	// target's own, dealt out in turn, or of new ones.
	Shard load.Shard
	// OptIn makes a pool that remembers a device when its user says so; otherwise
	// it remembers all.
	OptIn bool
	// Codes leaves every user with a code of the second factor to use at once.
	Codes bool
	// File keeps the population for later runs; "" removes it with the run. It
	// holds the users' secrets, in a file that its owner alone can read.
	File string
	// Progress is called with the number of users that are ready; may be nil. Calls
	// may be concurrent.
	Progress func(ready, of int)
}

// Population is a pool whose users have a software token and a remembered
// device.
type Population struct {
	People   []*Participant
	Pool     *target.Pool
	Client   *target.Client
	fixtures *target.Fixtures
	file     string
}

// own is the number of users that the population itself has.
func (spec PopulationSpec) own() int { return spec.Shard.Share(spec.Users) }

// ownFile is where the population is kept: a shard's beside the file of the whole, so
// that no shard writes what another one does.
func (spec PopulationSpec) ownFile() string {
	if spec.File == "" || spec.Shard.Of == 0 {
		return spec.File
	}
	return fmt.Sprintf("%s.%d-of-%d", spec.File, spec.Shard.Index, spec.Shard.Of)
}

// OpenPopulation reads the population of the file, or makes one and keeps it
// there. What it made is removed again if it fails.
func OpenPopulation(ctx context.Context, t *target.Target, spec PopulationSpec) (*Population, error) {
	if spec.Users < 1 || spec.Users > MaxUsers {
		return nil, fmt.Errorf("%d users: give 1 to %d", spec.Users, MaxUsers)
	}
	p := &Population{fixtures: t.NewFixtures(""), file: spec.ownFile()}
	for _, from := range []string{p.file, spec.File} { // one file, unless it is a shard
		if from == "" {
			break
		}
		switch _, err := os.Stat(from); {
		case err == nil:
			if err := p.read(ctx, t, spec, from); err != nil {
				return p, err
			}
			return p, p.save(true)
		case !errors.Is(err, os.ErrNotExist):
			return nil, err
		}
	}
	err := p.build(ctx, t, spec)
	if err == nil && spec.File != "" {
		err = p.save(true)
	}
	if err != nil {
		return nil, errors.Join(err, soon(ctx, p.fixtures.Close))
	}
	return p, nil
}

// Close keeps what became of the users in the file, or removes them all from
// the target if there is none.
func (p *Population) Close() error {
	if p.file != "" {
		return p.save(false)
	}
	return p.fixtures.Close()
}

// build makes the users in two passes: enrolling a software token takes one of
// its codes, and the sign-in that registers the device the next.
func (p *Population) build(ctx context.Context, t *target.Target, spec PopulationSpec) error {
	if err := p.makePool(ctx, t, spec); err != nil {
		return err
	}
	half := ready(spec, spec.own(), 2)
	p.People = make([]*Participant, spec.own())
	err := inParallel(ctx, spec.own(), func(ctx context.Context, i int) error {
		defer half()
		u, err := p.Pool.User(ctx, target.UserSpec{Factors: []target.Factor{target.TOTP}})
		p.People[i] = &Participant{Actor: p.actor(u)}
		return err
	})
	if err != nil {
		return err
	}
	return p.register(ctx, t, spec, half)
}

// register gives each user a remembered device, by a sign-in with a code.
func (p *Population) register(ctx context.Context, t *target.Target, spec PopulationSpec, ready func()) error {
	if err := p.passCodes(ctx, t); err != nil {
		return err
	}
	err := inParallel(ctx, len(p.People), func(ctx context.Context, i int) error {
		defer ready()
		return p.People[i].RegisterDevice(ctx)
	})
	if err == nil && spec.Codes {
		err = p.passCodes(ctx, t)
	}
	return err
}

// ready reports progress; a user is ready when it was called once per part.
func ready(spec PopulationSpec, users, parts int) func() {
	if spec.Progress == nil {
		return func() {}
	}
	var n atomic.Int64
	return func() { spec.Progress(int(n.Add(1))/parts, users) }
}

// actor has the user sign in without the SDK's layers, which the driver would pay
// for.
func (p *Population) actor(u *target.User) *scenarios.Actor {
	return &scenarios.Actor{User: u, Client: p.Client, Direct: true}
}

// makePool makes the pool and its client, or takes the profile's.
func (p *Population) makePool(ctx context.Context, t *target.Target, spec PopulationSpec) (err error) {
	tracking := target.Always
	if spec.OptIn {
		tracking = target.OptIn
	}
	if given := t.Config.Pool.Existing; given != nil {
		if len(given.Users) < spec.Users {
			return fmt.Errorf("the target file has %s, %d %s required: lower --users",
				plural.Count(len(given.Users), "user"), spec.Users, plural.Pick(spec.Users, "is", "are"))
		}
		mine := *given
		mine.Users = load.Deal(spec.Shard, given.Users)
		t.Config.Pool.Existing = &mine
		p.Pool, err = p.fixtures.GivenPool(ctx)
	} else {
		p.Pool, err = p.fixtures.Pool(ctx, target.PoolSpec{Tracking: tracking, ChallengeRequired: true, MFA: target.MFAOptional})
	}
	if err != nil {
		return err
	}
	secret := t.Config.Pool.Existing != nil && t.Config.Pool.Existing.ClientSecret != ""
	p.Client, err = p.Pool.Client(ctx, target.ClientSpec{Secret: secret})
	return err
}

// passCodes has the time pass that a software token needs for its next code: at
// once if the target lets the pool's clock be moved.
func (p *Population) passCodes(ctx context.Context, t *target.Target) error {
	return t.Clock().Advance(ctx, p.Pool.ID, codeLife+time.Second)
}

// inParallel calls work for 0 to n−1, some at a time, and returns the first
// error. No call begins after one.
func inParallel(ctx context.Context, n int, work func(ctx context.Context, i int) error) error {
	group, running := errgroup.WithContext(ctx)
	group.SetLimit(builders)
	for i := 0; i < n && running.Err() == nil; i++ {
		group.Go(func() error {
			if running.Err() != nil {
				return context.Cause(running)
			}
			return work(running, i)
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return context.Cause(ctx)
}
