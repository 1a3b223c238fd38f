package load

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/target"
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
	idle     chan struct{} // closed when watch has returned
	planned  atomic.Int64  // nanoseconds of the plan that were driven; 0: still driving

	meter     *costMeter
	opened    target.Connections // at the last tick
	lastTick  time.Duration
	intervals int64
	total     *loadreport.Total
	result    *loadreport.Report
	files     *files
}

func newMonitor(o Options, r *recorder, epoch time.Time, abort context.CancelCauseFunc) *monitor {
	l := o.Heading
	l.StartedAt = epoch.UTC()
	l.Driver.Processors = runtime.NumCPU()
	p := o.Plan
	l.Plan = loadreport.Plan{
		Arrivals: string(p.Arrivals), Rate: p.Peak(), Cap: p.Cap,
		DurationSeconds: p.Duration.Seconds(), WarmupSeconds: o.Warmup.Seconds(),
		Starts: p.Count(0), Seed: p.Seed, MaxInFlight: o.MaxInFlight,
		Users: l.Plan.Users, Retry: o.Retries, AllowAbandoned: o.AllowAbandoned,
		EphemeralBits: l.Plan.EphemeralBits, OneA: l.Plan.OneA,
	}
	switch p.Arrivals {
	case Ramp:
		l.Plan.Ramp = []float64{p.From, p.Rate}
	case Steps:
		l.Plan.Steps = p.Steps
	}
	m := &monitor{
		options: o, recorder: r, epoch: epoch, abort: abort,
		ended: make(chan struct{}), idle: make(chan struct{}),
		total:  loadreport.NewTotal(o.seriesNames()...),
		result: &l,
	}
	m.total.Fill(m.result)
	m.evaluate()
	m.files = createFiles(o.Directory, m.result)
	return m
}

// start begins the measurement at epoch, and watches it until stop.
func (m *monitor) start(epoch time.Time) {
	m.epoch = epoch
	m.meter = newCostMeter()
	if m.options.Connections != nil {
		m.opened = m.options.Connections()
	}
	go m.watch()
}

// watch ticks every second until stop.
func (m *monitor) watch() {
	defer close(m.idle)
	for due := m.epoch.Add(tickEvery); ; due = due.Add(tickEvery) {
		select {
		case <-m.ended:
			return
		case <-time.After(time.Until(due)):
			m.tick()
		}
	}
}

// planEnded tells that no further arrival will fall due.
func (m *monitor) planEnded() {
	driven := min(time.Since(m.epoch), m.options.Plan.Duration)
	m.planned.Store(int64(max(driven, 1)))
}

// stop ends watch.
func (m *monitor) stop() {
	close(m.ended)
	<-m.idle
}

// tick closes an interval.
func (m *monitor) tick() {
	interval := m.take()
	m.total.Add(interval)
	m.total.Fill(m.result)
	m.evaluate()
	m.files.write(interval, m.result)
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
