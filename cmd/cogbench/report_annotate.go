package main

import (
	"github.com/cogbench/cogbench/report/render"
)

// annotateCommand writes failures for a CI service to show.
type annotateCommand struct {
	From     string `arg:"" placeholder:"FILE" help:"A conformance.json, or its directory."`
	Baseline string `type:"given" placeholder:"FILE" help:"Rules known to fail, one per line with a reason."`
}

// Help implements kong's HelpProvider.
func (annotateCommand) Help() string {
	return "Prints the failures as workflow commands, which GitHub Actions shows beside the job.\n\nExample:\n\n    cogbench report annotate out"
}

// Run runs the command.
func (a annotateCommand) Run(console streams) error {
	found, err := readResults(a.From)
	if err != nil {
		return err
	}
	known, err := loadBaseline(a.Baseline, console)
	if err != nil {
		return err
	}
	_, err = console.stdout.Write(render.Annotations(found, found.Verdict(known)))
	return err
}
