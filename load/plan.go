package load

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"time"

	"golang.org/x/time/rate"
)

// The bounds of a plan: what one process can be asked for in earnest.
const (
	maxDuration = 7 * 24 * time.Hour
	maxStarts   = 100_000_000
)

// planStream sets the plan's random numbers apart from others of the same seed: it is
// the second half of the generator's seed, "cogbench" in ASCII.
const planStream = 0x636f6762656e6368

// Plan says when journeys are to start. It is drawn from its fields alone: the
// same plan always has the same arrivals.
type Plan struct {
	Arrivals Arrivals
	// Duration is how long journeys are started.
	Duration time.Duration
	// Seed is what random arrivals are drawn from.
	Seed uint64
	// Cap is the most that is started per second, whatever is drawn; 0: no bound.
	Cap float64
	// Shard is the part of the arrivals that is driven; all that is said of rates
	// is of the whole.
	Shard Shard
}

// Validate returns what is wrong with the plan, if anything.
func (p Plan) Validate() error {
	if p.Duration <= 0 || p.Duration > maxDuration {
		return fmt.Errorf("duration %v: must be above 0 and at most %v", p.Duration, maxDuration)
	}
	if p.Cap != 0 && !validRate(p.Cap) {
		return fmt.Errorf("cap %v: must be above 0 and at most %d per second", p.Cap, maxRate)
	}
	if p.Arrivals == nil {
		return errors.New("the plan has no arrivals")
	}
	if err := p.Arrivals.Validate(); err != nil {
		return err
	}
	if err := p.Shard.Validate(); err != nil {
		return err
	}
	if n := p.Peak() * p.Duration.Seconds(); n > maxStarts {
		return fmt.Errorf("%v at up to %v per second: more than %d starts", p.Duration, p.Peak(), maxStarts)
	}
	return nil
}

// Peak is the highest rate that the plan reaches, in starts per second.
func (p Plan) Peak() float64 {
	_, peak := p.Arrivals.Rates()
	if p.Cap > 0 {
		peak = min(peak, p.Cap)
	}
	return peak
}

// AtRate is the plan at another rate in starts per second, if its arrivals are
// Steady; else it is the same plan.
func (p Plan) AtRate(perSecond float64) Plan {
	if steady, is := p.Arrivals.(Steady); is {
		p.Arrivals = steady.At(perSecond)
	}
	return p
}

// Starts yields the planned instants of the shard in order, from the plan's
// beginning, all below Duration. The plan must be valid.
func (p Plan) Starts() iter.Seq[time.Duration] {
	return func(yield func(time.Duration) bool) {
		for _, due := range p.arrivals() {
			if !yield(due) {
				return
			}
		}
	}
}

// whole yields the instants of all shards.
func (p Plan) whole() iter.Seq[time.Duration] {
	return func(yield func(time.Duration) bool) {
		starts := p.Arrivals.Starts(p.Duration, rand.New(rand.NewPCG(p.Seed, planStream)))
		if p.Cap > 0 {
			starts = capped(starts, p.Cap)
		}
		for due := range starts {
			if due >= p.Duration || !yield(due) {
				return
			}
		}
	}
}

// Count is the number of starts of the whole plan.
func (p Plan) Count() int64 {
	var n int64
	for range p.whole() {
		n++
	}
	return n
}

// share is how many of n starts of the whole plan are the shard's.
func (p Plan) share(n int64) int64 { return int64(p.Shard.Share(int(n))) }

// capped delays the starts that exceed the cap, in starts per second.
func capped(starts iter.Seq[time.Duration], most float64) iter.Seq[time.Duration] {
	return func(yield func(time.Duration) bool) {
		limiter := rate.NewLimiter(rate.Limit(most), 1)
		for due := range starts {
			asked := time.Unix(0, 0).Add(due) // any instant would do
			if !yield(due + limiter.ReserveN(asked, 1).DelayFrom(asked)) {
				return
			}
		}
	}
}

// warmup is a plan for the time before this one, at the rate it begins with.
func (p Plan) warmup(d time.Duration) Plan {
	first, _ := p.Arrivals.Rates()
	return Plan{Arrivals: Constant(first), Duration: d, Cap: p.Cap, Shard: p.Shard}
}
