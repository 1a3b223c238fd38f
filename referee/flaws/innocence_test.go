package flaws_test

import (
	"flag"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/flaws"
	"github.com/cogbench/cogbench/refpool/variations"
	"github.com/cogbench/cogbench/spec"
)

// The right client is accused of nothing under any pool that is right in another way. It
// may come to an end there: a device that the pool refuses by another name is one.
func TestRightClientIsInnocentUnderEveryVariation(t *testing.T) {
	for i, variation := range variations.All() {
		t.Run(variation.Name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, variation.Install)
			for _, walk := range walksUnder(i) {
				found, err := w.stage(walk).drive(walk)
				if accused := messages(found); accused != "" {
					t.Errorf("%s (%v): accused:%s", walk.Name, err, accused)
				}
			}
		})
	}
}

// allWalks tries each variation on every walk, which takes many minutes.
var allWalks = flag.Bool("all-walks", false, "try every variation on every walk")

// walksUnder are those that a variation is tried on: the two that have most in them, and two
// of the others in turn; all of them where that is asked for.
func walksUnder(i int) []flaws.Walk {
	if *allWalks {
		return flaws.Walks()
	}
	var most, others []flaws.Walk
	for _, walk := range flaws.Walks() {
		if walk.Name == "opt-in with TOTP" || walk.Name == "alias and secret" {
			most = append(most, walk)
		} else {
			others = append(others, walk)
		}
	}
	return append(most, others[2*i%len(others)], others[(2*i+1)%len(others)])
}

// recordings are the exchanges of the right client on every walk, each made once.
var recordings = sync.OnceValue(func() map[string][]referee.Exchange { return map[string][]referee.Exchange{} })

// recorded are the exchanges of the right client on every walk.
func recorded(t *testing.T) map[string][]referee.Exchange {
	t.Helper()
	all := recordings()
	if len(all) > 0 {
		return all
	}
	w := newWorld(t, nil)
	for _, walk := range flaws.Walks() {
		err := w.stage(walk).record(walk, func(e referee.Exchange) { all[walk.Name] = append(all[walk.Name], e) })
		w.must(err)
	}
	return all
}

// judged is what a judge accuses the client of exchanges of; "" if of nothing.
func judged(t *testing.T, exchanges []referee.Exchange) string {
	t.Helper()
	judge, err := referee.New(referee.Options{Gate: spec.Observed})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range exchanges {
		judge.Add(e)
	}
	return messages(judge.Conclude())
}

// unknown are exchanges of which nothing is known but the messages.
func unknown(exchanges []referee.Exchange) []referee.Exchange {
	all := slices.Clone(exchanges)
	for i := range all {
		all[i].Known = nil
	}
	return all
}

// A recording shows a part of what happened: nobody is accused of what it leaves out.
func TestRightClientIsInnocentInParts(t *testing.T) {
	for name, all := range recorded(t) {
		exchanges := unknown(all)
		for i := range exchanges {
			cut := parts(exchanges, i)
			cut["known, begins at"] = all[i:]
			for how, part := range cut {
				if accused := judged(t, part); accused != "" {
					t.Errorf("%s, %s call %d, %s: accused:%s", name, how, i+1, exchanges[i].Operation, accused)
				}
			}
		}
	}
}

// parts are what a recording can show of exchanges that is not all of them, by how it differs
// at one.
func parts(exchanges []referee.Exchange, i int) map[string][]referee.Exchange {
	return map[string][]referee.Exchange{
		"begins at":      exchanges[i:],
		"ends before":    exchanges[:i],
		"without":        slices.Delete(slices.Clone(exchanges), i, i+1),
		"unanswered at":  unanswered(exchanges, i),
		"answer lost of": lost(exchanges, i),
		"no answer to":   abandoned(exchanges, i),
	}
}

// unanswered are exchanges of which one got no answer, and was made once more.
func unanswered(exchanges []referee.Exchange, i int) []referee.Exchange {
	again := slices.Insert(slices.Clone(exchanges), i, exchanges[i])
	again[i].Status, again[i].Response = 0, referee.Response{}
	return again
}

// lost are exchanges of which the answer to one was not recorded.
func lost(exchanges []referee.Exchange, i int) []referee.Exchange {
	all := slices.Clone(exchanges)
	all[i].Response = referee.Response{}
	return all
}

// abandoned are exchanges of which one got no answer, as a call of a page that is left.
func abandoned(exchanges []referee.Exchange, i int) []referee.Exchange {
	all := lost(exchanges, i)
	all[i].Status = 0
	return all
}

// Without what only a server knows, the right client is innocent too.
func TestRightClientIsInnocentInRecordings(t *testing.T) {
	for name, exchanges := range recorded(t) {
		if accused := judged(t, unknown(exchanges)); accused != "" {
			t.Errorf("%s: accused:%s", name, accused)
		}
	}
}

// Several people go on at a time: their calls are told apart.
func TestRightClientIsInnocentInterleaved(t *testing.T) {
	all := recorded(t)
	var each [][]referee.Exchange
	for _, name := range slices.Sorted(maps.Keys(all)) {
		each = append(each, all[name])
	}
	for seed := range uint64(5) {
		if accused := judged(t, interleaved(seed, each...)); accused != "" {
			t.Errorf("order %d: accused:%s", seed, accused)
		}
	}
}

// Three windows of one person go on at a time, each with a device of its own.
func TestRightClientIsInnocentInThreeWindows(t *testing.T) {
	for _, name := range []string{"plain", "opt-in with TOTP", "two factors", "again and again", "alias and secret"} {
		walk := walkNamed(t, name)
		s := newWorld(t, nil).stage(walk)
		var windows [3][]referee.Exchange
		for i := range windows {
			s.must(s.record(walk, func(e referee.Exchange) { windows[i] = append(windows[i], e) }))
		}
		for seed := range uint64(8) {
			mixed := interleaved(seed, windows[:]...)
			for _, exchanges := range [][]referee.Exchange{mixed, unknown(mixed)} {
				if accused := judged(t, exchanges); accused != "" {
					t.Errorf("%s, order %d: accused:%s", name, seed, accused)
				}
			}
		}
	}
}

// interleaved are the exchanges of several clients in an order in which they could have come.
func interleaved(seed uint64, clients ...[]referee.Exchange) []referee.Exchange {
	draw := rand.New(rand.NewPCG(seed, seed))
	left := slices.Clone(clients)
	var mixed []referee.Exchange
	for len(left) > 0 {
		i := draw.IntN(len(left))
		mixed = append(mixed, left[i][0])
		if left[i] = left[i][1:]; len(left[i]) == 0 {
			left = slices.Delete(left, i, i+1)
		}
	}
	return mixed
}
