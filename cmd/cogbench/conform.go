package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites"
	"github.com/cogbench/cogbench/target"
)

// conformCommand checks an implementation rule by rule.
type conformCommand struct {
	targetFlags    `embed:""`
	outputFlags    `embed:""`
	ReportDir      string       `name:"report-dir" placeholder:"DIR" help:"Write conformance.json, junit.xml, report.html and summary.md."`
	Profile        spec.Profile `enum:"core,admin,full" default:"full" help:"The set of rules: core, admin or full."`
	Gate           spec.Level   `enum:"must,should,observed" default:"must" help:"The weakest level whose failure is exit 1: must, should or observed."`
	Rule           []string     `sep:"none" placeholder:"ID" help:"Check this rule alone; a prefix counts (repeatable)."`
	Skip           []string     `sep:"none" placeholder:"ID" help:"Leave this rule out; a prefix counts (repeatable)."`
	Slow           bool         `help:"Also run what must wait in real time for more than a minute."`
	Shard          string       `placeholder:"I/N" help:"Run the I-th of N parts."`
	Parallel       int          `placeholder:"N" help:"Processes that check at a time; by default by the machine."`
	FailFast       bool         `name:"fail-fast" help:"Stop after the first failure at the gate."`
	List           bool         `help:"Print what would run, and send nothing."`
	Baseline       string       `placeholder:"FILE" help:"Rules known to fail, one a line with a reason."`
	StrictBaseline bool         `name:"strict-baseline" help:"Exit 4 when a rule in the baseline passes."`
	WriteBaseline  string       `name:"write-baseline" placeholder:"FILE" help:"Write the rules that failed as a baseline."`
	AllTranscripts bool         `name:"all-transcripts" help:"Keep the calls of rules that passed too."`
	Cleanup        bool         `help:"Remove what earlier runs left behind on the target, and check nothing."`
	RerunFailed    string       `name:"rerun-failed" placeholder:"FILE" help:"Run only what did not pass in this conformance.json."`
}

// Help implements kong's HelpProvider.
func (conformCommand) Help() string {
	return `Without --endpoint or --target, the embedded reference pool is checked.

Examples:

    cogbench conform
    cogbench conform --endpoint http://127.0.0.1:9229 --report-dir out
    cogbench conform --rule DEV-CONF --verbose`
}

// Run runs the command.
func (c conformCommand) Run(ctx context.Context, console streams) error {
	if c.Cleanup {
		return c.cleanUp(ctx, console)
	}
	suite, err := loadSuite()
	if err != nil {
		return err
	}
	selection, known, err := c.selection(suite)
	if err != nil {
		return err
	}
	if c.List {
		return c.list(suite, selection, console)
	}
	if err := c.prepareOutput(); err != nil {
		return err
	}
	profile, stop, err := c.profile()
	defer stop()
	if err != nil {
		return err
	}
	started := time.Now()
	subject, findings, err := c.preflight(ctx, profile, nil)
	if err != nil {
		return err
	}
	selection.Instant = findings.ClockOffered
	plan, err := suite.Plan(selection)
	if err != nil {
		return usage(err, "see cogbench rules")
	}
	announce(console.stderr, subject, plan)
	progress := c.progress(console, len(plan.Run))
	options := c.runOptions(profile, findings, progress)
	results := suite.Run(ctx, plan, options)
	progress.end()
	if len(results.Defects) > 0 {
		cleanAfter(subject, options.Name, console)
	}
	diagnoses := c.inquire(ctx, subject, options.Name, results, console)
	found := c.conformance(subject, findings, results, started)
	found.Diagnoses = append(found.Diagnoses, diagnoses...)
	return c.conclude(found, results, known, console)
}

// selection reads the flags that say what is run, and the baseline. Nothing has
// been sent yet: a mistake is one of usage. Whether the target's clock can be
// moved is not known yet either; it decides later on what must wait.
func (c conformCommand) selection(suite *suites.Suite) (suites.Selection, *report.Baseline, error) {
	s := suites.Selection{Profile: c.Profile, Only: c.Rule, Skip: c.Skip, Slow: c.Slow, Instant: true}
	var err error
	if s.Shard, s.Shards, err = parseShard(c.Shard); err != nil {
		return s, nil, usage(err, "for example --shard 1/4")
	}
	if c.RerunFailed != "" {
		before, err := report.ReadConformance(c.RerunFailed)
		if err != nil {
			return s, nil, usage(err, "--rerun-failed takes a conformance.json")
		}
		s.Rules = before.NotPassed()
	}
	if _, err := suite.Plan(s); err != nil {
		return s, nil, usage(err, "see cogbench rules")
	}
	known, err := loadBaseline(c.Baseline)
	return s, known, err
}

// parseShard reads I/N; without text there is no shard.
func parseShard(text string) (shard, of int, err error) {
	if text == "" {
		return 0, 0, nil
	}
	first, second, cut := strings.Cut(text, "/")
	shard, wrong := strconv.Atoi(first)
	of, wrongToo := strconv.Atoi(second)
	if !cut || wrong != nil || wrongToo != nil || shard < 1 || shard > of {
		return 0, 0, fmt.Errorf("--shard %q is not a part I of N", text)
	}
	return shard, of, nil
}

// list prints the rules that would run.
func (c conformCommand) list(suite *suites.Suite, selection suites.Selection, console streams) error {
	plan, err := suite.Plan(selection)
	if err != nil {
		return usage(err, "see cogbench rules")
	}
	for _, rule := range suite.Catalogue().Rules {
		if slices.Contains(plan.Run, rule.ID) {
			fmt.Fprintf(console.stdout, "%-13s %-8s %s\n", rule.ID, rule.Level, rule.Statement)
		}
	}
	return nil
}

// prepareOutput makes the report directory before anything is sent.
func (c conformCommand) prepareOutput() error {
	if c.ReportDir == "" {
		return nil
	}
	if err := os.MkdirAll(c.ReportDir, 0o755); err != nil {
		return usage(fmt.Errorf("report directory: %w", err), "")
	}
	return nil
}

// runOptions are what the run needs beside its plan.
func (c conformCommand) runOptions(profile target.Config, findings *target.Findings, progress *progress) suites.Options {
	options := suites.Options{
		Command: processOfSuite, Processes: c.Parallel, Name: newRunName(),
		Profile: &profile, Timeout: c.Timeout, CAFile: c.CAFile, AllowAWS: c.AllowAWS,
		Verdict: progress.verdict, KeepTranscripts: c.AllTranscripts,
	}
	for _, feature := range spec.Features() {
		if !findings.Has(feature) {
			options.Lacks = append(options.Lacks, feature)
		}
	}
	if options.Processes == 0 {
		options.Processes = processes(c.embedded())
	}
	if profile.Pool.Existing != nil {
		options.Processes = 1 // given users are lent to one check at a time
	}
	if c.Verbose {
		options.Wire = progress.wire
	}
	if c.FailFast {
		options.StopAfter = func(r report.Rule) bool {
			return r.Level.AtLeast(c.Gate) && (r.Outcome == report.Fail || r.Outcome == report.Unsupported)
		}
	}
	return options
}

// processes is how many check at a time. The embedded pool shares the machine's
// cores with them; another server is waited for, mostly.
func processes(embedded bool) int {
	const elsewhere = 4
	if embedded {
		return runtime.GOMAXPROCS(0) + 1 // one waits while the others compute
	}
	return elsewhere
}

// processOfSuite is this program in its other role.
func processOfSuite() *exec.Cmd {
	program, err := os.Executable()
	if err != nil {
		program = os.Args[0]
	}
	return exec.Command(program, "suite-process")
}
