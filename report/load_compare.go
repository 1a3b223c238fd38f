package report

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"text/tabwriter"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// How much two runs have to differ before a comparison calls it a change.
const (
	// blocks is how many parts a run is cut into to see its own spread, and
	// fewestBlocks the number below which it does not tell one.
	blocks       = 20
	fewestBlocks = 5
	// beyondSpread is in standard errors of the difference, so that one of 300
	// comparisons of equals is called a change.
	beyondSpread = 3
	// leastChange is the share below which a difference is of no matter.
	leastChange = 0.05
)

// comparedPercentiles are the figures that are put side by side.
var comparedPercentiles = []float64{50, 90, 99}

// LoadRun is a run with the spread that its parts had.
type LoadRun struct {
	Load *Load
	// errors are the standard errors of the comparedPercentiles, by series; none
	// where the run was too short to tell.
	errors map[string][]float64
	total  *LoadTotal
}

// ReadLoadRun reads a run from the directory of its report.
func ReadLoadRun(directory string) (*LoadRun, error) {
	l, err := ReadLoad(filepath.Join(directory, LoadFile))
	if err != nil {
		return nil, err
	}
	path := filepath.Join(directory, IntervalLogFile)
	n := 0
	if err := eachInterval(path, func(Interval) { n++ }); err != nil {
		return nil, err
	}
	run := &LoadRun{Load: l, total: NewLoadTotal(), errors: map[string][]float64{}}
	parts := make([]*LoadTotal, min(blocks, n))
	for i := range parts {
		parts[i] = NewLoadTotal()
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
func standardErrors(parts []*LoadTotal, name string) []float64 {
	var found []*hdrhistogram.PackedHistogram
	for _, part := range parts {
		if h := part.Histogram(name); h != nil && h.TotalCount() > 0 {
			found = append(found, h)
		}
	}
	if len(found) < fewestBlocks {
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

// LoadChange is one percentile of one series in two runs.
type LoadChange struct {
	Series        string
	Percentile    float64
	Before, After float64 // ns
	// Spread is what the difference has to exceed, in ns; 0 if a run was too
	// short to tell.
	Spread  float64
	Verdict string // slower, faster, within the spread, or spread unknown
}

// The verdicts of a comparison.
const (
	slower        = "slower"
	faster        = "faster"
	withinSpread  = "within the spread"
	spreadUnknown = "spread unknown"
)

// CompareLoads puts the series that both runs have side by side.
func CompareLoads(before, after *LoadRun) []LoadChange {
	var changes []LoadChange
	for _, name := range before.total.Names() {
		a, b := before.total.Histogram(name), after.total.Histogram(name)
		if b == nil || a.TotalCount() == 0 || b.TotalCount() == 0 {
			continue
		}
		for i, q := range comparedPercentiles {
			c := LoadChange{Series: name, Percentile: q, Before: float64(Percentile(a, q)), After: float64(Percentile(b, q))}
			if ea, eb := before.errors[name], after.errors[name]; ea != nil && eb != nil {
				c.Spread = beyondSpread * math.Hypot(ea[i], eb[i])
				c.Verdict = judgeChange(c)
			} else {
				c.Verdict = spreadUnknown
			}
			changes = append(changes, c)
		}
	}
	return changes
}

func judgeChange(c LoadChange) string {
	difference := c.After - c.Before
	switch {
	case math.Abs(difference) <= math.Max(c.Spread, leastChange*c.Before):
		return withinSpread
	case difference > 0:
		return slower
	}
	return faster
}

// LoadRegressed tells whether the later run is worse: its response times are
// slower beyond the spread, or a larger share of its journeys failed than
// chance gives.
func LoadRegressed(before, after *LoadRun, changes []LoadChange) bool {
	for _, c := range changes {
		if c.Series == SeriesResponse && c.Verdict == slower {
			return true
		}
	}
	return failsMore(before.Load.Journeys, after.Load.Journeys)
}

// failsMore compares the shares of journeys that failed or were abandoned.
func failsMore(before, after Journeys) bool {
	n, m := float64(before.Started), float64(after.Started)
	if n == 0 || m == 0 {
		return false
	}
	a, b := float64(before.Failed+before.Abandoned), float64(after.Failed+after.Abandoned)
	share := (a + b) / (n + m)
	deviation := math.Sqrt(share * (1 - share) * (1/n + 1/m))
	return b/m-a/n > beyondSpread*deviation && b > a
}

// WriteLoadChanges writes a comparison for a person.
func WriteLoadChanges(out io.Writer, before, after *LoadRun, changes []LoadChange) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "series\t\tbefore\tafter\tchange\tspread\tverdict\t")
	for _, c := range changes {
		spread := "?"
		if c.Verdict != spreadUnknown {
			spread = "±" + FormatLatency(c.Spread)
		}
		fmt.Fprintf(table, "%s\tp%g\t%s\t%s\t%+.1f %%\t%s\t%s\t\n", printable(c.Series), c.Percentile,
			FormatLatency(c.Before), FormatLatency(c.After), 100*(c.After-c.Before)/math.Max(1, c.Before), spread, c.Verdict)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	a, b := before.Load.Journeys, after.Load.Journeys
	_, err := fmt.Fprintf(out, "\nfailed or abandoned: %d of %d before, %d of %d after\n%s\n",
		a.Failed+a.Abandoned, a.Started, b.Failed+b.Abandoned, b.Started, comparisonStatement(before, after, changes))
	return err
}

// comparisonStatement is the comparison in one sentence.
func comparisonStatement(before, after *LoadRun, changes []LoadChange) string {
	verdicts := map[string]int{}
	for _, c := range changes {
		if c.Series == SeriesResponse {
			verdicts[c.Verdict]++
		}
	}
	switch {
	case failsMore(before.Load.Journeys, after.Load.Journeys):
		return "more journeys fail than before"
	case verdicts[slower] > 0:
		return "response times are slower, by more than the runs' own spread"
	case verdicts[faster] > 0:
		return "response times are faster, by more than the runs' own spread"
	case verdicts[spreadUnknown] > 0:
		return fmt.Sprintf("the runs are too short to tell their spread: %d seconds each are needed", fewestBlocks)
	}
	return "response times differ no more than the runs' own spread"
}
