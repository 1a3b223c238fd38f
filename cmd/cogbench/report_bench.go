package main

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/cogbench/cogbench/internal/term"
	benchreport "github.com/cogbench/cogbench/report/bench"
	"github.com/cogbench/cogbench/report/bench/render"
)

// benchFile is the results of a benchmark that a path means, if it does: a bench.json, or
// its directory.
func benchFile(path string) (file string, is bool) {
	if filepath.Base(path) == benchreport.File {
		return path, true
	}
	inside := filepath.Join(path, benchreport.File)
	info, err := os.Stat(inside)
	return inside, err == nil && info.Mode().IsRegular()
}

// renderBench rebuilds the picture and the page of a benchmark.
func (r renderCommand) renderBench(file string, console streams) error {
	if r.Baseline != "" {
		return usage(errors.New("a benchmark takes no baseline"), "leave out --baseline")
	}
	found, err := benchreport.Read(file)
	if err != nil {
		return usage(err, "cogbench bench --report-dir DIR writes one")
	}
	to := r.To
	if to == "" {
		to = filepath.Dir(file)
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return usage(err, "choose another --report-dir")
	}
	if err := render.WriteFiles(to, found); err != nil {
		return usage(err, "choose another --report-dir")
	}
	style := term.StyleOf(console.stdout, console.getenv)
	render.Terminal{Out: console.stdout, Colour: style.Colour, Width: style.Width}.Summary(found)
	return nil
}

// compareBenches shows what changed between two benchmarks.
func compareBenches(before, after string, console streams) error {
	second, is := benchFile(after)
	if !is {
		return usage(errors.New(after+" is not a benchmark"), "compare two directories written by cogbench bench --report-dir")
	}
	a, err := benchreport.Read(before)
	if err != nil {
		return usage(err, "")
	}
	b, err := benchreport.Read(second)
	if err != nil {
		return usage(err, "")
	}
	comparison := benchreport.Compare(a, b)
	style := term.StyleOf(console.stdout, console.getenv)
	render.Terminal{Out: console.stdout, Colour: style.Colour, Width: style.Width}.Changes(comparison)
	if comparison.Regressed() {
		return ended(exitFailed)
	}
	return nil
}
