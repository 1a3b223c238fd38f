package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/vectors"
	"github.com/cogbench/cogbench/vectors/diagnose"
	"github.com/cogbench/cogbench/vectors/render"
)

// vectorsCommand checks an SRP library against the golden vectors.
type vectorsCommand struct {
	outputFlags `embed:""`
	File        []string      `sep:"none" placeholder:"F" help:"Use these vectors instead of the embedded ones (repeatable)."`
	Exec        *string       `placeholder:"CMD" help:"Check the library behind this adapter instead of cogbench's own."`
	ReportDir   string        `type:"given" name:"report-dir" placeholder:"DIR" help:"Write vectors.json."`
	Timeout     time.Duration `default:"10s" help:"How long an adapter may take from one answer to the next."`
	Serve       bool          `help:"Act as an adapter: answer requests on stdin with cogbench's own library."`
}

// Help implements kong's HelpProvider.
func (vectorsCommand) Help() string {
	return `An adapter reads one JSON request per line on stdin and writes one JSON answer per
line on stdout, in any order, even after the end of its input. Adapters of JavaScript
and Python libraries are in ci/interop/adapters. For cogbench bench, an adapter answers
each request before it reads the next, and the operation ping, whose input and output
are {}; it may report its own time in nanoseconds as "ns" beside "output".

The timeout runs from one answer to the next; the very first answer may take three
times as long. An adapter that exits, or is silent for that long, is started again and
asked what is still open, in smaller groups and finally one request at a time: only a
request that gets no answer when asked alone has failed. After 30 timeouts in all the
adapter is given up.

Examples:

    cogbench vectors
    cogbench vectors --exec 'node adapter.mjs' --report-dir out
    cogbench vectors --exec 'cogbench vectors --serve'`
}

// Run runs the command.
func (c vectorsCommand) Run(ctx context.Context, console streams) error {
	if c.Timeout <= 0 {
		return usage(errors.New("--timeout must be positive"), "for example --timeout 10s")
	}
	if c.Serve && (c.Exec != nil || len(c.File) > 0 || c.ReportDir != "") {
		return usage(errors.New("--serve asks nothing: --exec, --file and --report-dir are not for it"), "omit them, or --serve")
	}
	command, err := c.command()
	if err != nil {
		return err
	}
	if err := reportDirectory("--report-dir", c.ReportDir); err != nil {
		return err
	}
	if c.Serve {
		if err := vectors.Serve(ctx, console.stdin, console.stdout); err != nil {
			return usage(err, "write one JSON request per line, such as {\"id\":1,\"op\":\"client_public\",\"input\":{\"a\":\"5\"}}")
		}
		return nil
	}
	options := vectors.Options{Files: c.File, Command: command, Timeout: c.Timeout, Stderr: console.stderr}
	if c.Quiet {
		options.Stderr = nil
	}
	result, err := vectors.Check(ctx, options)
	if err != nil {
		return usage(err, c.hint())
	}
	if result.Diagnoses, err = diagnose.Causes(ctx, result.Answered); err != nil {
		result.Interrupted = true
	}
	return c.conclude(result, console)
}

// hint says what to do where nothing could be checked.
func (c vectorsCommand) hint() string {
	if c.Exec != nil {
		return "--exec takes a command line for sh, such as 'node adapter.mjs'; does it run by itself?"
	}
	return "--file takes vectors that follow vectors/schema.json; without it, the embedded ones are asked"
}

// command is the adapter's command line, "" if none was asked for. A script whose
// variable is not set passes a blank one: to check our own library instead would be a
// green light for nothing.
func (c vectorsCommand) command() (string, error) {
	switch {
	case c.Exec == nil:
		return "", nil
	case strings.TrimSpace(*c.Exec) == "":
		return "", usage(errors.New("--exec has no command"), "omit it to check cogbench's own library")
	}
	return *c.Exec, nil
}

// conclude prints the result, writes it, and maps the verdict to an exit code.
func (c vectorsCommand) conclude(result *vectors.Result, console streams) error {
	var lost error
	if c.ReportDir != "" {
		lost = result.WriteFile(c.ReportDir)
	}
	style := term.StyleOf(console.stdout, console.getenv)
	terminal := render.Terminal{Out: console.stdout, Colour: style.Colour, Width: style.Width}
	switch {
	case c.JSON:
		if err := printJSON(console, result); err != nil {
			return err
		}
	case c.Quiet:
		terminal.Line(result)
	default:
		terminal.Summary(result, c.Verbose)
	}
	if lost != nil {
		return unwritten(lost, "choose another --report-dir")
	}
	verdict, _ := result.Verdict()
	return ended(map[vectors.Verdict]int{
		vectors.Agreed: exitOK, vectors.Disagreed: exitFailed,
		vectors.Inconclusive: exitInconclusive, vectors.Stopped: exitInterrupted,
	}[verdict])
}
