package loadreport

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/cogbench/cogbench/internal/atomicfile"
	"github.com/cogbench/cogbench/internal/plural"
)

// maxResultBytes bounds a load.json that is read.
const maxResultBytes = 256 << 20

// Names of the files of a load run, beside junit.xml, report.html and summary.md.
const (
	ReportFile      = "load.json"
	IntervalLogFile = "intervals.hlog"
)

// SchemaVersion is the schemaVersion of load.json, see docs/files.md.
const SchemaVersion = 1

// JSON returns the content of load.json.
func (l *Report) JSON() ([]byte, error) {
	written := *l
	written.SchemaVersion = SchemaVersion
	data, err := json.MarshalIndent(&written, "", " ")
	if err != nil {
		return nil, fmt.Errorf("encode the results: %w", err)
	}
	return append(data, '\n'), nil
}

// WriteJSON replaces the load.json of a directory.
func (l *Report) WriteJSON(directory string) error {
	data, err := l.JSON()
	if err != nil {
		return err
	}
	return atomicfile.Write(filepath.Join(directory, ReportFile), data, 0o644)
}

// Read reads a load.json.
func Read(path string) (*Report, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("results: %w", err)
	}
	defer f.Close()
	var l Report
	if err := json.NewDecoder(io.LimitReader(f, maxResultBytes)).Decode(&l); err != nil {
		return nil, fmt.Errorf("results %s: %w", path, err)
	}
	if l.Tool.Name == "" || l.Scenario == "" || l.StartedAt.IsZero() {
		return nil, fmt.Errorf("results %s: not a load.json", path)
	}
	if l.SchemaVersion > SchemaVersion {
		return nil, fmt.Errorf("results %s: written by a newer cogbench (schemaVersion %d; this one reads up to %d)", path, l.SchemaVersion, SchemaVersion)
	}
	return &l, nil
}

// RemoveHistograms removes the .hgrm files that belong to the load.json of a
// directory, if it has one: of an earlier run, which had other series.
func RemoveHistograms(directory string) {
	before, err := Read(filepath.Join(directory, ReportFile))
	if err != nil {
		return
	}
	for _, s := range before.Series {
		_ = os.Remove(HistogramPath(directory, s.Name))
	}
}

// HistogramPath is the .hgrm file of a series in a directory. The series' name
// cannot lead out of it: names can come from a log that someone else wrote.
func HistogramPath(directory, series string) string {
	name := strings.Map(func(r rune) rune {
		if r == '.' || r == '_' || r == '-' || r == '@' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return '-'
	}, strings.TrimLeft(series, "."))
	return filepath.Join(directory, name+".hgrm")
}

// Missed lists why the run does not pass: conditions that were not met,
// journeys that were abandoned where that is not allowed, an early end. Of a shard only
// the last counts: the conditions are the whole's.
func (l *Report) Missed() []string {
	var reasons []string
	if l.Part() {
		return l.ended(reasons)
	}
	for _, t := range l.Thresholds {
		if !t.OK {
			reasons = append(reasons, fmt.Sprintf("%s: %s", t.Expr, t.Message))
		}
	}
	if j := l.Journeys; j.Abandoned > 0 && !l.Plan.AllowAbandoned {
		reasons = append(reasons, fmt.Sprintf("%d of %s %s abandoned (not started: %d, cut off: %d)",
			j.Abandoned, plural.Count(j.Started, "journey"), plural.Pick(j.Abandoned, "was", "were"), j.NotStarted, j.Abandoned-j.NotStarted))
	}
	return l.ended(reasons)
}

// ended adds why the run was ended before its plan, if it was.
func (l *Report) ended(reasons []string) []string {
	if l.Aborted != "" {
		reasons = append(reasons, "the run was ended early: "+l.Aborted)
	}
	return reasons
}
