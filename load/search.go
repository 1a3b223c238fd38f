package load

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/cogbench/cogbench/internal/plural"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// Search looks for the highest rate that meets the thresholds: it doubles the
// rate until they are missed, then halves the interval that the limit is in.
type Search struct {
	// Probe is how long each rate is driven.
	Probe time.Duration
	// Max is the highest rate that is tried.
	Max float64
	// Precision ends the search when the interval is this share of its lower
	// end; 5 % if 0.
	Precision float64
	// Probed is called after each probe; may be nil.
	Probed func(loadreport.Probe)
}

// The bounds of a search.
const (
	defaultPrecision = 0.05
	maxProbes        = 40
	lowestShare      = 32 // of the first rate, below which a search gives up
)

// settlePause lets the target finish what a probe left behind.
const settlePause = 500 * time.Millisecond

// ErrNoRate is the error if not even the lowest rate meets the thresholds.
var ErrNoRate = errors.New("no rate meets the thresholds")

// Validate returns what is wrong with a search in runs of the options, which are
// valid themselves.
func (s *Search) Validate(o Options) error {
	if len(o.Thresholds) == 0 {
		return errors.New("a search needs at least one threshold that a rate can miss")
	}
	if _, steady := o.Plan.Arrivals.(Steady); !steady {
		var plan loadreport.Plan
		o.Plan.Arrivals.Describe(&plan)
		return fmt.Errorf("a search tries one rate at a time, and %s arrivals have several: use constant or poisson", plan.Arrivals)
	}
	if first, _ := o.Plan.Arrivals.Rates(); s.Probe <= 0 || !validRate(s.Max) || s.Max < first {
		return fmt.Errorf("search from %v to %v per second, %v each: probes must last and the rates must rise", first, s.Max, s.Probe)
	}
	return nil
}

// Find walks the curve from the plan's rate and returns the highest rate that
// passed, with all that were tried. An ended context ends the search with what
// it has; 0 if that is nothing.
func (s *Search) Find(ctx context.Context, source Source, o Options) (highest float64, curve []loadreport.Probe, err error) {
	if err := s.Validate(o); err != nil {
		return 0, nil, err
	}
	first, _ := o.Plan.Arrivals.Rates()
	good, bad := 0.0, math.Inf(1)
	for next := first; len(curve) < maxProbes; {
		probe, err := s.try(ctx, source, o, next)
		if err != nil || ctx.Err() != nil {
			return good, curve, err
		}
		curve = append(curve, probe)
		if s.Probed != nil {
			s.Probed(probe)
		}
		if probe.OK {
			good = next
		} else {
			bad = next
		}
		if s.settled(good, bad, first) {
			break
		}
		next = s.next(good, bad)
		pause(ctx, settlePause)
	}
	if good == 0 {
		return 0, curve, fmt.Errorf("%w: %s %s tried, down to %.3g per second", ErrNoRate,
			plural.Count(len(curve), "rate"), plural.Pick(len(curve), "was", "were"), bad)
	}
	return good, curve, nil
}

// settled reports whether the limit is known well enough, or is out of reach.
func (s *Search) settled(good, bad, first float64) bool {
	precision := s.Precision
	if precision == 0 {
		precision = defaultPrecision
	}
	if good == 0 {
		return bad < first/lowestShare
	}
	return good >= s.Max || bad-good <= precision*good
}

// next is the rate to try between one that passed and one that did not.
func (s *Search) next(good, bad float64) float64 {
	switch {
	case math.IsInf(bad, 1):
		return min(2*good, s.Max)
	case good == 0:
		return bad / 2
	}
	return (good + bad) / 2
}

// try drives one rate and holds it against the thresholds. A rate at which
// journeys are abandoned, or that the generator cannot make, does not pass.
func (s *Search) try(ctx context.Context, source Source, o Options, rate float64) (loadreport.Probe, error) {
	o.Plan, o.Plan.Duration = o.Plan.AtRate(rate), s.Probe
	for o.Plan.Count() == 0 && o.Plan.Duration < maxDuration { // as random arrivals can have it
		o.Plan.Duration = min(2*o.Plan.Duration, maxDuration)
	}
	o.Directory, o.AbortOn = "", nil
	if o.Warmup > s.Probe {
		o.Warmup = s.Probe
	}
	result, err := Run(ctx, source, o)
	if err != nil {
		return loadreport.Probe{}, err
	}
	l := result.Load
	missed := append(l.Missed(), l.Driver.Limited...)
	probe := loadreport.Probe{Rate: rate, Completed: l.Rate.Completed, OK: len(missed) == 0, Missed: missed}
	if response := l.FindSeries(loadreport.SeriesResponse); response != nil {
		probe.ResponseP50Ns, probe.ResponseP99Ns = response.P50, response.P99
	}
	return probe, nil
}
