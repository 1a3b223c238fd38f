package main

import (
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/render"
)

// outputFlags say how much is printed, and how.
type outputFlags struct {
	Quiet   bool `short:"q" help:"Print the outcome alone, and no progress."`
	Verbose bool `short:"v" help:"Print each verdict and the wire, secrets taken out."`
	JSON    bool `name:"json" help:"Print results as JSON."`
}

// colour reports whether colours may be written to w: it is a terminal, and the
// user has not set NO_COLOR.
func (outputFlags) colour(console streams, w io.Writer) bool {
	return console.getenv("NO_COLOR") == "" && console.getenv("TERM") != "dumb" && isTerminal(w)
}

// isTerminal reports whether w is a terminal.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
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
	terminal := render.Terminal{Out: console.stdout, Colour: f.colour(console, console.stdout), Transcripts: reports}
	if f.Quiet {
		terminal.Line(found, verdict)
		return nil
	}
	terminal.Summary(found, verdict)
	return nil
}

// progress tells on standard error how far a run is.
type progress struct {
	out     io.Writer
	live    bool // a terminal: one line is written over and over
	quiet   bool
	verbose bool
	total   int

	mu     sync.Mutex
	done   int
	failed int
}

// progress starts telling of a run of total rules.
func (f outputFlags) progress(console streams, total int) *progress {
	return &progress{
		out: console.stderr, live: isTerminal(console.stderr) && !f.Verbose, quiet: f.Quiet, verbose: f.Verbose, total: total,
	}
}

// verdict takes a verdict in.
func (p *progress) verdict(r report.Rule) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	if r.Outcome == report.Fail || r.Outcome == report.Unsupported {
		p.failed++
	}
	switch {
	case p.quiet:
	case p.verbose:
		fmt.Fprintf(p.out, "%-11s %-13s %.2f s\n", r.Outcome, r.ID, r.DurationSeconds)
	case p.live:
		fmt.Fprintf(p.out, "\r%d of %d checked, %d failed  %-13s", p.done, p.total, p.failed, r.ID)
	case p.done%50 == 0 || p.done == p.total:
		fmt.Fprintf(p.out, "%d of %d checked, %d failed\n", p.done, p.total, p.failed)
	}
}

// wire prints an exchange: what was sent, and what came back.
func (p *progress) wire(e report.Exchange) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintf(p.out, "→ %s %s\n", e.Operation, e.Request)
	if e.Error != "" {
		fmt.Fprintf(p.out, "← %s\n", e.Error)
		return
	}
	fmt.Fprintf(p.out, "← %d in %.0f ms %s\n", e.Status, e.DurationSeconds*1000, e.Response)
}

// end wipes the line that was written over.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.live && !p.quiet {
		fmt.Fprintf(p.out, "\r%60s\r", "")
	}
}
