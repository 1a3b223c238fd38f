package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cogbench/cogbench/vectors"
)

// vectorsCommand checks an SRP library against the golden vectors.
type vectorsCommand struct {
	outputFlags `embed:""`
	File        []string      `sep:"none" placeholder:"F" help:"Take these vectors in place of the embedded ones (repeatable)."`
	Exec        *string       `placeholder:"CMD" help:"Check the library behind this adapter, in place of cogbench's own."`
	ReportDir   string        `name:"report-dir" placeholder:"DIR" help:"Write vectors.json."`
	Timeout     time.Duration `default:"10s" help:"How long an adapter may take from one answer to the next."`
	Serve       bool          `help:"Be an adapter: answer requests on stdin with cogbench's own library."`
}

// Help implements kong's HelpProvider.
func (vectorsCommand) Help() string {
	return `An adapter reads one JSON request a line and writes one JSON answer a line, in any
order, even after the end of its input. Adapters of JavaScript and Python
libraries are in ci/interop/adapters.

The time limit runs from one answer to the next; the first of all may take three
times as long. An adapter that ends, or is silent for that long, is started again
and asked what is open, in smaller groups and at last one request alone: only a
request that gets no answer alone has failed. An adapter that has used up 30 time
limits is asked no more.

Examples:

    cogbench vectors
    cogbench vectors --exec 'node adapter.mjs' --report-dir out
    cogbench vectors --exec 'cogbench vectors --serve'`
}

// Run runs the command.
func (c vectorsCommand) Run(ctx context.Context, console streams) error {
	if c.Timeout <= 0 {
		return usage(errors.New("--timeout has to be positive"), "for example --timeout 10s")
	}
	command, err := c.command()
	if err != nil {
		return err
	}
	if c.Serve {
		if err := vectors.Serve(ctx, console.stdin, console.stdout); err != nil {
			return usage(err, "an adapter reads requests as the contract has them, a line each")
		}
		return nil
	}
	options := vectors.Options{Files: c.File, Command: command, Timeout: c.Timeout, Stderr: console.stderr}
	if c.Quiet {
		options.Stderr = nil
	}
	result, err := vectors.Check(ctx, options)
	if err != nil {
		return usage(err, "vectors follow vectors/schema.json; --exec takes a command line for sh")
	}
	return c.conclude(result, console)
}

// command is the adapter's command line, "" where none was asked for. A blank one
// is what a script passes whose variable is not set: to judge our own library
// instead would be a green light for nothing.
func (c vectorsCommand) command() (string, error) {
	switch {
	case c.Exec == nil:
		return "", nil
	case strings.TrimSpace(*c.Exec) == "":
		return "", usage(errors.New("--exec has no command"), "leave it out to check cogbench's own library")
	}
	return *c.Exec, nil
}

// conclude prints the result, writes it, and maps the verdict to an exit code.
func (c vectorsCommand) conclude(result *vectors.Result, console streams) error {
	if c.ReportDir != "" {
		if err := result.WriteFile(c.ReportDir); err != nil {
			return usage(err, "")
		}
	}
	switch {
	case c.JSON:
		encoder := json.NewEncoder(console.stdout)
		encoder.SetIndent("", " ")
		if err := encoder.Encode(result); err != nil {
			return err
		}
	case c.Quiet:
		fmt.Fprintln(console.stdout, result.Line())
	default:
		result.Write(console.stdout, c.Verbose)
	}
	verdict, _ := result.Verdict()
	return ended(map[vectors.Verdict]int{
		vectors.Agreed: exitOK, vectors.Disagreed: exitFailed,
		vectors.Inconclusive: exitInconclusive, vectors.Stopped: exitInterrupted,
	}[verdict])
}
