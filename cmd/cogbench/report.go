package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/render"
	"github.com/cogbench/cogbench/spec"
)

// reportCommand works on results that are already on disk.
type reportCommand struct {
	Render   renderCommand   `cmd:"" help:"Rebuild the reports of a conformance.json, a load run or a benchmark."`
	Merge    mergeCommand    `cmd:"" help:"Merge the results of shards into one report."`
	Annotate annotateCommand `cmd:"" help:"Print the failures for GitHub Actions to show."`
	Compare  compareCommand  `cmd:"" help:"Show what changed between two runs."`
}

// Help implements kong's HelpProvider.
func (reportCommand) Help() string {
	return `Examples:

    cogbench report render out/conformance.json
    cogbench report compare before after`
}

// renderCommand writes every form of the results beside them.
type renderCommand struct {
	From     string `arg:"" placeholder:"FILE" help:"A conformance.json, load.json or bench.json, or its directory."`
	To       string `type:"given" name:"report-dir" placeholder:"DIR" help:"Where to write; by default next to the results."`
	Baseline string `type:"given" placeholder:"FILE" help:"Rules known to fail, one per line with a reason."`
}

// Help implements kong's HelpProvider.
func (renderCommand) Help() string {
	return `A load run is rebuilt from its interval log, even if it was killed: the report
then covers every full second and says that it is incomplete.

Examples:

    cogbench report render out/conformance.json --report-dir pages
    cogbench report render load-out`
}

// Run runs the command.
func (r renderCommand) Run(console streams) error {
	if directory, is := loadDirectory(r.From); is {
		return r.renderLoad(directory, console)
	}
	if file, is := benchFile(r.From); is {
		return r.renderBench(file, console)
	}
	found, err := readResults(r.From)
	if err != nil {
		return err
	}
	known, err := loadBaseline(r.Baseline, console)
	if err != nil {
		return err
	}
	to := r.To
	if to == "" {
		to = filepath.Dir(resultsPath(r.From))
	}
	if err := render.WriteFiles(to, found, found.Verdict(known)); err != nil {
		return usage(err, "")
	}
	return nil
}

// compareCommand shows what changed.
type compareCommand struct {
	Before string `arg:"" placeholder:"BEFORE" help:"A conformance.json, load.json or bench.json, or its directory."`
	After  string `arg:"" placeholder:"AFTER" help:"The later one."`
}

// Help implements kong's HelpProvider.
func (compareCommand) Help() string {
	return `A rule at the gate that passed before and no longer does is a regression: exit 1.
So are response times of a load run that are slower by more than the runs' own
spread, and journeys that fail more often; and an operation of a benchmark that is
slower by more than the spread, or a library that no longer answers rightly.

Examples:

    cogbench report compare last/conformance.json out/conformance.json
    cogbench report compare load-before load-after
    cogbench report compare bench-before bench-after`
}

// Run runs the command.
func (c compareCommand) Run(console streams) error {
	if first, is := loadDirectory(c.Before); is {
		return compareLoads(first, c.After, console)
	}
	if first, is := benchFile(c.Before); is {
		return compareBenches(first, c.After, console)
	}
	_, isLoad := loadDirectory(c.After)
	if _, isBench := benchFile(c.After); isLoad || isBench {
		return usage(fmt.Errorf("%s and %s are results of two kinds", c.Before, c.After), "compare two load runs, two benchmarks or two conformance.json")
	}
	before, err := readResults(c.Before)
	if err != nil {
		return err
	}
	after, err := readResults(c.After)
	if err != nil {
		return err
	}
	if before.Rulebook.Made() != after.Rulebook.Made() {
		if err := tellSince(console, c.Before, before.Rulebook.Made(), idsOf(before.Rules), ""); err != nil {
			return err
		}
	}
	changes := report.Compare(before, after)
	style := term.StyleOf(console.stdout, console.getenv)
	render.Terminal{Out: console.stdout, Colour: style.Colour, Width: style.Width}.Changes(changes)
	if report.Regressed(changes) {
		return ended(exitFailed)
	}
	return nil
}

// idsOf are the ids of outcomes.
func idsOf(rules []report.Rule) []string {
	ids := make([]string, len(rules))
	for i, rule := range rules {
		ids[i] = rule.ID
	}
	return ids
}

// readResults reads results from a file, or from the directory that it is in.
func readResults(path string) (*report.Conformance, error) {
	found, err := report.ReadConformance(resultsPath(path))
	if err != nil {
		return nil, usage(err, "name a conformance.json or its directory; cogbench conform --report-dir DIR writes one")
	}
	return found, nil
}

// resultsPath is the file that a path to it, or to its directory, means.
func resultsPath(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return filepath.Join(path, report.ConformanceFile)
	}
	return path
}

// loadBaseline reads a baseline for rules of the catalogue, and says what changed in
// them since it was written; nil without a path.
func loadBaseline(path string, console streams) (*report.Baseline, error) {
	if path == "" {
		return nil, nil
	}
	catalogue, err := spec.Load()
	if err != nil {
		return nil, err
	}
	known, err := report.ReadBaseline(path, catalogue.Has)
	if err != nil {
		return nil, usage(err, "one rule per line: its id and a reason; cogbench rules lists the ids")
	}
	if known.Rulebook != "" {
		return known, tellSince(console, path, known.Rulebook, known.IDs(), "")
	}
	return known, tellSince(console, path, spec.FirstVersion, known.IDs(),
		fmt.Sprintf("  it names no version: add the line %q when it is right again\n", report.BaselineRulebook(spec.Version)))
}

// tellSince says on standard error what changed in the rules since a file was written
// with a version of them, among the ids that it names; and then more. An unknown
// version is an error of usage.
func tellSince(console streams, file, version string, ids []string, more string) error {
	var text strings.Builder
	if err := render.Since(&text, file, version, ids); err != nil {
		return usage(err, "it was written by another version of cogbench")
	}
	if text.Len() > 0 {
		fmt.Fprint(console.stderr, text.String(), more)
	}
	return nil
}
