package load

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/cogbench/cogbench/report"
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
	// Told is told of each probe; may be nil.
	Told func(report.Probe)
}

// The bounds of a search.
const (
	defaultPrecision = 0.05
	maxProbes        = 40
)

// settlePause lets the target finish what a probe left behind.
const settlePause = 500 * time.Millisecond

// ErrNoRate tells that not even the lowest rate meets the thresholds.
var ErrNoRate = errors.New("no rate meets the thresholds")

func (s *Search) check(j *Job) error {
	if len(j.Options.Thresholds) == 0 {
		return errors.New("a search needs at least one threshold to hold the rates against")
	}
	if s.Probe <= 0 || !validRate(s.Max) || s.Max < j.Options.Plan.Rate {
		return fmt.Errorf("search from %v to %v a second, %v each: the probes need a length and the rates have to rise", j.Options.Plan.Rate, s.Max, s.Probe)
	}
	if a := j.Options.Plan.Arrivals; a != Constant && a != Poisson && a != "" {
		return fmt.Errorf("a search tries one rate at a time: %s arrivals have several", a)
	}
	plan := j.Options.Plan
	plan.Rate = s.Max
	return CheckPlan(plan, j.Mix, j.Users)
}

// find walks the curve, puts it into the options' heading and sets the plan's
// rate to the highest that passed. An ended context leaves the rate as it is.
func (s *Search) find(ctx context.Context, source Source, o *Options) error {
	good, bad := 0.0, math.Inf(1)
	precision := s.Precision
	if precision == 0 {
		precision = defaultPrecision
	}
	next := o.Plan.Rate
	for range maxProbes {
		probe, err := s.try(ctx, source, *o, next)
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			break
		}
		o.Heading.Search = append(o.Heading.Search, probe)
		if s.Told != nil {
			s.Told(probe)
		}
		if probe.OK {
			good = next
		} else {
			bad = next
		}
		if next = s.next(good, bad); next == good || bad-good <= precision*good {
			break
		}
		if good == 0 && next < o.Plan.Rate/64 {
			break
		}
		pause(ctx, settlePause)
	}
	if good == 0 && ctx.Err() == nil {
		return fmt.Errorf("%w: tried %d, down to %.3g a second", ErrNoRate, len(o.Heading.Search), bad)
	}
	if good > 0 {
		o.Plan.Rate = good
	}
	return nil
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
func (s *Search) try(ctx context.Context, source Source, o Options, rate float64) (report.Probe, error) {
	o.Plan.Rate, o.Plan.Duration = rate, s.Probe
	o.Directory, o.AbortOn = "", nil
	if o.Warmup > s.Probe {
		o.Warmup = s.Probe
	}
	result, err := Run(ctx, source, o)
	if err != nil {
		return report.Probe{}, err
	}
	l := result.Load
	missed := append(l.Missed(), l.Driver.Limited...)
	probe := report.Probe{Rate: rate, Completed: l.Rate.Completed, OK: len(missed) == 0, Missed: missed}
	if response := l.FindSeries(report.SeriesResponse); response != nil {
		probe.ResponseP50Ns, probe.ResponseP99Ns = response.P50, response.P99
	}
	return probe, nil
}
