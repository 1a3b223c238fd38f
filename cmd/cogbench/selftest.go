package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/selftest"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites"
	"github.com/cogbench/cogbench/suites/engine"
)

// selftestCommand runs the suite against every fault of the reference pool.
type selftestCommand struct {
	outputFlags `embed:""`
	Full        bool          `help:"Check every rule on every fault, and not only those that it names and their neighbours."`
	Fault       []string      `sep:"none" placeholder:"NAME" help:"Try this fault alone (repeatable); see serve --list-faults."`
	Rule        []string      `sep:"none" placeholder:"ID" help:"Check this rule alone; a prefix counts (repeatable)."`
	Variations  bool          `help:"Try pools that are right in other ways instead: no rule of level must may object."`
	Variation   []string      `sep:"none" placeholder:"NAME" help:"Try this variation instead (repeatable); see serve --list-variations."`
	Together    bool          `help:"Try variations all at once, and not each alone."`
	ReportDir   string        `name:"report-dir" placeholder:"DIR" help:"Write selftest.json and selftest.html, or variations.json."`
	Parallel    int           `placeholder:"N" help:"Faults tried at a time; by default one a core."`
	Timeout     time.Duration `default:"10s" help:"How long one call may take."`
}

// Help implements kong's HelpProvider.
func (selftestCommand) Help() string {
	return `Every fault has to be noticed by each rule that it names, and by no rule that
it does not.

Examples:

    cogbench selftest
    cogbench selftest --fault toy-accepts-every-proof --verbose
    cogbench selftest --full --report-dir out
    cogbench selftest --variations`
}

// Run runs the command.
func (s selftestCommand) Run(ctx context.Context, console streams) error {
	suite, err := suites.Load()
	if err != nil {
		return err
	}
	options, err := s.options(suite)
	if err != nil {
		return err
	}
	if s.ReportDir != "" {
		if err := os.MkdirAll(s.ReportDir, 0o755); err != nil {
			return usage(fmt.Errorf("report directory: %w", err), "")
		}
	}
	if s.varied() {
		return s.vary(ctx, suite, options, console)
	}
	progress := s.trials(console, "faults")
	options.Done = func(r selftest.Row, of int) {
		progress.add(of, r.Exact(), s.detail(r.Exact(), console, func(t selftest.Text) { t.Row(r) }))
	}
	found := selftest.Run(ctx, suite, options)
	progress.Close()
	return s.conclude(found, console)
}

// varied reports whether variations are tried, and not faults.
func (s selftestCommand) varied() bool { return s.Variations || s.Together || len(s.Variation) > 0 }

// options are what the flags say. An error is one of usage.
func (s selftestCommand) options(suite *engine.Suite) (selftest.Options, error) {
	options := selftest.Options{
		Command: newWorker, Tool: report.Tool{Name: "cogbench", Version: thisBuild().Version},
		Full: s.Full, Parallel: s.Parallel, Timeout: s.Timeout,
	}
	if s.varied() && (s.Full || len(s.Fault) > 0) {
		return options, usage(errors.New("faults and variations are tried one or the other"), "")
	}
	if s.Parallel <= 0 {
		options.Parallel = runtime.GOMAXPROCS(0)
	}
	if len(s.Rule) > 0 {
		plan, err := suite.Plan(engine.Selection{Profile: spec.Full, Only: s.Rule, Instant: true})
		if err != nil {
			return options, usage(err, "see cogbench rules")
		}
		options.Rules = plan.Run
	}
	var err error
	options.Faults, err = s.faults()
	return options, err
}

// faults are those asked for, nil for all.
func (s selftestCommand) faults() ([]faults.Fault, error) {
	var tried []faults.Fault
	for _, name := range s.Fault {
		fault, err := faults.Named(name)
		if err != nil {
			return nil, usage(err, "see cogbench serve --list-faults")
		}
		tried = append(tried, fault)
	}
	return tried, nil
}

// detail is what came of one trial, as standard error shows it: of each with
// --verbose, else of those that went otherwise than expected.
func (s selftestCommand) detail(expected bool, console streams, write func(selftest.Text)) string {
	if expected && !s.Verbose {
		return ""
	}
	var text strings.Builder
	write(selftest.Text{Out: &text, Style: term.StyleOf(console.stderr, console.getenv)})
	return text.String()
}

// conclude writes the results and returns what they mean.
func (s selftestCommand) conclude(m *selftest.Matrix, console streams) error {
	var unwritten error
	if s.ReportDir != "" {
		unwritten = m.WriteFiles(s.ReportDir)
	}
	return concludeSelfTest(m.OK(), m.Interrupted, m.Defects, errors.Join(unwritten, s.show(m, console)))
}

// concludeSelfTest is what the end of a self-test means.
func concludeSelfTest(ok, interrupted bool, defects []string, unwritten error) error {
	switch {
	case unwritten != nil:
		return usage(unwritten, "the results were not written")
	case interrupted:
		return ended(exitInterrupted)
	case len(defects) > 0:
		return &failure{
			code: exitDefect, err: errors.New(strings.Join(defects, "\n")),
			hint: "this is a defect of cogbench; please report it with the command line",
		}
	case !ok:
		return ended(exitFailed)
	}
	return nil
}

// show writes results on standard output, as the flags want them.
func (s selftestCommand) show(m *selftest.Matrix, console streams) error {
	if s.JSON {
		data, err := m.JSON()
		if err != nil {
			return err
		}
		_, err = console.stdout.Write(data)
		return err
	}
	text := selftest.Text{Out: console.stdout, Style: term.StyleOf(console.stdout, console.getenv)}
	if !s.Quiet {
		text.Matrix(m)
	}
	text.Line(m)
	return nil
}
