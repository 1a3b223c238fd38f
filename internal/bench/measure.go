package bench

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/cogbench/cogbench/internal/stopwatch"
	benchreport "github.com/cogbench/cogbench/report/bench"
)

const (
	// sliceCount is the number of equal slices that a measurement is cut into.
	sliceCount = 10
	// batch is how many inputs are prepared at a time.
	batch = 16
	// longest is the longest single operation that can be recorded.
	longest           = time.Minute
	significantDigits = 3
)

// Options say how to measure one operation.
type Options struct {
	// Duration is how long to work, not counting the preparation of inputs.
	Duration time.Duration
	// Goroutines is how many goroutines do the operation at once, each with inputs
	// of its own.
	Goroutines int
}

// Measure runs an operation for the duration. If the context ends first, the
// result covers what was done until then.
func Measure(ctx context.Context, operation Operation, options Options) (benchreport.Operation, error) {
	recorders := make([]*recorder, options.Goroutines)
	var group sync.WaitGroup
	for i := range recorders {
		recorders[i] = newRecorder(options.Duration)
		group.Go(func() { recorders[i].run(ctx, operation) })
	}
	group.Wait()
	total := newRecorder(options.Duration)
	rate := 0.0
	for _, r := range recorders {
		if r.err != nil {
			return benchreport.Operation{}, fmt.Errorf("%s: %w", operation.Name, r.err)
		}
		total.add(r)
		rate += r.perSecond()
	}
	return benchreport.Operation{
		Name: operation.Name, Count: total.times.TotalCount(), MinNs: total.leastMean(),
		P25Ns: total.times.ValueAtPercentile(25), P50Ns: total.times.ValueAtPercentile(50),
		P75Ns: total.times.ValueAtPercentile(75), P99Ns: total.times.ValueAtPercentile(99),
		PerSecond: rate,
	}, nil
}

// recorder is what one goroutine measures.
type recorder struct {
	duration time.Duration
	times    *hdrhistogram.Histogram
	spent    [sliceCount]time.Duration
	counts   [sliceCount]int64
	err      error
}

func newRecorder(duration time.Duration) *recorder {
	return &recorder{duration: duration, times: hdrhistogram.New(1, int64(longest), significantDigits)}
}

// run repeats the operation until its time adds up to the duration.
func (r *recorder) run(ctx context.Context, operation Operation) {
	warmUp, err := operation.prepare()
	if err == nil {
		err = warmUp() // builds the tables that are built once
	}
	var total time.Duration
	for err == nil && total < r.duration && ctx.Err() == nil {
		total, err = r.runBatch(operation, total)
	}
	r.err = err
}

// runBatch does a batch of operations, after those that took total, and returns the
// new total.
func (r *recorder) runBatch(operation Operation, total time.Duration) (time.Duration, error) {
	var works [batch]func() error
	for i := range works {
		work, err := operation.prepare()
		if err != nil {
			return total, err
		}
		works[i] = work
	}
	for _, work := range works {
		watch := stopwatch.Start()
		err := work()
		took := watch.Elapsed()
		if err != nil {
			return total, err
		}
		r.record(total, took)
		total += took
	}
	return total, nil
}

// record adds one operation, which started when those before it had taken at.
func (r *recorder) record(at, took time.Duration) {
	slice := min(int(at*sliceCount/r.duration), sliceCount-1)
	r.spent[slice] += took
	r.counts[slice]++
	// It cannot fail: no value is out of range.
	_ = r.times.RecordValue(max(1, min(int64(took), int64(longest))))
}

// add adds what another goroutine measured.
func (r *recorder) add(other *recorder) {
	r.times.Merge(other.times)
	for i := range sliceCount {
		r.spent[i] += other.spent[i]
		r.counts[i] += other.counts[i]
	}
}

// leastMean returns the lowest mean of any slice in nanoseconds, or 0 if all are empty.
func (r *recorder) leastMean() int64 {
	least := int64(0)
	for i := range sliceCount {
		if r.counts[i] == 0 {
			continue
		}
		if mean := int64(r.spent[i]) / r.counts[i]; least == 0 || mean < least {
			least = mean
		}
	}
	return least
}

// perSecond returns how many operations fit into a second of this goroutine's time.
func (r *recorder) perSecond() float64 {
	var spent time.Duration
	for _, part := range r.spent {
		spent += part
	}
	if spent == 0 {
		return 0
	}
	return float64(r.times.TotalCount()) / spent.Seconds()
}
