package load

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/report"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// Merging says what is merged and where the whole goes.
type Merging struct {
	// From are the directories of the shards, each with its load.json and log.
	From []string
	// Directory receives the log and the reports of the whole.
	Directory string
	// AllowMissing takes a run of which shards are missing or torn: the report names
	// them, and nothing stands in for their figures.
	AllowMissing bool
	// Render is as in Options.
	Render func(directory string, l *loadreport.Report, total *loadreport.Total) error
}

// Merge adds the results of the shards of a run up and holds the sums against the
// conditions. Histograms and books are exact sums, second by second of the common plan.
// The error is a *FilesError if the whole could not be written; else it says which
// shards do not make a run, in a *report.MissingError where some are missing.
func Merge(m Merging) (*Result, error) {
	var parts []*loadreport.Part
	for _, from := range m.From {
		if filepath.Clean(from) == filepath.Clean(m.Directory) {
			return nil, fmt.Errorf("%s is a shard: have the whole written to another directory", from)
		}
		part, err := loadreport.ReadPart(from)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	chosen, err := loadreport.Choose(parts)
	missing, some := errors.AsType[*report.MissingError](err)
	switch {
	case some && len(chosen) > 0 && m.AllowMissing:
	case err != nil:
		return nil, err
	}
	l := loadreport.WholeOf(chosen, missing)
	total, err := writeSums(m.Directory, l, chosen)
	if err == nil {
		err = complete(l, chosen, total)
	}
	if err != nil {
		return nil, err
	}
	if err := m.Render(m.Directory, l, total); err != nil {
		return &Result{Load: *l, Total: total}, &FilesError{Directory: m.Directory, Err: err}
	}
	return &Result{Load: *l, Total: total}, nil
}

// writeSums writes the log of the whole, and returns the sums of all seconds.
func writeSums(directory string, l *loadreport.Report, parts []*loadreport.Part) (*loadreport.Total, error) {
	var names []string
	for _, p := range parts {
		for _, s := range p.Report.Series {
			names = append(names, s.Name)
		}
	}
	total := loadreport.NewTotal(names...)
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return nil, &FilesError{Directory: directory, Err: err}
	}
	loadreport.RemoveHistograms(directory)
	file, err := os.Create(filepath.Join(directory, loadreport.IntervalLogFile))
	if err != nil {
		return nil, &FilesError{Directory: directory, Err: err}
	}
	log, err := loadreport.NewIntervalLog(file, l.StartedAt)
	for interval, failed := range loadreport.MergeIntervals(parts) {
		if failed != nil {
			_ = file.Close()
			return nil, failed
		}
		total.Add(interval)
		if err == nil {
			err = log.Write(interval)
		}
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, &FilesError{Directory: directory, Err: err}
	}
	return total, nil
}

// complete sets the figures of the whole, and evaluates its conditions.
func complete(l *loadreport.Report, parts []*loadreport.Part, total *loadreport.Total) error {
	total.Fill(l)
	for _, text := range l.Plan.Thresholds {
		condition, err := ParseThreshold(text)
		if err != nil {
			return err
		}
		l.Thresholds = append(l.Thresholds, condition.Evaluate(l, total))
	}
	for _, p := range parts {
		for _, sign := range p.Report.Driver.Limited {
			l.Driver.Limited = append(l.Driver.Limited, fmt.Sprintf("shard %d: %s", p.Report.Shard.Index, sign))
		}
	}
	l.Notes = append(l.Notes, remarksOn(parts)...)
	return nil
}

// What a reader has to know of the clocks: docs/scale.md says how these bounds were
// found.
const (
	tellApart     = 250 * time.Millisecond // known distance between two beginnings
	tellUncertain = 500 * time.Millisecond // distance that is possible
)

// remarksOn says what the shards' beginnings and clocks do to the figures.
func remarksOn(parts []*loadreport.Part) []string {
	var notes []string
	var unknown int
	var starts, spread []float64
	for _, p := range parts {
		l := p.Report
		if l.LateSeconds > 0 {
			notes = append(notes, fmt.Sprintf("shard %d came %s late: what was due by then is abandoned, and the target had less load until then",
				l.Shard.Index, loadreport.FormatLatency(l.LateSeconds*1e9)))
		}
		at := l.StartedAt.Sub(parts[0].Report.StartedAt).Seconds()
		uncertain := 0.0
		if c := l.Clock; c != nil && c.Error == "" {
			at, uncertain = at+c.OffsetSeconds, c.UncertaintySeconds
		} else {
			unknown++
		}
		starts, spread = append(starts, at), append(spread, uncertain)
	}
	if len(parts) < 2 {
		return notes
	}
	if unknown > 0 {
		notes = append(notes, fmt.Sprintf("the clocks of %s were not compared: how far apart they began is not known", plural.Count(unknown, "shard")))
	}
	apart := slices.Max(starts) - slices.Min(starts)
	possible := apart + 2*slices.Max(spread)
	if apart > tellApart.Seconds() || possible > tellUncertain.Seconds() {
		notes = append(notes, fmt.Sprintf("the shards began %s apart, ± %s: rates, and what the target was offered at a time, are of the plan and not of one instant",
			loadreport.FormatLatency(apart*1e9), loadreport.FormatLatency(2*slices.Max(spread)*1e9)))
	}
	return notes
}
