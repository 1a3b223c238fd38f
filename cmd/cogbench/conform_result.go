package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/render"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites"
	"github.com/cogbench/cogbench/target"
)

// conformance puts the results of a run into the model of the reports.
func (c conformCommand) conformance(on *target.Target, findings *target.Findings, results suites.Results, started time.Time) *report.Conformance {
	return &report.Conformance{
		Tool: report.Tool{Name: "cogbench", Version: thisBuild().Version},
		Target: report.Target{
			Name: on.Config.Name, Endpoint: on.Config.Endpoint,
			Features: report.TargetFeatures{Claimed: asFeatures(findings.Claimed), Found: asFeatures(findings.Found)},
		},
		Profile: c.Profile, Gate: c.Gate,
		StartedAt: started.UTC(), DurationSeconds: time.Since(started).Seconds(),
		Interrupted: results.Interrupted,
		Summary:     report.Summarize(results.Rules),
		Diagnoses:   []report.Diagnosis{},
		Rules:       results.Rules,
	}
}

// asFeatures types the names of features, sorted; never nil, since null would
// not be a list.
func asFeatures(names []string) []spec.Feature {
	features := []spec.Feature{}
	for _, name := range names {
		features = append(features, spec.Feature(name))
	}
	slices.Sort(features)
	return features
}

// conclude writes the results and returns what they mean.
func (c conformCommand) conclude(found *report.Conformance, results suites.Results, known *report.Baseline, console streams) error {
	verdict := found.Verdict(known)
	var unwritten []error
	if c.ReportDir != "" {
		unwritten = append(unwritten, render.WriteFiles(c.ReportDir, found, verdict))
	}
	if c.WriteBaseline != "" {
		unwritten = append(unwritten, render.WriteBaseline(c.WriteBaseline, found))
	}
	unwritten = append(unwritten, c.show(found, verdict, c.ReportDir, console))
	for _, leftover := range results.Leftovers {
		fmt.Fprintf(console.stderr, "cogbench: could not be removed: %s\n", leftover)
	}
	if err := errors.Join(unwritten...); err != nil {
		return usage(err, "the results were not written")
	}
	if found.Interrupted {
		return ended(exitInterrupted)
	}
	if len(results.Defects) > 0 {
		return &failure{
			code: exitDefect, err: errors.New(strings.TrimSpace(c.shown(results.Defects))),
			hint: "this is a defect of cogbench; please report it with the command line",
		}
	}
	return ended(exitCode(verdict, c.StrictBaseline))
}

// shown is what is told of defects: their first lines, all with --verbose.
func (c conformCommand) shown(defects []string) string {
	if c.Verbose {
		return strings.Join(defects, "\n")
	}
	var lines []string
	for _, defect := range defects {
		line, _, _ := strings.Cut(defect, "\n")
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// exitCode is the code of a run that came to its end.
func exitCode(v report.Verdict, strict bool) int {
	switch {
	case len(v.Failed) > 0:
		return exitFailed
	case len(v.Unjudged) > 0:
		return exitInconclusive
	case strict && len(v.Stale) > 0:
		return exitStale
	default:
		return exitOK
	}
}
