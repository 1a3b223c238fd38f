package load

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/report/load/render"
)

// Render rebuilds the report of a directory from its interval log and what its
// load.json says of the run: all figures of all whole seconds. The result is
// complete only if load.json says that the run came to its end and the log has
// all of it.
func Render(directory string) (*Result, error) {
	before, err := loadreport.Read(filepath.Join(directory, loadreport.ReportFile))
	if err != nil {
		return nil, err
	}
	total, torn, err := readTotal(filepath.Join(directory, loadreport.IntervalLogFile), before)
	if err != nil {
		return nil, err
	}
	l := *before
	total.Fill(&l)
	l.Complete = before.Complete && !torn && l.Journeys == before.Journeys
	l.Thresholds = make([]loadreport.Threshold, 0, len(before.Thresholds))
	for _, old := range before.Thresholds {
		condition, err := ParseThreshold(old.Expr)
		if err != nil {
			return nil, err
		}
		l.Thresholds = append(l.Thresholds, condition.Evaluate(&l, total))
	}
	if err := render.WriteFiles(directory, &l, total); err != nil {
		return nil, err
	}
	return &Result{Load: l, Total: total}, nil
}

// readTotal adds the whole seconds of a log up.
func readTotal(path string, l *loadreport.Report) (total *loadreport.Total, torn bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, false, fmt.Errorf("interval log: %w", err)
	}
	defer f.Close()
	var names []string
	for _, s := range l.Series {
		names = append(names, s.Name)
	}
	total = loadreport.NewTotal(names...)
	for interval, err := range loadreport.ReadIntervals(f) {
		if errors.Is(err, loadreport.ErrTornLog) {
			return total, true, nil
		}
		if err != nil {
			return nil, false, err
		}
		total.Add(interval)
	}
	return total, false, nil
}
