package main

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/report"
)

// loadDirectory is the directory of a load run that a path means, if it does.
func loadDirectory(path string) (directory string, is bool) {
	if filepath.Base(path) == report.LoadFile {
		return filepath.Dir(path), true
	}
	if info, err := os.Stat(filepath.Join(path, report.LoadFile)); err == nil && info.Mode().IsRegular() {
		return path, true
	}
	return "", false
}

// renderLoad rebuilds the report of a load run in its place.
func (r renderCommand) renderLoad(directory string, console streams) error {
	if r.Baseline != "" || r.To != "" && filepath.Clean(r.To) != filepath.Clean(directory) {
		return usage(errors.New("a load run is rendered beside its log, and has no baseline"), "leave --report-dir and --baseline out")
	}
	result, err := load.Rebuild(directory)
	if err == nil {
		err = writeLoad(directory, &result.Load, result.Total)
	}
	if err != nil {
		return usage(err, "load writes load.json and intervals.hlog with --report-dir")
	}
	report.Terminal{Out: console.stdout}.Load(&result.Load)
	return nil
}

// compareLoads tells what changed between two load runs.
func compareLoads(before, after string, console streams) error {
	second, is := loadDirectory(after)
	if !is {
		return usage(errors.New(after+" is no load run"), "compare two directories that load wrote with --report-dir")
	}
	a, err := report.ReadLoadRun(before)
	if err != nil {
		return usage(err, "")
	}
	b, err := report.ReadLoadRun(second)
	if err != nil {
		return usage(err, "")
	}
	changes := report.CompareLoads(a, b)
	if err := report.WriteLoadChanges(console.stdout, a, b, changes); err != nil {
		return err
	}
	if report.LoadRegressed(a, b, changes) {
		return ended(exitFailed)
	}
	return nil
}
