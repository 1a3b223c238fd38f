package load

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/report/load/render"
)

// files are what a run writes. The first error ends the writing and is kept, so
// that a full disk costs the files and not the run.
type files struct {
	directory string // nothing is written if it is empty
	log       *loadreport.IntervalLog
	file      *os.File
	err       error
}

// createFiles begins the log, and a load.json without figures that takes the
// place of any earlier run's.
func createFiles(directory string, l *loadreport.Report) *files {
	f := &files{directory: directory}
	if directory == "" {
		return f
	}
	if f.err = os.MkdirAll(directory, 0o755); f.err != nil {
		return f
	}
	loadreport.RemoveHistograms(directory)
	if f.file, f.err = os.Create(filepath.Join(directory, loadreport.IntervalLogFile)); f.err != nil {
		return f
	}
	if f.log, f.err = loadreport.NewIntervalLog(f.file, l.StartedAt); f.err == nil {
		f.err = l.WriteJSON(directory)
	}
	return f
}

// write appends the interval to the log and replaces load.json.
func (f *files) write(interval loadreport.Interval, l *loadreport.Report) {
	if f.directory == "" || f.err != nil {
		return
	}
	if f.err = f.log.Write(interval); f.err == nil {
		f.err = l.WriteJSON(f.directory)
	}
}

// finish writes the last interval and the report. What can still be written is,
// even if the log could not.
func (f *files) finish(interval loadreport.Interval, l *loadreport.Report, total *loadreport.Total) error {
	if f.directory == "" {
		return nil
	}
	logging := f.err
	if logging == nil {
		logging = f.log.Write(interval)
	}
	if f.file != nil {
		logging = errors.Join(logging, f.file.Close())
	}
	err := render.WriteFiles(f.directory, l, total)
	if logging != nil {
		err = logging
	}
	if err != nil {
		return &FilesError{Directory: f.directory, Err: err}
	}
	return nil
}

// FilesError tells that the files of a report are not whole. The figures of the
// run are valid all the same.
type FilesError struct {
	Directory string
	Err       error
}

func (e *FilesError) Error() string {
	return fmt.Sprintf("the report in %s is not whole: %v", e.Directory, e.Err)
}

func (e *FilesError) Unwrap() error { return e.Err }
