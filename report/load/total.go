package loadreport

import (
	"cmp"
	"slices"
	"strings"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Total adds up the intervals of a run. A running driver and a rendering of
// its log use the same sums, so that both give the same figures. Its size is
// bounded by the distinct values that three digits leave, not by the number of
// intervals. It is not safe for concurrent use.
type Total struct {
	histograms map[string]*hdrhistogram.PackedHistogram
	failed     map[string]int64
	errors     map[Failure]int64 // keyed with Count 0
	second     Second            // sums; InFlight, Offset and Index are the last
}

// NewTotal returns empty sums. The series named appear even if no value
// ever does.
func NewTotal(series ...string) *Total {
	t := &Total{
		histograms: map[string]*hdrhistogram.PackedHistogram{},
		failed:     map[string]int64{},
		errors:     map[Failure]int64{},
	}
	for _, name := range series {
		t.histograms[name] = NewPackedHistogram()
	}
	return t
}

// Add counts one interval in.
func (t *Total) Add(interval Interval) {
	for _, h := range interval.Histograms {
		total := t.histograms[h.Tag()]
		if total == nil {
			total = NewPackedHistogram()
			t.histograms[h.Tag()] = total
		}
		total.Merge(h)
	}
	s, sum := interval.Second, &t.second
	for name, n := range s.FailedSteps {
		t.failed[name] += n
	}
	for _, e := range s.Errors {
		t.errors[Failure{Step: e.Step, Type: e.Type}] += e.Count
	}
	sum.Index, sum.Offset, sum.InFlight = s.Index, s.Offset, s.InFlight
	sum.Length += s.Length
	sum.Planned += s.Planned
	sum.count(s)
}

// count adds the counts of another interval, and none of its times.
func (s *Second) count(other Second) {
	s.Started += other.Started
	s.Succeeded += other.Succeeded
	s.Failed += other.Failed
	s.NotStarted += other.NotStarted
	s.CutOff += other.CutOff
	s.Retries += other.Retries
	s.Driver.add(other.Driver)
	s.Network.Connections += other.Network.Connections
	s.Network.TLSHandshakes += other.Network.TLSHandshakes
	s.Network.Calls += other.Network.Calls
}

func (d *DriverCost) add(other DriverCost) {
	d.CPUSeconds += other.CPUSeconds
	d.CPUSecondsInSRP += other.CPUSecondsInSRP
	d.Allocations += other.Allocations
	d.AllocatedBytes += other.AllocatedBytes
	d.GCCycles += other.GCCycles
	d.GCPauseNs += other.GCPauseNs
	d.MaxRSSBytes = max(d.MaxRSSBytes, other.MaxRSSBytes)
}

// Histogram returns the merged histogram of a series, or nil. It stays the
// property of the sums.
func (t *Total) Histogram(series string) *hdrhistogram.PackedHistogram {
	return t.histograms[series]
}

// Distribution returns a copy of a series' histogram in the storage that can be
// walked by percentiles; nil without a value.
func (t *Total) Distribution(series string) *hdrhistogram.Histogram {
	packed := t.histograms[series]
	if packed == nil || packed.TotalCount() == 0 {
		return nil
	}
	h := hdrhistogram.New(HistogramLowest, HistogramHighest, HistogramDigits)
	packed.MergeInto(h)
	return h
}

// Names returns the names of all series, sorted.
func (t *Total) Names() []string {
	names := make([]string, 0, len(t.histograms))
	for name := range t.histograms {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Fill sets every figure of the result that the intervals tell: journeys,
// rates, lag, driver, network, errors and series. What the run was asked to do
// and the thresholds stay as they are.
func (t *Total) Fill(l *Report) {
	s := t.second
	l.Journeys = Journeys{
		Started: s.Started, Succeeded: s.Succeeded, Failed: s.Failed,
		Abandoned:  s.NotStarted + s.CutOff + s.InFlight,
		NotStarted: s.NotStarted, CutOff: s.CutOff, InFlight: s.InFlight,
		Retries: s.Retries,
	}
	l.DurationSeconds = s.Planned
	l.Rate = Rate{
		Started:   perSecond(s.Started-s.NotStarted, s.Planned),
		Completed: perSecond(s.Succeeded+s.Failed, s.Length),
	}
	if p := l.Plan; p.DurationSeconds > 0 {
		l.Rate.Planned = float64(l.starts()) / p.DurationSeconds
	}
	l.Driver = t.driver(l.Driver)
	l.Network = s.Network
	l.Errors = t.failures()
	l.Series = t.series()
	if l.Thresholds == nil {
		l.Thresholds = []Threshold{}
	}
	if lag := t.histograms[SeriesLag]; lag != nil {
		l.ScheduleLag = Lag{P50Ns: Percentile(lag, 50), P99Ns: Percentile(lag, 99), MaxNs: lag.Max()}
	}
}

// driver keeps what the sums do not tell: processors and limits.
func (t *Total) driver(d Driver) Driver {
	cost, ended := t.second.Driver, float64(t.second.Succeeded+t.second.Failed)
	d.CPUSeconds, d.CPUSecondsInSRP = cost.CPUSeconds, cost.CPUSecondsInSRP
	d.MaxRSSBytes = cost.MaxRSSBytes
	d.GCCycles, d.GCPauseNs = cost.GCCycles, cost.GCPauseNs
	if ended > 0 {
		d.CPUMsPerJourney = 1000 * (cost.CPUSeconds - cost.CPUSecondsInSRP) / ended
		d.AllocationsPerJourney = float64(cost.Allocations) / ended
		d.BytesPerJourney = float64(cost.AllocatedBytes) / ended
	}
	return d
}

// failures are the most frequent first.
func (t *Total) failures() []Failure {
	list := make([]Failure, 0, len(t.errors))
	for f, n := range t.errors {
		list = append(list, Failure{Step: f.Step, Type: f.Type, Count: n})
	}
	slices.SortFunc(list, func(a, b Failure) int {
		return cmp.Or(-cmp.Compare(a.Count, b.Count), cmp.Compare(a.Step, b.Step), cmp.Compare(a.Type, b.Type))
	})
	return list
}

func (t *Total) series() []Series {
	list := make([]Series, 0, len(t.histograms))
	for _, name := range t.Names() {
		list = append(list, summarise(name, t.histograms[name], t.failed[name]))
	}
	return list
}

func summarise(name string, h *hdrhistogram.PackedHistogram, failed int64) Series {
	s := Series{Name: name, Kind: KindOf(name), Unit: "ns", Count: h.TotalCount(), Failed: failed}
	if s.Count == 0 {
		return s
	}
	s.P50, s.P90, s.P95 = Percentile(h, 50), Percentile(h, 90), Percentile(h, 95)
	s.P99, s.P999 = Percentile(h, 99), Percentile(h, 99.9)
	s.Min, s.Mean, s.Max = h.Min(), h.Mean(), h.Max()
	return s
}

func perSecond(n int64, seconds float64) float64 {
	if seconds <= 0 {
		return 0
	}
	return float64(n) / seconds
}

// The names of series that every run has.
const (
	// SeriesResponse runs from the planned start to the end of a journey, less
	// the pauses of SeriesThink.
	SeriesResponse = "journey.response"
	// SeriesService runs from the real start to the end, less the same pauses.
	SeriesService = "journey.service"
	// SeriesRTT is the sum of all round trips of a journey.
	SeriesRTT = "journey.rtt"
	// SeriesSRP is the sum of all SRP computation of a journey.
	SeriesSRP = "journey.srp"
	// SeriesThink is the sum of a journey's pauses, where it has some.
	SeriesThink = "journey.think"
	// SeriesLag runs from the planned to the real start.
	SeriesLag = "schedule.lag"
)

// KindOf tells a series' kind by its name: journey, lag, rtt or srp.
func KindOf(name string) string {
	switch {
	case strings.HasPrefix(name, "journey."):
		return "journey"
	case name == SeriesLag:
		return "lag"
	case strings.HasSuffix(name, ".srp"):
		return "srp"
	}
	return "rtt"
}
