package load

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"golang.org/x/time/rate"

	loadreport "github.com/cogbench/cogbench/report/load"
)

// Arrivals is the law by which the journeys of a plan start. Constant, Poisson,
// Ramp and Steps implement it.
type Arrivals interface {
	// Starts yields the instants of a plan of length d in order, counted from its
	// beginning; those at or after d are left out by the plan. Instants depend on
	// d and on what is drawn from random alone, so that a plan can be repeated.
	Starts(d time.Duration, random *rand.Rand) iter.Seq[time.Duration]
	// Rates returns the rate that the plan begins with and the highest that it
	// reaches, in starts per second.
	Rates() (first, peak float64)
	// Validate returns what is wrong with the arrivals, if anything.
	Validate() error
	// Describe fills in what a report says of them.
	Describe(plan *loadreport.Plan)
}

// Steady are arrivals of one mean rate throughout, which a search can vary.
type Steady interface {
	Arrivals
	// At returns the same law at another rate.
	At(perSecond float64) Arrivals
}

// Constant arrivals are evenly spaced, at a rate per second.
type Constant float64

// Poisson arrivals are of independent users, at one mean rate per second.
type Poisson float64

// Ramp arrivals are of independent users, at a rate per second that grows, or
// falls, linearly.
type Ramp struct{ From, To float64 }

// Steps arrivals are of independent users, at one rate per second after the
// other, each for an equal part of the plan.
type Steps []float64

// The bounds of arrivals: what one process can be asked for in earnest.
const (
	maxRate  = 100_000 // journeys per second
	maxSteps = 100
)

func validRate(r float64) bool { return r > 0 && r <= maxRate } // false for NaN

func checkRate(r float64) error {
	if !validRate(r) {
		return fmt.Errorf("rate %v: must be above 0 and at most %d per second", r, maxRate)
	}
	return nil
}

// Starts implements Arrivals. They are spaced by reservations of a limiter that
// sees the plan's clock and never the machine's.
func (c Constant) Starts(time.Duration, *rand.Rand) iter.Seq[time.Duration] {
	return func(yield func(time.Duration) bool) {
		limiter := rate.NewLimiter(rate.Limit(c), 1)
		begin := time.Unix(0, 0) // any instant would do
		for clock := begin; ; {
			clock = clock.Add(limiter.ReserveN(clock, 1).DelayFrom(clock))
			if !yield(clock.Sub(begin)) {
				return
			}
		}
	}
}

// Rates implements Arrivals.
func (c Constant) Rates() (first, peak float64) { return float64(c), float64(c) }

// Validate implements Arrivals.
func (c Constant) Validate() error { return checkRate(float64(c)) }

// Describe implements Arrivals.
func (c Constant) Describe(plan *loadreport.Plan) { plan.Arrivals = "constant" }

// At implements Steady.
func (c Constant) At(perSecond float64) Arrivals { return Constant(perSecond) }

// Starts implements Arrivals.
func (p Poisson) Starts(_ time.Duration, random *rand.Rand) iter.Seq[time.Duration] {
	return drawn(random, func(n float64) (float64, bool) { return n / float64(p), true })
}

// Rates implements Arrivals.
func (p Poisson) Rates() (first, peak float64) { return float64(p), float64(p) }

// Validate implements Arrivals.
func (p Poisson) Validate() error { return checkRate(float64(p)) }

// Describe implements Arrivals.
func (p Poisson) Describe(plan *loadreport.Plan) { plan.Arrivals = "poisson" }

// At implements Steady.
func (p Poisson) At(perSecond float64) Arrivals { return Poisson(perSecond) }

// Starts implements Arrivals.
func (r Ramp) Starts(d time.Duration, random *rand.Rand) iter.Seq[time.Duration] {
	slope := (r.To - r.From) / d.Seconds()
	return drawn(random, func(n float64) (float64, bool) {
		// n = from·t + slope·t²/2, solved for t in the form without cancellation.
		square := r.From*r.From + 2*slope*n
		return 2 * n / (r.From + math.Sqrt(square)), square >= 0
	})
}

// Rates implements Arrivals. A ramp from 0 begins with a tenth of its end.
func (r Ramp) Rates() (first, peak float64) {
	if r.From > 0 {
		return r.From, max(r.From, r.To)
	}
	return r.To / 10, r.To
}

// Validate implements Arrivals.
func (r Ramp) Validate() error {
	if r.From != 0 {
		if err := checkRate(r.From); err != nil {
			return fmt.Errorf("start of the ramp: %w", err)
		}
	}
	return checkRate(r.To)
}

// Describe implements Arrivals.
func (r Ramp) Describe(plan *loadreport.Plan) {
	plan.Arrivals, plan.Ramp = "ramp", []float64{r.From, r.To}
}

// Starts implements Arrivals.
func (s Steps) Starts(d time.Duration, random *rand.Rand) iter.Seq[time.Duration] {
	part := d.Seconds() / float64(len(s))
	return drawn(random, func(n float64) (float64, bool) {
		for i, r := range s {
			if n < r*part {
				return float64(i)*part + n/r, true
			}
			n -= r * part
		}
		return 0, false
	})
}

// Rates implements Arrivals.
func (s Steps) Rates() (first, peak float64) {
	if len(s) == 0 {
		return 0, 0
	}
	return s[0], slices.Max(s)
}

// Validate implements Arrivals.
func (s Steps) Validate() error {
	if len(s) == 0 || len(s) > maxSteps {
		return fmt.Errorf("%d steps: give 1 to %d rates", len(s), maxSteps)
	}
	for _, r := range s {
		if err := checkRate(r); err != nil {
			return fmt.Errorf("steps: %w", err)
		}
	}
	return nil
}

// Describe implements Arrivals.
func (s Steps) Describe(plan *loadreport.Plan) { plan.Arrivals, plan.Steps = "steps", s }

// drawn is a Poisson process of changing rate: exponential gaps of mean 1 on the
// axis of expected arrivals, carried back to the axis of time. instant returns
// the time in seconds by which n arrivals are expected, false if fewer are.
func drawn(random *rand.Rand, instant func(n float64) (seconds float64, ok bool)) iter.Seq[time.Duration] {
	return func(yield func(time.Duration) bool) {
		for expected := random.ExpFloat64(); ; expected += random.ExpFloat64() {
			seconds, ok := instant(expected)
			if !ok || !yield(time.Duration(seconds*float64(time.Second))) {
				return
			}
		}
	}
}
