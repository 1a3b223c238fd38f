package loadreport

import (
	"cmp"
	"iter"
	"maps"
	"math"
	"slices"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// MergeIntervals yields the sums of what the parts measured, second by second of their
// common plan. The histograms of an interval are valid until the next. It ends after an
// error.
func MergeIntervals(parts []*Part) iter.Seq2[Interval, error] {
	return func(yield func(Interval, error) bool) {
		var streams []*stream
		for _, p := range parts {
			s := newStream(p)
			defer s.stop()
			streams = append(streams, s)
		}
		sum := newSum()
		for {
			second := math.MaxInt
			for _, s := range streams {
				if s.err != nil {
					yield(Interval{}, s.err)
					return
				}
				second = min(second, s.second())
			}
			if second == math.MaxInt {
				return
			}
			sum.begin()
			for _, s := range streams {
				for s.err == nil && s.second() == second {
					sum.add(s.interval)
					s.next()
				}
				sum.end(s)
			}
			if !yield(sum.close(), nil) {
				return
			}
		}
	}
}

// stream is the log of a part, of which one interval is at hand.
type stream struct {
	pull     func() (Interval, error, bool)
	stop     func()
	interval Interval
	inFlight int64   // at the end of the last interval that was passed
	planned  float64 // of all that were passed, in seconds
	ended    bool
	err      error
}

func newStream(p *Part) *stream {
	s := &stream{}
	s.pull, s.stop = iter.Pull2(p.intervals())
	s.next()
	return s
}

// next passes the interval at hand.
func (s *stream) next() {
	s.inFlight = s.interval.Second.InFlight
	s.planned += s.interval.Second.Planned
	interval, err, more := s.pull()
	s.interval, s.err, s.ended = interval, err, !more
}

// second is the second of the plan that the middle of the interval at hand is in: its
// ends are late by what the driver's clock tick was.
func (s *stream) second() int {
	if s.ended {
		return math.MaxInt
	}
	return int(s.interval.Second.Offset + s.interval.Second.Length/2)
}

// sum adds up the intervals of one second.
type sum struct {
	histograms map[string]*hdrhistogram.PackedHistogram
	errors     map[Failure]int64 // keyed with Count 0
	second     Second
	// How far the sums came before this second and come with it, in seconds: of the
	// run, and of what of it had arrivals.
	until, reach          float64
	planned, plannedReach float64
}

func newSum() *sum { return &sum{histograms: map[string]*hdrhistogram.PackedHistogram{}} }

func (t *sum) begin() {
	for _, h := range t.histograms {
		h.Reset()
	}
	t.errors = map[Failure]int64{}
	t.second = Second{Index: t.second.Index, Offset: t.until, FailedSteps: map[string]int64{}}
	t.reach = t.until
}

func (t *sum) add(interval Interval) {
	for _, h := range interval.Histograms {
		if t.histograms[h.Tag()] == nil {
			t.histograms[h.Tag()] = NewPackedHistogram()
		}
		t.histograms[h.Tag()].Merge(h)
	}
	s := interval.Second
	t.second.count(s)
	for name, n := range s.FailedSteps {
		t.second.FailedSteps[name] += n
	}
	for _, e := range s.Errors {
		t.errors[Failure{Step: e.Step, Type: e.Type}] += e.Count
	}
	t.reach = max(t.reach, s.Offset+s.Length)
}

// end has all of a part's second be added.
func (t *sum) end(s *stream) {
	t.second.InFlight += s.inFlight
	t.plannedReach = max(t.plannedReach, s.planned)
}

func (t *sum) close() Interval {
	t.second.Length, t.until = t.reach-t.until, t.reach
	t.second.Planned, t.planned = t.plannedReach-t.planned, t.plannedReach
	for why, n := range t.errors {
		why.Count = n
		t.second.Errors = append(t.second.Errors, why)
	}
	slices.SortFunc(t.second.Errors, func(a, b Failure) int {
		return cmp.Or(cmp.Compare(a.Step, b.Step), cmp.Compare(a.Type, b.Type))
	})
	interval := Interval{Second: t.second}
	for _, name := range slices.Sorted(maps.Keys(t.histograms)) {
		if h := t.histograms[name]; h.TotalCount() > 0 {
			h.SetTag(name)
			interval.Histograms = append(interval.Histograms, h)
		}
	}
	t.second.Index++
	return interval
}
