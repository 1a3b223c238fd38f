package load

import (
	"container/list"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/scenarios"
)

// codeLife is how long a user has to wait from one code of a software token to
// the next.
const codeLife = 30 * time.Second

// Crowd is a population that walks a mix: the Source of a run against a target.
// Each participant is on one visit at a time.
type Crowd struct {
	visits []visit
	weight float64 // of all visits
	random *rand.Rand
	single bool

	mu   sync.Mutex
	idle *list.List // of *scenarios.Participant, the longest idle first
}

// visit is a scenarios.Visit with its journeys looked up.
type visit struct {
	scenarios.Visit
	journeys    []scenarios.Journey
	needsDevice bool
	needsTokens bool
	codes       int
}

// NewCrowd makes the source of a mix. Which visit comes next is drawn from the
// seed.
func NewCrowd(mix scenarios.Mix, people []*scenarios.Participant, seed uint64) (*Crowd, error) {
	c := &Crowd{random: rand.New(rand.NewPCG(seed, 0x76697369747321)), single: len(mix.Visits) == 1, idle: list.New()}
	for _, p := range people {
		c.idle.PushBack(p)
	}
	for _, v := range mix.Visits {
		known, err := lookUp(v)
		if err != nil {
			return nil, err
		}
		c.visits = append(c.visits, known)
		c.weight += v.Weight
	}
	return c, nil
}

func lookUp(v scenarios.Visit) (visit, error) {
	known := visit{Visit: v}
	for _, name := range v.Journeys {
		j, err := scenarios.FindJourney(name)
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

// Next implements Source: a visit by its weight, for the user who is idle the
// longest of those who can make it.
func (c *Crowd) Next() (Journey, bool) {
	v := c.draw()
	c.mu.Lock()
	defer c.mu.Unlock()
	for e := c.idle.Front(); e != nil; e = e.Next() {
		p := e.Value.(*scenarios.Participant) //nolint:errcheck // the list holds nothing else
		if !v.suits(p) {
			continue
		}
		c.idle.Remove(e)
		journey := Journey{Run: func(ctx context.Context, watch *Watch) error {
			defer c.release(p)
			return v.walk(ctx, watch, p)
		}}
		if !c.single {
			journey.Name = v.Name
		}
		return journey, true
	}
	return Journey{}, false
}

func (c *Crowd) release(p *scenarios.Participant) {
	p.Actor.Watch = nil
	c.mu.Lock()
	defer c.mu.Unlock()
	c.idle.PushBack(p)
}

func (c *Crowd) draw() *visit {
	at := c.random.Float64() * c.weight
	for i := range c.visits {
		if at -= c.visits[i].Weight; at < 0 {
			return &c.visits[i]
		}
	}
	return &c.visits[len(c.visits)-1]
}

// suits tells whether the user has what the visit needs, now.
func (v *visit) suits(p *scenarios.Participant) bool {
	if v.needsDevice && p.Device == nil || v.needsTokens && p.RefreshToken == "" {
		return false
	}
	return v.codes == 0 || p.Actor.User == nil || p.Actor.User.TOTP == nil || p.Actor.User.TOTP.Wait() == 0
}

func (v *visit) walk(ctx context.Context, watch *Watch, p *scenarios.Participant) error {
	p.Actor.Watch = watch
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

// NeedsOf tells what the journeys of a mix need of a population.
type NeedsOf struct {
	Users   bool    // somebody has to exist
	OptIn   bool    // the pool has to leave remembering to the user
	Codes   float64 // codes of a second factor for each arrival, on average
	Devices bool    // users need remembered devices
}

// Needs tells what a population for the mix has to have.
func Needs(mix scenarios.Mix) (NeedsOf, error) {
	var n NeedsOf
	weight := 0.0
	for _, v := range mix.Visits {
		known, err := lookUp(v)
		if err != nil {
			return n, err
		}
		weight += v.Weight
		n.Codes += v.Weight * float64(known.codes)
		n.Devices = n.Devices || known.needsDevice
		for _, j := range known.journeys {
			n.Users = n.Users || !j.Local
			n.OptIn = n.OptIn || j.Name == "opt-in"
		}
	}
	n.Codes /= weight
	return n, nil
}

// CheckPlan refuses a plan that the target's rules forbid: a user has one code
// of a software token in 30 s.
func CheckPlan(p Plan, mix scenarios.Mix, users int) error {
	n, err := Needs(mix)
	if err != nil {
		return err
	}
	rate := p.Peak() * n.Codes
	needed := rate * codeLife.Seconds()
	if float64(users) >= needed {
		return nil
	}
	return fmt.Errorf("%s at %.4g a second takes %.4g codes a second, and a user has one in %v: %d users are too few, %.0f are needed, or a rate of at most %.4g",
		mix.Name, p.Peak(), rate, codeLife, users, needed+0.5, float64(users)/codeLife.Seconds()/n.Codes)
}

// SeriesOf names the series that the journeys of a mix can have.
func SeriesOf(mix scenarios.Mix) ([]string, error) {
	var names []string
	for _, v := range mix.Visits {
		known, err := lookUp(v)
		if err != nil {
			return nil, err
		}
		for _, j := range known.journeys {
			for _, step := range j.Calls {
				names = append(names, step+".rtt")
			}
			for _, step := range j.Computations {
				names = append(names, step+".srp")
			}
		}
		wholes := []string{loadreport.SeriesResponse, loadreport.SeriesService, loadreport.SeriesRTT, loadreport.SeriesSRP}
		if v.Think.To > 0 {
			names = append(names, loadreport.SeriesThink)
			wholes = append(wholes, loadreport.SeriesThink)
		}
		if len(mix.Visits) > 1 {
			for _, whole := range wholes {
				names = append(names, whole+"@"+v.Name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}
