package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/cogbench/cogbench/internal/doctor"
	"github.com/cogbench/cogbench/internal/term"
)

// doctorCommand examines a machine and the way to a target.
type doctorCommand struct {
	targetFlags
	JSON bool `name:"json" help:"Print JSON."`
}

// Help implements kong's HelpProvider.
func (doctorCommand) Help() string {
	return "Exit codes: 0 if nothing is in a run's way, 3 if something is.\n\nExamples:\n\n    cogbench doctor\n    cogbench doctor --endpoint http://127.0.0.1:9229\n    cogbench doctor --target my-emulator.yaml"
}

// Run runs the command.
func (d doctorCommand) Run(ctx context.Context, console streams) error {
	config, err := d.config()
	if err != nil {
		return err
	}
	findings := doctor.Machine()
	if config != nil {
		findings = append(findings, doctor.Target(ctx, *config, d.options())...)
	}
	if d.JSON {
		if err := printJSON(console, findings); err != nil {
			return err
		}
	} else {
		showFindings(console, findings)
	}
	if slices.ContainsFunc(findings, func(f doctor.Finding) bool { return f.State == doctor.Bad }) {
		return ended(exitInconclusive)
	}
	return nil
}

// showFindings writes a line a step, with its cure below it.
func showFindings(console streams, findings []doctor.Finding) {
	style := term.StyleOf(console.stdout, console.getenv)
	for _, f := range findings {
		sign := style.Green(term.Passed)
		switch f.State {
		case doctor.Bad:
			sign = style.Red(term.Failed)
		case doctor.Worth:
			sign = style.Yellow(term.Unclear)
		case doctor.Unknown:
			sign = style.Faint(term.Idle)
		}
		fmt.Fprint(console.stdout, style.Fold(fmt.Sprintf("%s %-14s ", sign, f.Step), term.Printable(f.Text), "                 "))
		if f.Cure != "" {
			fmt.Fprint(console.stdout, style.Fold("                 → ", f.Cure, "                   "))
		}
	}
}
