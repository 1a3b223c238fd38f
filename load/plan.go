package load

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"time"

	"golang.org/x/time/rate"
)

// Arrivals names the law of a plan.
type Arrivals string

// The laws of arrivals.
const (
	Constant Arrivals = "constant" // evenly spaced
	Poisson  Arrivals = "poisson"  // independent users, the same mean rate throughout
	Ramp     Arrivals = "ramp"     // independent users, the rate growing linearly
	Steps    Arrivals = "steps"    // independent users, the rate growing in steps
)

// The bounds of a plan: what one process can be asked for in earnest.
const (
	maxRate     = 100_000 // journeys a second
	maxDuration = 7 * 24 * time.Hour
	maxSteps    = 100
	maxStarts   = 100_000_000
)

// Plan says when journeys are to start. It is drawn from its fields alone: the
// same plan always has the same arrivals.
type Plan struct {
	Arrivals Arrivals // constant when empty
	// Rate is in journeys a second. A ramp ends with it.
	Rate float64
	// From is the rate that a ramp begins with.
	From float64
	// Steps are the rates of Steps, each for an equal part of Duration.
	Steps []float64
	// Duration is how long journeys are started.
	Duration time.Duration
	// Seed is what random arrivals are drawn from.
	Seed uint64
	// Cap bounds the starts of any second, whatever is drawn; 0: no bound.
	Cap float64
}

// Validate tells what is wrong with the plan, if anything.
func (p Plan) Validate() error {
	if err := p.validateFields(); err != nil {
		return err
	}
	if n := p.Peak() * p.Duration.Seconds(); n > maxStarts {
		return fmt.Errorf("%v at up to %v a second: more than %d starts", p.Duration, p.Peak(), maxStarts)
	}
	return nil
}

func (p Plan) validateFields() error {
	if p.Duration <= 0 || p.Duration > maxDuration {
		return fmt.Errorf("duration %v: it has to be above 0 and at most %v", p.Duration, maxDuration)
	}
	if p.Cap != 0 && !validRate(p.Cap) {
		return fmt.Errorf("cap %v: it has to be above 0 and at most %d a second", p.Cap, maxRate)
	}
	switch p.Arrivals {
	case Constant, Poisson, "":
		return checkRate(p.Rate)
	case Ramp:
		if p.From != 0 {
			if err := checkRate(p.From); err != nil {
				return fmt.Errorf("start of the ramp: %w", err)
			}
		}
		return checkRate(p.Rate)
	case Steps:
		if len(p.Steps) == 0 || len(p.Steps) > maxSteps {
			return fmt.Errorf("%d steps: give 1 to %d rates", len(p.Steps), maxSteps)
		}
		for _, r := range p.Steps {
			if err := checkRate(r); err != nil {
				return fmt.Errorf("steps: %w", err)
			}
		}
		return nil
	}
	return fmt.Errorf("arrivals %q: constant, poisson, ramp or steps", p.Arrivals)
}

func validRate(r float64) bool { return r > 0 && r <= maxRate } // false for NaN

func checkRate(r float64) error {
	if !validRate(r) {
		return fmt.Errorf("rate %v: it has to be above 0 and at most %d a second", r, maxRate)
	}
	return nil
}

// Peak is the highest rate that the plan reaches.
func (p Plan) Peak() float64 {
	peak := max(p.Rate, p.From)
	if p.Arrivals == Steps {
		peak = 0
		for _, r := range p.Steps {
			peak = max(peak, r)
		}
	}
	if p.Cap > 0 {
		peak = min(peak, p.Cap)
	}
	return peak
}

// Starts yields the planned instants in order, from the plan's beginning, all
// below Duration. The plan must be valid.
func (p Plan) Starts() iter.Seq[time.Duration] {
	starts := p.drawn()
	if p.Arrivals == Constant || p.Arrivals == "" {
		starts = p.even()
	}
	if p.Cap > 0 {
		return p.capped(starts)
	}
	return starts
}

// Count is the number of starts with an offset of at least from.
func (p Plan) Count(from time.Duration) int64 {
	var n int64
	for due := range p.Starts() {
		if due >= from {
			n++
		}
	}
	return n
}

// planEpoch is where the plan's own clock begins; any instant would do.
var planEpoch = time.Unix(0, 0)

// even spaces the starts by reservations of a limiter that sees the plan's
// clock and never the machine's.
func (p Plan) even() iter.Seq[time.Duration] {
	return func(yield func(time.Duration) bool) {
		limiter := rate.NewLimiter(rate.Limit(p.Rate), 1)
		for clock := planEpoch; ; {
			clock = clock.Add(limiter.ReserveN(clock, 1).DelayFrom(clock))
			due := clock.Sub(planEpoch)
			if due >= p.Duration || !yield(due) {
				return
			}
		}
	}
}

// capped delays the starts that exceed the cap. What is pushed past the end of
// the plan is started there no more.
func (p Plan) capped(starts iter.Seq[time.Duration]) iter.Seq[time.Duration] {
	return func(yield func(time.Duration) bool) {
		limiter := rate.NewLimiter(rate.Limit(p.Cap), 1)
		for due := range starts {
			asked := planEpoch.Add(due)
			due += limiter.ReserveN(asked, 1).DelayFrom(asked)
			if due >= p.Duration || !yield(due) {
				return
			}
		}
	}
}

// drawn is a Poisson process of changing rate: exponential gaps of mean 1 on
// the axis of expected arrivals, carried back to the axis of time.
func (p Plan) drawn() iter.Seq[time.Duration] {
	return func(yield func(time.Duration) bool) {
		random := rand.New(rand.NewPCG(p.Seed, 0x636f6762656e6368))
		expected := 0.0
		for {
			expected += random.ExpFloat64()
			seconds, err := p.instant(expected)
			if err != nil {
				return
			}
			due := time.Duration(seconds * float64(time.Second))
			if due >= p.Duration || !yield(due) {
				return
			}
		}
	}
}

// errPlanEnds tells that the plan expects fewer arrivals.
var errPlanEnds = errors.New("the plan ends before")

// instant is the time in seconds by which the plan expects n arrivals.
func (p Plan) instant(n float64) (float64, error) {
	whole := p.Duration.Seconds()
	switch p.Arrivals {
	case Ramp:
		// n = from·t + slope·t²/2, solved for t in the form without cancellation.
		slope := (p.Rate - p.From) / whole
		square := p.From*p.From + 2*slope*n
		if square < 0 {
			return 0, errPlanEnds
		}
		return 2 * n / (p.From + math.Sqrt(square)), nil
	case Steps:
		part := whole / float64(len(p.Steps))
		for i, r := range p.Steps {
			if n < r*part {
				return float64(i)*part + n/r, nil
			}
			n -= r * part
		}
		return 0, errPlanEnds
	}
	return n / p.Rate, nil
}
