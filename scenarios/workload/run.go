package workload

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/load"
	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// Run is a load run against a target, population included.
type Run struct {
	Mix Mix
	// Users is the size of the population, of which a shard has its share.
	Users int
	// Population is the file that the users are kept in; "" removes them with
	// the run. A shard takes its part of the file's, and keeps it in a file of its own
	// beside it.
	Population string
	// Options say how it is driven. Series, Connections, Classify, Retryable, and of
	// Heading the scenario, the visits and the users are filled in.
	Options load.Options
	// Search looks for the highest rate that meets the thresholds before the
	// run, which is then made at that rate; nil does not.
	Search *load.Search
	// Clock compares this machine's clock with others' while the users are made; nil:
	// nothing does.
	Clock func(context.Context) *loadreport.Clock
	// Equip changes what the actor of each user computes; may be nil.
	Equip func(*scenarios.Actor)
	// Progress is called with the number of users that are ready; may be nil. Calls
	// may be concurrent.
	Progress func(ready, of int)
}

// PopulationError says that the users of a run could not be made, or removed.
type PopulationError struct{ Err error }

func (e *PopulationError) Error() string { return "population: " + e.Err.Error() }
func (e *PopulationError) Unwrap() error { return e.Err }

// Prepare fills the options in and returns what is wrong with the run, before
// anything is sent. It has to be called before Drive.
func (r *Run) Prepare() error {
	series, err := SeriesOf(r.Mix)
	if err != nil {
		return err
	}
	r.Options.Series, r.Options.Classify, r.Options.Retryable = series, Classify, Retryable
	heading := &r.Options.Heading
	heading.Scenario, heading.Users, heading.Notes, heading.Visits = r.Mix.Name, r.Users, r.Mix.Notes, nil
	for _, v := range r.Mix.Visits {
		heading.Visits = append(heading.Visits, v.describe())
	}
	if r.Users < 1 || r.Users > MaxUsers {
		return fmt.Errorf("%d users: give 1 to %d", r.Users, MaxUsers)
	}
	plan := r.Options.Plan
	if err := r.Options.Validate(); err != nil {
		return err
	}
	if r.Users < plan.Shard.Of {
		return fmt.Errorf("%s for %d shards: give each one at least", plural.Count(r.Users, "user"), plan.Shard.Of)
	}
	if r.Search != nil {
		if plan.Shard != (load.Shard{}) || !r.Options.StartAt.IsZero() {
			return errors.New("a search for the highest rate can neither be divided nor begin at an instant")
		}
		if err := r.Search.Validate(r.Options); err != nil {
			return err
		}
		plan = plan.AtRate(r.Search.Max)
	}
	return CheckPlan(plan, r.Mix, r.Users)
}

// Local reports whether the run calls no target.
func (r *Run) Local() bool {
	needs, err := NeedsOf(r.Mix)
	return err == nil && !needs.Users
}

// Drive makes the users and drives them; t may be nil for a local run. The result
// is there whenever journeys were driven, also with an error: of the report's
// files, or of removing the users.
func (r *Run) Drive(ctx context.Context, t *target.Target) (*load.Result, error) {
	compared := r.compareClocks(ctx)
	people, done, err := r.people(ctx, t)
	if err != nil {
		return nil, err
	}
	r.Options.Heading.Clock = <-compared
	for _, p := range people {
		if r.Equip != nil {
			r.Equip(p.Actor)
		}
	}
	result, err := r.drive(ctx, people)
	if failed := soon(ctx, done); failed != nil {
		err = errors.Join(err, &PopulationError{failed})
	}
	return result, err
}

// compareClocks begins to compare clocks, and yields once what came of it.
func (r *Run) compareClocks(ctx context.Context) <-chan *loadreport.Clock {
	compared := make(chan *loadreport.Clock, 1)
	if r.Clock == nil {
		close(compared)
		return compared
	}
	go func() { compared <- r.Clock(ctx) }()
	return compared
}

// removalPatience is how long an interrupted run may take to remove its users.
const removalPatience = time.Second

// soon calls done, which may take its time until the user interrupts.
func soon(ctx context.Context, done func() error) error {
	ended := make(chan error, 1)
	go func() { ended <- done() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-ended:
		return err
	case <-time.After(removalPatience):
		return errors.New("timed out removing the run's pool: remove it with cogbench conform --cleanup")
	}
}

// people are the users of the run; done keeps or removes them.
func (r *Run) people(ctx context.Context, t *target.Target) (people []*Participant, done func() error, err error) {
	if r.Local() {
		for range r.Options.Plan.Shard.Share(r.Users) {
			people = append(people, &Participant{Actor: &scenarios.Actor{}})
		}
		return people, func() error { return nil }, nil
	}
	needs, err := NeedsOf(r.Mix)
	if err != nil {
		return nil, nil, err
	}
	population, err := OpenPopulation(ctx, t, PopulationSpec{
		Users: r.Users, Shard: r.Options.Plan.Shard, OptIn: needs.OptIn, Codes: needs.Codes > 0, File: r.Population, Progress: r.Progress,
	})
	if err != nil {
		return nil, nil, &PopulationError{err}
	}
	r.Options.Connections = func() load.Connections { return load.Connections(t.Connections()) }
	return population.People, population.Close, nil
}

func (r *Run) drive(ctx context.Context, people []*Participant) (*load.Result, error) {
	source, err := NewSource(r.Mix, people, r.Options.Plan.Seed)
	if err != nil {
		return nil, err
	}
	o := r.Options
	if r.Search != nil {
		highest, curve, err := r.Search.Find(ctx, source, o)
		o.Heading.Search = curve
		switch {
		case errors.Is(err, load.ErrNoRate): // what the lowest rate misses is worth a report too
			o.Plan = o.Plan.AtRate(curve[len(curve)-1].Rate)
			result, failed := load.Run(ctx, source, o)
			return result, errors.Join(err, failed)
		case err != nil:
			return nil, err
		case highest > 0:
			o.Plan = o.Plan.AtRate(highest)
		}
	}
	return load.Run(ctx, source, o)
}
