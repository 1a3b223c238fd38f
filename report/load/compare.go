package loadreport

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// How much two runs have to differ before a comparison calls it a change.
const (
	// blocks is how many parts a run is cut into to see its own spread.
	blocks = 20
	// ComparableSeconds is how many seconds a run must have, and a series values
	// in, for its spread to be known.
	ComparableSeconds = 5
	// beyondSpread is in standard errors of the difference, so that one of 300
	// comparisons of equals is called a change.
	beyondSpread = 3
	// leastChange is the share below which a difference is of no matter.
	leastChange = 0.05
)

// comparedPercentiles are the figures that are put side by side.
var comparedPercentiles = []float64{50, 90, 99}

// Run is a run with the spread that its parts had.
type Run struct {
	Report *Report
	// errors are the standard errors of the comparedPercentiles, by series; none
	// where the run was too short to tell.
	errors map[string][]float64
	total  *Total
}

// ReadRun reads a run from the directory of its report.
func ReadRun(directory string) (*Run, error) {
	l, err := Read(filepath.Join(directory, ReportFile))
	if err != nil {
		return nil, err
	}
	path := filepath.Join(directory, IntervalLogFile)
	n := 0
	if err := eachInterval(path, func(Interval) { n++ }); err != nil {
		return nil, err
	}
	run := &Run{Report: l, total: NewTotal(), errors: map[string][]float64{}}
	parts := make([]*Total, min(blocks, n))
	for i := range parts {
		parts[i] = NewTotal()
	}
	i := 0
	err = eachInterval(path, func(interval Interval) {
		run.total.Add(interval)
		parts[i*len(parts)/n].Add(interval)
		i++
	})
	if err != nil {
		return nil, err
	}
	for _, name := range run.total.Names() {
		if spread := standardErrors(parts, name); spread != nil {
			run.errors[name] = spread
		}
	}
	return run, nil
}

func eachInterval(path string, do func(Interval)) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("interval log: %w", err)
	}
	defer f.Close()
	for interval, err := range ReadIntervals(f) {
		if errors.Is(err, ErrTornLog) {
			return nil
		}
		if err != nil {
			return err
		}
		do(interval)
	}
	return nil
}

// standardErrors are those of a series' percentiles, by the parts of its run.
func standardErrors(parts []*Total, name string) []float64 {
	var found []*hdrhistogram.PackedHistogram
	for _, part := range parts {
		if h := part.Histogram(name); h != nil && h.TotalCount() > 0 {
			found = append(found, h)
		}
	}
	if len(found) < ComparableSeconds {
		return nil
	}
	list := make([]float64, len(comparedPercentiles))
	n := float64(len(found))
	for i, q := range comparedPercentiles {
		sum, squares := 0.0, 0.0
		for _, h := range found {
			v := float64(Percentile(h, q))
			sum += v
			squares += v * v
		}
		variance := math.Max(0, squares-sum*sum/n) / (n - 1)
		list[i] = math.Sqrt(variance / n)
	}
	return list
}

// Change is one percentile of one series in two runs.
type Change struct {
	Series        string
	Percentile    float64
	Before, After float64 // ns
	// Spread is what the difference has to exceed, in ns; 0 if a run was too
	// short to tell.
	Spread float64
	Trend  Trend
}

// Trend is what a comparison makes of a difference.
type Trend string

// The trends.
const (
	Slower        Trend = "slower"
	Faster        Trend = "faster"
	WithinSpread  Trend = "within the spread"
	SpreadUnknown Trend = "spread unknown"
)

// Compare puts the series that both runs have side by side.
func Compare(before, after *Run) []Change {
	var changes []Change
	for _, name := range before.total.Names() {
		a, b := before.total.Histogram(name), after.total.Histogram(name)
		if b == nil || a.TotalCount() == 0 || b.TotalCount() == 0 {
			continue
		}
		for i, q := range comparedPercentiles {
			c := Change{Series: name, Percentile: q, Before: float64(Percentile(a, q)), After: float64(Percentile(b, q))}
			if ea, eb := before.errors[name], after.errors[name]; ea != nil && eb != nil {
				c.Spread = beyondSpread * math.Hypot(ea[i], eb[i])
				c.Trend = trendOf(c)
			} else {
				c.Trend = SpreadUnknown
			}
			changes = append(changes, c)
		}
	}
	return changes
}

func trendOf(c Change) Trend {
	difference := c.After - c.Before
	switch {
	case math.Abs(difference) <= math.Max(c.Spread, leastChange*c.Before):
		return WithinSpread
	case difference > 0:
		return Slower
	}
	return Faster
}

// Regressed tells whether the later run is worse: its response times are
// slower beyond the spread, or a larger share of its journeys failed than
// chance gives.
func Regressed(before, after *Run, changes []Change) bool {
	for _, c := range changes {
		if c.Series == SeriesResponse && c.Trend == Slower {
			return true
		}
	}
	return FailsMore(before, after)
}

// FailsMore reports whether a larger share of the later run's journeys failed or
// was abandoned, beyond chance.
func FailsMore(earlier, later *Run) bool {
	before, after := earlier.Report.Journeys, later.Report.Journeys
	n, m := float64(before.Started), float64(after.Started)
	if n == 0 || m == 0 {
		return false
	}
	a, b := float64(before.Failed+before.Abandoned), float64(after.Failed+after.Abandoned)
	share := (a + b) / (n + m)
	deviation := math.Sqrt(share * (1 - share) * (1/n + 1/m))
	return b/m-a/n > beyondSpread*deviation && b > a
}
