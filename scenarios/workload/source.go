package workload

import (
	"container/list"
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// visitStream sets the order of visits apart from other random numbers of the same
// seed: it is the second half of the generator's seed, "visits!" in ASCII.
const visitStream = 0x76697369747321

// Source is a population that walks a mix: the load.Source of a run against a
// target. Each participant is on one visit at a time.
type Source struct {
	visits []visit
	weight float64 // of all visits
	seed   uint64
	random *rand.Rand
	drawn  int64 // visits drawn from random so far
	single bool

	mu   sync.Mutex
	idle *list.List // of *Participant, the longest idle first
}

// visit is a Visit with its journeys looked up.
type visit struct {
	Visit
	journeys    []Journey
	needsDevice bool
	needsTokens bool
	codes       int
}

// NewSource makes the source of a mix. Which visit an arrival makes is drawn from
// the seed.
func NewSource(mix Mix, people []*Participant, seed uint64) (*Source, error) {
	s := &Source{seed: seed, random: rand.New(rand.NewPCG(seed, visitStream)), single: len(mix.Visits) == 1, idle: list.New()}
	for _, p := range people {
		s.idle.PushBack(p)
	}
	for _, v := range mix.Visits {
		known, err := lookUp(v)
		if err != nil {
			return nil, err
		}
		s.visits = append(s.visits, known)
		s.weight += v.Weight
	}
	return s, nil
}

func lookUp(v Visit) (visit, error) {
	known := visit{Visit: v}
	for _, name := range v.Journeys {
		j, err := FindJourney(name)
		if err != nil {
			return visit{}, err
		}
		known.journeys = append(known.journeys, j)
		known.needsDevice = known.needsDevice || j.NeedsDevice
		known.needsTokens = known.needsTokens || j.NeedsTokens && len(known.journeys) == 1
		known.codes += j.Codes
	}
	return known, nil
}

// Next implements load.Source: the visit of the arrival, drawn by weight, for the
// longest idle of the users that can make it.
func (s *Source) Next(arrival int64) (load.Journey, bool) {
	v := s.draw(arrival)
	s.mu.Lock()
	defer s.mu.Unlock()
	for e := s.idle.Front(); e != nil; e = e.Next() {
		p := e.Value.(*Participant) //nolint:errcheck // the list holds nothing else
		if !v.suits(p) {
			continue
		}
		s.idle.Remove(e)
		journey := load.Journey{Run: func(ctx context.Context, watch *load.Stopwatch) error {
			defer s.release(p)
			return v.walk(ctx, watch, p)
		}}
		if !s.single {
			journey.Name = v.Name
		}
		return journey, true
	}
	return load.Journey{}, false
}

func (s *Source) release(p *Participant) {
	p.Actor.Meter = nil
	s.mu.Lock()
	defer s.mu.Unlock()
	s.idle.PushBack(p)
}

// draw is the visit of an arrival: those of all before it are drawn as well, whoever
// makes them.
func (s *Source) draw(arrival int64) *visit {
	if s.single {
		return &s.visits[0]
	}
	if arrival < s.drawn { // another run
		s.random, s.drawn = rand.New(rand.NewPCG(s.seed, visitStream)), 0
	}
	var at float64
	for ; s.drawn <= arrival; s.drawn++ {
		at = s.random.Float64() * s.weight
	}
	for i := range s.visits {
		if at -= s.visits[i].Weight; at < 0 {
			return &s.visits[i]
		}
	}
	return &s.visits[len(s.visits)-1]
}

// suits reports whether the user has what the visit needs, now.
func (v *visit) suits(p *Participant) bool {
	if v.needsDevice && p.Device == nil || v.needsTokens && p.RefreshToken == "" {
		return false
	}
	return v.codes == 0 || p.Actor.User == nil || p.Actor.User.TOTP == nil || p.Actor.User.TOTP.Wait() == 0
}

func (v *visit) walk(ctx context.Context, watch *load.Stopwatch, p *Participant) error {
	p.Actor.Meter = NewMeter(watch)
	for i, journey := range v.journeys {
		if i > 0 && v.Think.To > 0 {
			watch.Think(ctx, v.Think.From+rand.N(v.Think.To-v.Think.From+1))
		}
		if err := journey.Run(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// meter has a stopwatch measure the round trip of a call, as the target's transport
// saw it.
type meter struct{ *load.Stopwatch }

// NewMeter has the steps of an actor measured by a journey's stopwatch.
func NewMeter(watch *load.Stopwatch) scenarios.Meter { return meter{watch} }

// Call implements scenarios.Meter.
func (m meter) Call(ctx context.Context, step string, call func(context.Context) error) error {
	return m.CallTimed(ctx, step, func(ctx context.Context) (time.Duration, error) {
		var timing target.Timing
		err := call(target.WithTiming(ctx, &timing))
		return timing.RoundTrip, err
	})
}
