package main

import (
	"encoding/json"

	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/render"
)

// outputFlags say how much is printed, and how.
type outputFlags struct {
	Quiet   bool `short:"q" help:"Print only the outcome, without progress."`
	Verbose bool `short:"v" help:"Print all there is: each outcome, and each call on the wire with secrets removed."`
	JSON    bool `name:"json" help:"Print results as JSON."`
}

// printJSON writes a value on standard output as it would stand in a file.
func printJSON(console streams, value any) error {
	encoder := json.NewEncoder(console.stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	return encoder.Encode(value)
}

// show writes results on standard output, as the flags want them. reports is the
// directory that they are in as well, "" for none.
func (f outputFlags) show(found *report.Conformance, verdict report.Verdict, reports string, console streams) error {
	if f.JSON {
		data, err := found.JSON()
		if err != nil {
			return err
		}
		_, err = console.stdout.Write(data)
		return err
	}
	style := term.StyleOf(console.stdout, console.getenv)
	terminal := render.Terminal{Out: console.stdout, Colour: style.Colour, Width: style.Width, Transcripts: reports}
	if f.Quiet {
		terminal.Line(found, verdict)
		return nil
	}
	terminal.Summary(found, verdict)
	return nil
}
