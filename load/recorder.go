package load

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	loadreport "github.com/cogbench/cogbench/report/load"
)

// recorder takes what journeys measure and hands it out an interval at a time.
// It is sharded so that journeys seldom wait for each other; a journey stays
// with one shard, so that each shard's books balance by themselves.
type recorder struct {
	shards []*shard
	merged map[string]*hdrhistogram.PackedHistogram // reused by take
}

// shard holds what was measured since the last take.
type shard struct {
	mu       sync.Mutex
	now      tally
	spare    tally
	inFlight int64
	closed   bool // the run is over: whoever ends now was counted as cut off
}

// tally is one interval's measurements.
type tally struct {
	histograms map[string]*hdrhistogram.PackedHistogram
	failed     map[string]int64
	errors     map[loadreport.Failure]int64 // keyed with Count 0
	second     loadreport.Second            // counts only
	inSRP      time.Duration                // processor time
}

// outcome is how a journey ended.
type outcome int

const (
	succeeded outcome = iota
	failed
	cutOff
)

func newRecorder(shards int) *recorder {
	r := &recorder{merged: map[string]*hdrhistogram.PackedHistogram{}}
	for range max(1, shards) {
		r.shards = append(r.shards, &shard{now: newTally(), spare: newTally()})
	}
	return r
}

func newTally() tally {
	return tally{
		histograms: map[string]*hdrhistogram.PackedHistogram{},
		failed:     map[string]int64{},
		errors:     map[loadreport.Failure]int64{},
	}
}

// shard returns the one that the n-th journey uses.
func (r *recorder) shard(n int64) *shard { return r.shards[n%int64(len(r.shards))] }

func (t *tally) add(series string, d time.Duration) {
	h := t.histograms[series]
	if h == nil {
		h = loadreport.NewPackedHistogram()
		t.histograms[series] = h
	}
	_ = h.RecordValue(min(max(int64(d), 0), loadreport.HistogramHighest)) // in range: cannot fail
}

// notStarted counts an arrival that fell due and could not be started.
func (s *shard) notStarted() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.second.Started++
	s.now.second.NotStarted++
}

// begin counts an arrival that is being started.
func (s *shard) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.second.Started++
	s.inFlight++
}

// step counts one run of a step.
func (s *shard) step(series string, took time.Duration, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.now.add(series, took)
	if !ok {
		s.now.failed[series]++
	}
}

// computed counts processor time spent on SRP arithmetic.
func (s *shard) computed(cpu time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.inSRP += cpu
}

func (s *shard) retried() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.second.Retries++
}

func (s *shard) sent() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.second.Network.Calls++
}

// value is one figure of a journey as a whole.
type value struct {
	series string
	took   time.Duration
}

// end counts a journey out, with all its figures at once.
func (s *shard) end(how outcome, why loadreport.Failure, values []value) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.inFlight--
	switch how {
	case succeeded:
		s.now.second.Succeeded++
	case failed:
		s.now.second.Failed++
		s.now.errors[why]++
	case cutOff:
		s.now.second.CutOff++
	}
	for _, v := range values {
		s.now.add(v.series, v.took)
		if how == failed {
			s.now.failed[v.series]++
		}
	}
}

// close counts every journey still in flight as cut off; what they report
// later is ignored.
func (r *recorder) close() {
	for _, s := range r.shards {
		s.mu.Lock()
		s.now.second.CutOff += s.inFlight
		s.inFlight, s.closed = 0, true
		s.mu.Unlock()
	}
}

// swap takes the shard's interval out and starts the next.
func (s *shard) swap() (taken *tally, inFlight int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now, s.spare = s.spare, s.now
	return &s.spare, s.inFlight
}

// take hands out everything since the last take. The histograms stay valid
// until the next.
func (r *recorder) take() loadreport.Interval {
	var interval loadreport.Interval
	second := &interval.Second
	second.FailedSteps = map[string]int64{}
	errors := map[loadreport.Failure]int64{}
	for _, h := range r.merged {
		h.Reset()
	}
	for _, s := range r.shards {
		t, inFlight := s.swap()
		second.InFlight += inFlight
		t.drain(r.merged, second, errors)
	}
	for _, name := range slices.Sorted(maps.Keys(r.merged)) {
		if h := r.merged[name]; h.TotalCount() > 0 {
			h.SetTag(name)
			interval.Histograms = append(interval.Histograms, h)
		}
	}
	for why, n := range errors {
		why.Count = n
		second.Errors = append(second.Errors, why)
	}
	return interval
}

// drain adds the tally to an interval's sums and empties it for reuse.
func (t *tally) drain(merged map[string]*hdrhistogram.PackedHistogram, sum *loadreport.Second, errors map[loadreport.Failure]int64) {
	for name, h := range t.histograms {
		if merged[name] == nil {
			merged[name] = loadreport.NewPackedHistogram()
		}
		merged[name].Merge(h)
		h.Reset()
	}
	for name, n := range t.failed {
		sum.FailedSteps[name] += n
	}
	for why, n := range t.errors {
		errors[why] += n
	}
	sum.Started += t.second.Started
	sum.Succeeded += t.second.Succeeded
	sum.Failed += t.second.Failed
	sum.NotStarted += t.second.NotStarted
	sum.CutOff += t.second.CutOff
	sum.Retries += t.second.Retries
	sum.Network.Calls += t.second.Network.Calls
	sum.Driver.CPUSecondsInSRP += t.inSRP.Seconds()
	clear(t.failed)
	clear(t.errors)
	t.second, t.inSRP = loadreport.Second{}, 0
}
