package load

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	loadreport "github.com/cogbench/cogbench/report/load"
)

// tickEvery is how often the figures are gathered, written and shown.
const tickEvery = time.Second

// monitor gathers the figures of a run every second: into the sums, the files
// and the live view. From start to stop they are its goroutine's alone.
type monitor struct {
	options  Options
	recorder *recorder
	epoch    time.Time
	abort    context.CancelCauseFunc
	ended    chan struct{} // closed by stop
	idle     chan struct{} // closed when loop has returned
	planned  atomic.Int64  // nanoseconds of the plan that were driven; 0: still driving

	meter     *costMeter
	opened    Connections // at the last tick
	lastTick  time.Duration
	intervals int64
	total     *loadreport.Total
	result    *loadreport.Report
	files     *files
}

func newMonitor(o Options, r *recorder, epoch time.Time, abort context.CancelCauseFunc) *monitor {
	m := &monitor{
		options: o, recorder: r, epoch: epoch, abort: abort,
		ended: make(chan struct{}), idle: make(chan struct{}),
		total:  loadreport.NewTotal(o.seriesNames()...),
		result: begun(o, epoch),
	}
	m.total.Fill(m.result)
	m.evaluate()
	m.files = createFiles(o, m.result)
	return m
}

// begun is the report of a run without figures.
func begun(o Options, epoch time.Time) *loadreport.Report {
	h, p := o.Heading, o.Plan
	l := &loadreport.Report{
		Tool: h.Tool, Target: h.Target, Scenario: h.Scenario, Visits: h.Visits, Search: h.Search, Notes: h.Notes, StartedAt: epoch.UTC(),
		Clock: h.Clock,
		Plan: loadreport.Plan{
			Rate: p.Peak(), Cap: p.Cap, DurationSeconds: p.Duration.Seconds(), WarmupSeconds: o.Warmup.Seconds(),
			Starts: p.Count(), Seed: p.Seed, MaxInFlight: o.MaxInFlight,
			Users: h.Users, Retry: o.Retries, AllowAbandoned: o.AllowAbandoned,
			EphemeralBits: h.EphemeralBits, OneA: h.OneA,
		},
	}
	if !o.StartAt.IsZero() {
		at := o.StartAt.UTC()
		l.Plan.StartAt, l.StartedAt = &at, at
	}
	if s := p.Shard; s.Of > 0 {
		l.Shard = &loadreport.Shard{Index: s.Index, Of: s.Of, Starts: p.share(l.Plan.Starts), Users: s.Share(h.Users)}
	}
	for _, t := range o.Thresholds {
		l.Plan.Thresholds = append(l.Plan.Thresholds, t.String())
	}
	l.Driver.Processors = runtime.NumCPU()
	p.Arrivals.Describe(&l.Plan)
	l.Plan.Hash = l.PlanHash()
	return l
}

// start begins the measurement at epoch, which was late ago, and gathers figures until
// stop. It returns how much of the plan it has booked already: all whole seconds that
// were over, whose arrivals nobody started.
func (m *monitor) start(epoch time.Time, late time.Duration) (booked time.Duration) {
	m.epoch = epoch
	m.meter = newCostMeter()
	if m.options.Connections != nil {
		m.opened = m.options.Connections()
	}
	m.result.LateSeconds = late.Seconds()
	booked = m.bookMissed(late)
	go m.loop()
	return booked
}

// bookMissed closes an interval for each whole second that was over when the driver
// came, each with the arrivals that it had.
func (m *monitor) bookMissed(late time.Duration) (booked time.Duration) {
	missed := make([]int64, late/tickEvery)
	if len(missed) == 0 {
		return 0
	}
	booked = time.Duration(len(missed)) * tickEvery
	for due := range m.options.Plan.Starts() {
		if due >= booked {
			break
		}
		missed[due/tickEvery]++
	}
	for _, n := range missed {
		interval := loadreport.Interval{Second: loadreport.Second{
			Index: m.intervals, Offset: m.lastTick.Seconds(), Length: tickEvery.Seconds(), Planned: tickEvery.Seconds(), Started: n, NotStarted: n,
		}}
		m.intervals++
		m.lastTick += tickEvery
		m.book(interval)
	}
	return booked
}

// book adds an interval to the sums and the files.
func (m *monitor) book(interval loadreport.Interval) {
	m.total.Add(interval)
	m.total.Fill(m.result)
	m.evaluate()
	m.files.write(interval, m.result)
}

// loop ticks every second until stop.
func (m *monitor) loop() {
	defer close(m.idle)
	for due := m.epoch.Add(m.lastTick + tickEvery); ; due = due.Add(tickEvery) {
		select {
		case <-m.ended:
			return
		case <-time.After(time.Until(due)):
			m.tick()
		}
	}
}

// planEnded notes that no further arrival will fall due.
func (m *monitor) planEnded() {
	driven := min(time.Since(m.epoch), m.options.Plan.Duration)
	m.planned.Store(int64(max(driven, 1)))
}

// stop ends loop.
func (m *monitor) stop() {
	close(m.ended)
	<-m.idle
}

// tick closes an interval.
func (m *monitor) tick() {
	interval := m.take()
	m.book(interval)
	if m.options.Live != nil {
		elapsed := time.Since(m.epoch)
		m.options.Live(Progress{
			Elapsed: elapsed, Left: max(0, m.options.Plan.Duration-elapsed),
			Load: m.result, Second: interval.Second, Total: m.total,
		})
	}
	for _, condition := range m.options.AbortOn {
		if condition.Evaluate(m.result, m.total).OK {
			m.abort(&abortError{condition.String()})
		}
	}
}

// take gathers what happened since the last interval.
func (m *monitor) take() loadreport.Interval {
	now := time.Since(m.epoch)
	interval := m.recorder.take()
	s := &interval.Second
	s.Index, s.Offset, s.Length = m.intervals, m.lastTick.Seconds(), (now - m.lastTick).Seconds()
	driven := time.Duration(m.planned.Load())
	if driven == 0 {
		driven = now
	}
	s.Planned = max(0, min(driven, m.options.Plan.Duration, now)-m.lastTick).Seconds()
	inSRP := s.Driver.CPUSecondsInSRP
	s.Driver = m.meter.lap()
	s.Driver.CPUSecondsInSRP = inSRP
	if m.options.Connections != nil {
		opened := m.options.Connections()
		s.Network.Connections = opened.Dialed - m.opened.Dialed
		s.Network.TLSHandshakes = opened.Handshakes - m.opened.Handshakes
		m.opened = opened
	}
	m.lastTick = now
	m.intervals++
	return interval
}

func (m *monitor) evaluate() {
	m.result.Thresholds = m.result.Thresholds[:0]
	for _, t := range m.options.Thresholds {
		m.result.Thresholds = append(m.result.Thresholds, t.Evaluate(m.result, m.total))
	}
}

// finish closes the last interval and writes what is written once. It is called
// after stop.
func (m *monitor) finish(missed reasons) (*Result, error) {
	m.result.Driver.Limited = nil
	interval := m.take()
	m.total.Add(interval)
	m.total.Fill(m.result)
	m.evaluate()
	m.result.Complete = true
	m.result.Driver.Limited = limits(m.result, missed)
	err := m.files.finish(interval, m.result, m.total)
	return &Result{Load: *m.result, Total: m.total}, err
}
