package workload

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/load"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// codeLife is how long a user has to wait from one code of a software token to
// the next.
const codeLife = 30 * time.Second

// Needs is what the journeys of a mix need of a population.
type Needs struct {
	Users   bool    // somebody has to exist
	OptIn   bool    // the pool has to leave remembering to the user
	Codes   float64 // codes of a second factor for each arrival, on average
	Devices bool    // users need remembered devices
}

// NeedsOf returns what a population for the mix has to have.
func NeedsOf(mix Mix) (Needs, error) {
	var n Needs
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
func CheckPlan(p load.Plan, mix Mix, users int) error {
	n, err := NeedsOf(mix)
	if err != nil {
		return err
	}
	rate := p.Peak() * n.Codes
	needed := rate * codeLife.Seconds()
	if float64(users) >= needed {
		return nil
	}
	return fmt.Errorf("%s at %.4g per second takes %.4g codes per second, and each user has one every %v: with %s, use a rate of at most %.4g, or %s",
		mix.Name, p.Peak(), rate, codeLife, plural.Count(users, "user"), float64(users)/codeLife.Seconds()/n.Codes, plural.Count(int(math.Ceil(needed)), "user"))
}

// SeriesOf names the series that the journeys of a mix can have.
func SeriesOf(mix Mix) ([]string, error) {
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
