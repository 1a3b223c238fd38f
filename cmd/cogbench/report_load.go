package main

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/load"
	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/report/load/render"
)

// loadDirectory is the directory of a load run that a path means, if it does.
func loadDirectory(path string) (directory string, is bool) {
	if filepath.Base(path) == loadreport.ReportFile {
		return filepath.Dir(path), true
	}
	if info, err := os.Stat(filepath.Join(path, loadreport.ReportFile)); err == nil && info.Mode().IsRegular() {
		return path, true
	}
	return "", false
}

// renderLoad rebuilds the report of a load run in its place.
func (r renderCommand) renderLoad(directory string, console streams) error {
	if r.Baseline != "" || r.To != "" && filepath.Clean(r.To) != filepath.Clean(directory) {
		return usage(errors.New("a load run is rendered beside its log, and has no baseline"), "leave --report-dir and --baseline out")
	}
	result, err := load.Render(directory)
	if err != nil {
		return usage(err, "load writes load.json and intervals.hlog with --report-dir")
	}
	style := term.StyleOf(console.stdout, console.getenv)
	render.Terminal{Out: console.stdout, Colour: style.Colour, Width: style.Width}.Summary(&result.Load)
	return nil
}

// compareLoads tells what changed between two load runs.
func compareLoads(before, after string, console streams) error {
	second, is := loadDirectory(after)
	if !is {
		return usage(errors.New(after+" is no load run"), "compare two directories that load wrote with --report-dir")
	}
	a, err := loadreport.ReadRun(before)
	if err != nil {
		return usage(err, "")
	}
	b, err := loadreport.ReadRun(second)
	if err != nil {
		return usage(err, "")
	}
	changes := loadreport.Compare(a, b)
	if err := render.Changes(console.stdout, a, b, changes); err != nil {
		return err
	}
	if loadreport.Regressed(a, b, changes) {
		return ended(exitFailed)
	}
	return nil
}
