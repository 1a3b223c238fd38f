package load

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/cogbench/cogbench/report"
)

// Rebuild returns the figures of the run whose report is in a directory, from its
// interval log and what its load.json says of the run: all figures of all whole
// seconds. The result is complete only if load.json says that the run came to its
// end and the log has all of it.
func Rebuild(directory string) (*Result, error) {
	before, err := report.ReadLoad(filepath.Join(directory, report.LoadFile))
	if err != nil {
		return nil, err
	}
	total, torn, err := readTotal(filepath.Join(directory, report.IntervalLogFile), before)
	if err != nil {
		return nil, err
	}
	l := *before
	total.Fill(&l)
	l.Complete = before.Complete && !torn && l.Journeys == before.Journeys
	l.Thresholds = make([]report.Threshold, 0, len(before.Thresholds))
	for _, old := range before.Thresholds {
		condition, err := ParseThreshold(old.Expr)
		if err != nil {
			return nil, err
		}
		l.Thresholds = append(l.Thresholds, condition.Evaluate(&l, total))
	}
	return &Result{Load: l, Total: total}, nil
}

// readTotal adds the whole seconds of a log up.
func readTotal(path string, l *report.Load) (total *report.LoadTotal, torn bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, false, fmt.Errorf("interval log: %w", err)
	}
	defer f.Close()
	var names []string
	for _, s := range l.Series {
		names = append(names, s.Name)
	}
	total = report.NewLoadTotal(names...)
	for interval, err := range report.ReadIntervals(f) {
		if errors.Is(err, report.ErrTornLog) {
			return total, true, nil
		}
		if err != nil {
			return nil, false, err
		}
		total.Add(interval)
	}
	return total, false, nil
}
