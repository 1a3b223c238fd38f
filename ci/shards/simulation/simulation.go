// Command simulation plays divided loads on a target of known latencies, and says how
// wrong the merged percentiles and rates get if shards are late, slow or lost, or if
// their clocks are apart. docs/scale.md has its table.
//
//	go run ./ci/shards/simulation
package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/cogbench/cogbench/load"
)

// scenario is a divided load and what goes wrong in it.
type scenario struct {
	name string
	// arrivals are of the whole.
	arrivals load.Arrivals
	duration time.Duration
	shards   int
	// late is how long after the plan's beginning the last shard came.
	late time.Duration
	// lost is how many shards leave no result.
	lost int
	// slow is what the journeys of the last shard take longer, by its own fault: a busy
	// processor, or a region far away.
	slow time.Duration
	// clocks is the standard deviation of the shards' clocks.
	clocks time.Duration
	// servers is how many journeys the target makes at a time; more of them wait.
	servers int
}

// result is what the merged report would say.
type result struct {
	arrivals, abandoned int
	// started is the rate of the journeys that were started, offered the highest number
	// of arrivals that came to the target within 100 ms, as a rate.
	started, offered float64
	p50, p99         time.Duration
}

// service is what a journey takes once the target works on it: 20 ms, and a tail.
func service(random *rand.Rand) time.Duration {
	return 20*time.Millisecond + time.Duration(random.ExpFloat64()*float64(10*time.Millisecond))
}

// arrival is one journey of a shard.
type arrival struct {
	shard   int
	at      time.Duration // when the target sees it
	extra   time.Duration // its shard's own delay
	service time.Duration
}

// play makes the journeys of the scenario, first come, first served.
func (s scenario) play(seed uint64) result {
	random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a simulation is to be repeatable
	var all []arrival
	abandoned, planned := 0, 0
	for index := 1; index <= s.shards; index++ {
		plan := load.Plan{Arrivals: s.arrivals, Duration: s.duration, Seed: seed, Shard: load.Shard{Index: index, Of: s.shards}}
		last := index == s.shards
		off := time.Duration(random.NormFloat64() * float64(s.clocks))
		for due := range plan.Starts() {
			took := service(random) // drawn for every arrival, so that scenarios differ in nothing else
			planned++
			if last && due < s.late {
				abandoned++
				continue
			}
			a := arrival{shard: index, at: due + off, service: took}
			if last {
				a.extra = s.slow
			}
			all = append(all, a)
		}
	}
	responses := s.serve(all)
	kept := responses[:0]
	arrivals := abandoned
	for i, a := range all {
		if a.shard > s.lost { // the first shards are the lost ones: they loaded the target all the same
			kept = append(kept, responses[i])
			arrivals++
		}
	}
	return result{
		arrivals: arrivals, abandoned: abandoned, started: float64(len(kept)) / s.duration.Seconds(), offered: burst(all),
		p50: quantile(kept, 0.5), p99: quantile(kept, 0.99),
	}
}

// serve returns the response time of each arrival, which it sorts by their instants.
func (s scenario) serve(all []arrival) []time.Duration {
	slices.SortStableFunc(all, func(a, b arrival) int { return int(a.at - b.at) })
	free := make([]time.Duration, s.servers) // when each server is free again
	for i := range free {
		free[i] = math.MinInt64 / 2
	}
	responses := make([]time.Duration, len(all))
	for i, a := range all {
		first := 0
		for n := range free {
			if free[n] < free[first] {
				first = n
			}
		}
		end := max(free[first], a.at) + a.service
		free[first] = end
		responses[i] = end - a.at + a.extra
	}
	return responses
}

// burst is the highest rate that the target saw over 100 ms.
func burst(all []arrival) float64 {
	const window = 100 * time.Millisecond
	most, from := 0, 0
	for to := range all {
		for all[to].at-all[from].at >= window {
			from++
		}
		most = max(most, to-from+1)
	}
	return float64(most) / window.Seconds()
}

// quantile is the least value that a share of the values does not exceed.
func quantile(values []time.Duration, share float64) time.Duration {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[max(0, int(math.Ceil(share*float64(len(sorted))))-1)]
}

// mean plays the scenario for a number of seeds.
func (s scenario) mean(seeds int) (m result) {
	for seed := range seeds {
		r := s.play(uint64(seed))
		m.arrivals += r.arrivals
		m.abandoned += r.abandoned
		m.started += r.started / float64(seeds)
		m.offered += r.offered / float64(seeds)
		m.p50 += r.p50 / time.Duration(seeds)
		m.p99 += r.p99 / time.Duration(seeds)
	}
	m.arrivals /= seeds
	m.abandoned /= seeds
	return m
}

// usual is the load that the rows of the table vary: 400 a second from 4 shards, on a
// target at three quarters of what it can do.
func usual() scenario {
	return scenario{name: "poisson 400/s, as planned", arrivals: load.Poisson(400), duration: 60 * time.Second, shards: 4, servers: 16}
}

// scenarios are the rows of the table.
func scenarios() []scenario {
	list := []scenario{usual()}
	vary := func(name string, change func(*scenario)) {
		s := usual()
		s.name = name
		change(&s)
		list = append(list, s)
	}
	for _, d := range []time.Duration{10 * time.Millisecond, 100 * time.Millisecond, 250 * time.Millisecond, time.Second, 5 * time.Second} {
		vary(fmt.Sprintf("clocks apart by %v (σ)", d), func(s *scenario) { s.clocks = d })
	}
	for _, d := range []time.Duration{time.Second, 6 * time.Second, 30 * time.Second} {
		vary(fmt.Sprintf("one shard %v late", d), func(s *scenario) { s.late = d })
	}
	for _, d := range []time.Duration{5 * time.Millisecond, 50 * time.Millisecond} {
		vary(fmt.Sprintf("one shard %v slow", d), func(s *scenario) { s.slow = d })
	}
	for lost := 1; lost <= 2; lost++ {
		vary(fmt.Sprintf("%d of 4 lost", lost), func(s *scenario) { s.lost = lost })
	}
	for _, other := range []struct {
		name     string
		arrivals load.Arrivals
	}{{"constant 400/s", load.Constant(400)}, {"steps 200, 560, 200/s", load.Steps{200, 560, 200}}} {
		vary(other.name+", as planned", func(s *scenario) { s.arrivals = other.arrivals })
		for _, d := range []time.Duration{10 * time.Millisecond, 250 * time.Millisecond, time.Second, 5 * time.Second} {
			vary(fmt.Sprintf("%s, clocks apart by %v (σ)", other.name, d), func(s *scenario) { s.arrivals, s.clocks = other.arrivals, d })
		}
	}
	return list
}

func main() {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 1, ' ', 0)
	fmt.Fprintln(table, "| scenario\t| arrivals\t| abandoned\t| started/s\t| burst/s\t| p50\t| p99\t|")
	fmt.Fprintln(table, "|---\t|--:\t|--:\t|--:\t|--:\t|--:\t|--:\t|")
	for _, s := range scenarios() {
		r := s.mean(20)
		fmt.Fprintf(table, "| %s\t| %d\t| %d\t| %.1f\t| %.0f\t| %.1f ms\t| %.1f ms\t|\n", s.name, r.arrivals, r.abandoned, r.started, r.offered,
			r.p50.Seconds()*1000, r.p99.Seconds()*1000)
	}
	if err := table.Flush(); err != nil {
		os.Exit(1)
	}
}
