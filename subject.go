package cogbench

import (
	"context"
	"crypto/rand"
	"errors"
	"reflect"
	"strings"

	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// subject is what a run judges, once it was found fit to be judged.
type subject struct {
	config   target.Config
	embedded bool
	profiled bool // a target file describes it
	target   *target.Target
	findings *target.Findings
	explored *target.Exploration
	overrun  bool   // it throttled calls made at once
	queues   bool   // it answered them one after another, mostly
	run      string // marks what the run makes
	stop     func() // ends the embedded pools
}

// open starts the embedded pools, if they are what is judged, and finds out whether
// the target can be judged and what it has. It sends the first calls of a run.
func (o Options) open(ctx context.Context) (*subject, error) {
	s := &subject{stop: func() {}, explored: &target.Exploration{}, run: strings.ToLower(rand.Text()[:10])}
	switch {
	case o.Target != nil:
		s.config = *o.Target
		s.profiled = !reflect.DeepEqual(s.config, target.Config{Endpoint: s.config.Endpoint})
	case o.Endpoint != "":
		s.config = target.Config{Endpoint: o.Endpoint}
	default:
		server, err := embeddedpool.Start(refpool.Options{}, "")
		if err != nil {
			return nil, err
		}
		s.embedded, s.config = true, server.Config(embeddedpool.Name)
		s.stop = func() { _ = server.Close() } // its port and memory are all that it holds
	}
	if err := s.examine(ctx, o); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// close ends the connections to the target, and the embedded pools.
func (s *subject) close() {
	if s.target != nil {
		s.target.CloseIdle()
	}
	s.stop()
}

// examine finds out what the target is.
func (s *subject) examine(ctx context.Context, o Options) (err error) {
	s.target, err = target.New(ctx, s.config, target.Options{
		Timeout: o.Timeout, CAFile: o.CAFile, AllowAWS: o.AllowAWS, Trace: o.Observer.trace(), Removing: o.Observer.removal(),
	})
	if err != nil {
		return misused(err, "")
	}
	s.findings, err = s.target.Preflight(ctx)
	refused, ok := errors.AsType[*target.PreflightError](err)
	switch {
	case ctx.Err() != nil:
		return errInterrupted()
	case ok:
		return inconclusive(err, refused.Hint())
	case err != nil:
		return inconclusive(err, "")
	}
	return nil
}

// throttles reports whether the target was seen to throttle calls.
func (s *subject) throttles() bool { return s.overrun || s.target.Throttled() }

// explore finds out what the target has of the protocol, and how things are had of it.
// The embedded pools have all, in the usual ways; of the real service that is known, and
// asking costs. It returns what is left behind.
func (s *subject) explore(ctx context.Context) (leftovers []string, err error) {
	switch {
	case s.embedded:
		s.explored.Rungs = target.UsualRungs()
		return nil, nil
	case s.target.AWS:
		return nil, nil
	}
	if s.findings.CallTime >= slowCall {
		bears, took := s.target.Bears(ctx, slowWorkers)
		s.overrun, s.queues = !bears, took > queued*s.findings.CallTime
	}
	s.target.SignInBySRP(engine.SignInBySRP)
	explored, err := s.target.Explore(ctx, s.run)
	if explored != nil {
		s.explored = explored
		s.findings.Correct(s.target)
	}
	refused, ok := errors.AsType[*target.PreflightError](err)
	switch {
	case ctx.Err() != nil:
		return nil, errInterrupted()
	case ok:
		return nil, inconclusive(err, refused.Hint())
	case err != nil:
		leftovers = append(leftovers, err.Error())
	}
	return leftovers, nil
}

// has is what the target has of the protocol, as reports have it.
func (s *subject) has() []report.Capability {
	var has []report.Capability
	for _, part := range s.explored.Has {
		has = append(has, report.Capability(part))
	}
	return has
}

// reached is how things are had of the target, as reports have it.
func (s *subject) reached() []report.Rung {
	var reached []report.Rung
	for _, rung := range s.explored.Rungs {
		reached = append(reached, report.Rung{Thing: rung.Thing, Way: rung.How(), Place: rung.Place, Refused: rung.Refused})
	}
	return reached
}

// lacks are the features that the target was not seen to have.
func (s *subject) lacks() []spec.Feature {
	var lacks []spec.Feature
	for _, feature := range spec.Features() {
		if !s.findings.Has(feature) {
			lacks = append(lacks, feature)
		}
	}
	return lacks
}

// describe is the target as reports have it.
func (s *subject) describe() report.Target {
	return report.Target{
		Name: s.target.Config.Name, Endpoint: s.target.Config.Endpoint, Region: s.target.Config.Region,
		Embedded: s.embedded, Profiled: s.profiled, AWS: s.target.AWS,
		Features: report.TargetFeatures{Claimed: asFeatures(s.findings.Claimed), Found: asFeatures(s.findings.Found)},
	}
}

// asFeatures types the sorted names of features; never nil, since null is not a
// list.
func asFeatures(names []string) []spec.Feature {
	features := make([]spec.Feature, len(names))
	for i, name := range names {
		features[i] = spec.Feature(name)
	}
	return features
}
