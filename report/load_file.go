package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/cogbench/cogbench/internal/atomicfile"
)

// Names of the files of a load run, beside junit.xml, report.html and summary.md.
const (
	LoadFile        = "load.json"
	IntervalLogFile = "intervals.hlog"
	histogramSuffix = ".hgrm"
)

// JSON returns the content of load.json.
func (l *Load) JSON() ([]byte, error) {
	data, err := json.MarshalIndent(l, "", " ")
	if err != nil {
		return nil, fmt.Errorf("encode the results: %w", err)
	}
	return append(data, '\n'), nil
}

// WriteJSON replaces the load.json of a directory.
func (l *Load) WriteJSON(directory string) error {
	data, err := l.JSON()
	if err != nil {
		return err
	}
	return atomicfile.Write(filepath.Join(directory, LoadFile), data, 0o644)
}

// ReadLoad reads a load.json.
func ReadLoad(path string) (*Load, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("results: %w", err)
	}
	defer f.Close()
	var l Load
	if err := json.NewDecoder(io.LimitReader(f, maxResultBytes)).Decode(&l); err != nil {
		return nil, fmt.Errorf("results %s: %w", path, err)
	}
	if l.Tool.Name == "" || l.Scenario == "" || l.StartedAt.IsZero() {
		return nil, fmt.Errorf("results %s: not a load.json", path)
	}
	return &l, nil
}

// RemoveHistograms removes the .hgrm files that belong to the load.json of a
// directory, if it has one: of an earlier run, which had other series.
func RemoveHistograms(directory string) {
	before, err := ReadLoad(filepath.Join(directory, LoadFile))
	if err != nil {
		return
	}
	for _, s := range before.Series {
		_ = os.Remove(filepath.Join(directory, fileNameOf(s.Name)+histogramSuffix))
	}
}

// WriteFiles writes the results in every form into a directory that has the
// run's interval log. Each file is complete or absent; the first error is
// returned after all were tried.
func (l *Load) WriteFiles(directory string, total *LoadTotal) error {
	timeline, err := readTimeline(filepath.Join(directory, IntervalLogFile))
	for _, file := range []struct {
		name   string
		render func() ([]byte, error)
	}{
		{LoadFile, l.JSON},
		{MarkdownFile, l.Markdown},
		{JUnitFile, l.JUnit},
		{HTMLFile, func() ([]byte, error) { return l.page(total, timeline) }},
	} {
		data, failed := file.render()
		if failed == nil {
			failed = atomicfile.Write(filepath.Join(directory, file.name), data, 0o644)
		}
		if err == nil {
			err = failed
		}
	}
	for _, name := range total.Names() {
		if failed := writeHistogram(directory, name, total); err == nil {
			err = failed
		}
	}
	return err
}

// writeHistogram writes one series as a percentile distribution in
// milliseconds, the text form that HdrHistogram's plotters read.
func writeHistogram(directory, series string, total *LoadTotal) error {
	h := total.distribution(series)
	if h == nil {
		return nil
	}
	var text bytes.Buffer
	if _, err := h.PercentilesPrint(&text, 5, 1e6); err != nil {
		return fmt.Errorf("encode %s: %w", series, err)
	}
	return atomicfile.Write(filepath.Join(directory, fileNameOf(series)+histogramSuffix), text.Bytes(), 0o644)
}

// fileNameOf keeps a series' name from leaving the directory: names can come
// from a log that someone else wrote.
func fileNameOf(series string) string {
	return strings.Map(func(r rune) rune {
		if r == '.' || r == '_' || r == '-' || r == '@' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return '-'
	}, strings.TrimLeft(series, "."))
}

// Missed lists why the run does not pass: conditions that were not met,
// journeys that were abandoned where that is not allowed, an early end.
func (l *Load) Missed() []string {
	var reasons []string
	for _, t := range l.Thresholds {
		if !t.OK {
			reasons = append(reasons, fmt.Sprintf("%s: %s", t.Expr, t.Message))
		}
	}
	if j := l.Journeys; j.Abandoned > 0 && !l.Plan.AllowAbandoned {
		reasons = append(reasons, fmt.Sprintf("%d of %d journeys were abandoned (%d could not start, %d were cut off)",
			j.Abandoned, j.Started, j.NotStarted, j.Abandoned-j.NotStarted))
	}
	if l.Aborted != "" {
		reasons = append(reasons, "the run was ended early: "+l.Aborted)
	}
	return reasons
}
