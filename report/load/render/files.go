package render

import (
	"bytes"
	"fmt"
	"path/filepath"

	"github.com/cogbench/cogbench/internal/atomicfile"
	"github.com/cogbench/cogbench/report"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// WriteFiles writes the results in every form into a directory that has the
// run's interval log. Each file is complete or absent; the first error is
// returned after all were tried.
func WriteFiles(directory string, l *loadreport.Report, total *loadreport.Total) error {
	timeline, err := loadreport.ReadTimeline(filepath.Join(directory, loadreport.IntervalLogFile))
	for _, file := range []struct {
		name   string
		render func() ([]byte, error)
	}{
		{loadreport.ReportFile, l.JSON},
		{report.MarkdownFile, func() ([]byte, error) { return Markdown(l) }},
		{report.JUnitFile, func() ([]byte, error) { return JUnit(l) }},
		{report.HTMLFile, func() ([]byte, error) { return HTML(l, total, timeline) }},
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
func writeHistogram(directory, series string, total *loadreport.Total) error {
	h := total.Distribution(series)
	if h == nil {
		return nil
	}
	var text bytes.Buffer
	if _, err := h.PercentilesPrint(&text, 5, 1e6); err != nil {
		return fmt.Errorf("encode %s: %w", series, err)
	}
	return atomicfile.Write(loadreport.HistogramPath(directory, series), text.Bytes(), 0o644)
}
