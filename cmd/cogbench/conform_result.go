package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cogbench/cogbench"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/render"
)

// conclude writes the results and returns what they mean.
func (c conformCommand) conclude(found *report.Conformance, options cogbench.Options, console streams) error {
	verdict, err := cogbench.Verdict(found, options)
	if err != nil { // the baseline has changed meanwhile: what was found is written all the same
		verdict = found.Verdict(nil)
	}
	lost, reports := []error{err}, c.ReportDir
	if reports != "" {
		if err := render.WriteFiles(reports, found, verdict); err != nil {
			lost, reports = append(lost, err), ""
		}
	}
	if c.Record != "" {
		lost = append(lost, c.writeEvidence(found, options))
	}
	if c.WriteBaseline != "" {
		lost = append(lost, render.WriteBaseline(c.WriteBaseline, found))
	}
	lost = append(lost, c.show(found, verdict, reports, console))
	for _, leftover := range found.Leftovers {
		fmt.Fprintf(console.stderr, "cogbench: could not be removed: %s\n", leftover)
	}
	if err := errors.Join(lost...); err != nil {
		return unwritten(err, "the results were not all written")
	}
	if found.Interrupted {
		return ended(exitInterrupted)
	}
	if len(found.Defects) > 0 {
		return &failure{
			code: exitDefect, err: errors.New(strings.TrimSpace(c.shown(found.Defects))),
			hint: "this is a defect of cogbench; please report it with the command line",
		}
	}
	return ended(exitCode(verdict, c.StrictBaseline))
}

// writeEvidence writes what was seen, for others.
func (c conformCommand) writeEvidence(found *report.Conformance, options cogbench.Options) error {
	recording, err := cogbench.Evidence(found, options, c.SignedOffBy)
	if err != nil {
		return err
	}
	return recording.Write(c.Record)
}

// shown is what is printed of defects: their first lines, all with --verbose.
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
