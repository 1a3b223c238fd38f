package load

import (
	"context"
	"errors"
	"fmt"
	"math"

	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// Job is a run against a target, population included.
type Job struct {
	Mix scenarios.Mix
	// Users is the size of the population.
	Users int
	// Population is the file that the users are kept in; "" removes them with
	// the run.
	Population string
	// Options say how it is driven. Series, Heading.Scenario, the visits and
	// Connections are filled in.
	Options Options
	// Search looks for the highest rate that meets the thresholds before the
	// run, which is then made at that rate; nil does not.
	Search *Search
	// Equip changes what the actor of each user computes; may be nil.
	Equip func(*scenarios.Actor)
	// Progress is told how many users are ready; may be nil. Calls may be
	// concurrent.
	Progress func(ready, of int)
}

// PopulationError tells that the users of a run could not be had.
type PopulationError struct{ Err error }

func (e *PopulationError) Error() string { return "population: " + e.Err.Error() }
func (e *PopulationError) Unwrap() error { return e.Err }

// Check tells what is wrong with the job, before anything is sent. It has to
// be called before Run.
func (j *Job) Check() error {
	series, err := SeriesOf(j.Mix)
	if err != nil {
		return err
	}
	j.Options.Series = series
	j.Options.Heading.Scenario = j.Mix.Name
	j.Options.Heading.Plan.Users = j.Users
	j.Options.Heading.Notes = j.Mix.Notes
	j.Options.Heading.Visits = nil
	for _, v := range j.Mix.Visits {
		j.Options.Heading.Visits = append(j.Options.Heading.Visits, loadreport.Visit{Name: v.Name, Weight: v.Weight, Journeys: v.Journeys})
	}
	if j.Users < 1 || j.Users > MaxUsers {
		return fmt.Errorf("%d users: give 1 to %d", j.Users, MaxUsers)
	}
	if err := j.Options.Validate(); err != nil {
		return err
	}
	if j.Search != nil {
		return j.Search.check(j)
	}
	return CheckPlan(j.Options.Plan, j.Mix, j.Users)
}

// Local tells whether the job calls no target.
func (j *Job) Local() bool {
	needs, err := Needs(j.Mix)
	return err == nil && !needs.Users
}

// Run makes the users and drives them; t may be nil for a local job. The result
// is there whenever journeys were driven, also with an error: of the report's
// files, or of removing the users.
func (j *Job) Run(ctx context.Context, t *target.Target) (*Result, error) {
	people, done, err := j.people(ctx, t)
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		if j.Equip != nil {
			j.Equip(p.Actor)
		}
	}
	result, err := j.drive(ctx, people)
	if failed := soon(ctx, done); failed != nil {
		err = errors.Join(err, &PopulationError{failed})
	}
	return result, err
}

// soon does what is done at the end. It takes its time, but for a user who wants to
// stop: then it is left after a second.
func soon(ctx context.Context, done func() error) error {
	var err error
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		err = done()
	}()
	if !await(ctx, ended, math.MaxInt64, cutOffPatience) {
		return errors.New("what the run made was not removed in time: cogbench conform --cleanup removes its pool")
	}
	return err
}

// people are the users of the job; done keeps or removes them.
func (j *Job) people(ctx context.Context, t *target.Target) (people []*scenarios.Participant, done func() error, err error) {
	if j.Local() {
		for range j.Users {
			people = append(people, &scenarios.Participant{Actor: &scenarios.Actor{}})
		}
		return people, func() error { return nil }, nil
	}
	needs, err := Needs(j.Mix)
	if err != nil {
		return nil, nil, err
	}
	population, err := OpenPopulation(ctx, t, PopulationSpec{
		Users: j.Users, OptIn: needs.OptIn, Codes: needs.Codes > 0, File: j.Population, Progress: j.Progress,
	})
	if err != nil {
		return nil, nil, &PopulationError{err}
	}
	j.Options.Connections = t.Connections
	return population.People, population.Close, nil
}

func (j *Job) drive(ctx context.Context, people []*scenarios.Participant) (*Result, error) {
	crowd, err := NewCrowd(j.Mix, people, j.Options.Plan.Seed)
	if err != nil {
		return nil, err
	}
	o := j.Options
	if j.Search != nil {
		highest, curve, err := j.Search.Find(ctx, crowd, o)
		o.Heading.Search = curve
		switch {
		case errors.Is(err, ErrNoRate): // what the lowest rate misses is worth a report too
			o.Plan.Rate = curve[len(curve)-1].Rate
			result, failed := Run(ctx, crowd, o)
			return result, errors.Join(err, failed)
		case err != nil:
			return nil, err
		case highest > 0:
			o.Plan.Rate = highest
		}
	}
	return Run(ctx, crowd, o)
}
