package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/cogbench/cogbench"
	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/internal/shard"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
)

// conformCommand checks an implementation rule by rule.
type conformCommand struct {
	targetFlags    `embed:""`
	outputFlags    `embed:""`
	ReportDir      string        `type:"given" name:"report-dir" placeholder:"DIR" help:"Write conformance.json, junit.xml, report.html and summary.md."`
	Profile        spec.Profile  `enum:"core,admin,full,questions" default:"full" help:"The set of rules: core, admin or full; or questions, for the real service."`
	Gate           spec.Level    `enum:"must,should,observed" default:"must" help:"The weakest level whose failure is exit 1: must, should or observed."`
	Rule           []string      `sep:"none" placeholder:"ID" help:"Check this rule alone; a prefix counts (repeatable)."`
	Case           []string      `sep:"none" placeholder:"NAME" help:"With --rule: check this case alone; a beginning counts (repeatable)."`
	Skip           []string      `sep:"none" placeholder:"ID" help:"Leave this rule out; a prefix counts (repeatable)."`
	Slow           bool          `help:"Also run what must wait in real time for more than a minute."`
	Shard          string        `type:"given" placeholder:"I/N" help:"Run the I-th of N parts; auto asks the environment."`
	Parallel       int           `placeholder:"N" help:"Worker processes that check at a time; by default chosen for the machine."`
	MaxTime        time.Duration `name:"max-time" placeholder:"D" help:"End the run after D; what was not reached is not run."`
	FailFast       bool          `name:"fail-fast" help:"Stop after the first failure at the gate."`
	List           bool          `help:"Print what would run, and send nothing."`
	Baseline       string        `type:"given" placeholder:"FILE" help:"Rules known to fail, one per line with a reason."`
	StrictBaseline bool          `name:"strict-baseline" help:"Exit 4 when a rule in the baseline passes."`
	WriteBaseline  string        `type:"given" name:"write-baseline" placeholder:"FILE" help:"Write the rules that failed as a baseline."`
	AllTranscripts bool          `name:"all-transcripts" help:"Keep the calls of rules that passed too."`
	Cleanup        bool          `help:"Remove what earlier runs left behind on the target, and check nothing."`
	Record         string        `type:"given" placeholder:"DIR" help:"Write what was seen as evidence.json, without any identifier."`
	SignedOffBy    string        `name:"signed-off-by" placeholder:"NAME" help:"With --record: who vouches for it, see docs/aws.md."`
	RulesAsOf      string        `name:"rules-as-of" placeholder:"VERSION" help:"Judge by the rules of this version; newer ones are shown and do not count."`
	Previous       string        `type:"given" placeholder:"FILE" help:"Show what changed since this conformance.json."`
	RerunFailed    string        `name:"rerun-failed" type:"given" placeholder:"FILE" help:"Run only what did not pass in this conformance.json."`
}

// Help implements kong's HelpProvider.
func (conformCommand) Help() string {
	return `Without --endpoint or --target, the embedded reference pool is checked.

Examples:

    cogbench conform
    cogbench conform --endpoint http://127.0.0.1:9229 --report-dir out
    cogbench conform --rule DEV-CONF --verbose
    cogbench conform --endpoint http://127.0.0.1:9229 --previous last/conformance.json
    cogbench conform --target aws.yaml --allow-aws --profile questions --record evidence`
}

// Run runs the command.
func (c conformCommand) Run(ctx context.Context, console streams) error {
	debug.SetGCPercent(garbageOfRun)
	options, err := c.options(console)
	if err != nil {
		return err
	}
	switch {
	case c.Cleanup:
		return c.cleanUp(ctx, options, console)
	case c.List:
		return c.list(options, console)
	}
	if err := c.prepareOutput(); err != nil {
		return err
	}
	before, err := c.previous(console)
	if err != nil {
		return err
	}
	progress := c.observe(&options, console)
	if !c.Quiet {
		defer tellOfRemoval(ctx, progress, &options.Observer)()
	}
	found, err := cogbench.Conform(ctx, options)
	progress.end()
	if err != nil {
		return err
	}
	if before != nil {
		found.Previous = report.Since(before, found)
	}
	return c.conclude(found, options, console)
}

// options are what the flags say. What changed in the rules since the files that they
// name were written is said on standard error. An error is one of usage.
func (c conformCommand) options(console streams) (o cogbench.Options, err error) {
	o = cogbench.Options{
		Profile: c.Profile, Gate: c.Gate, Rules: c.Rule, Cases: c.Case, Skip: c.Skip, Baseline: c.Baseline, Slow: c.Slow,
		RulesAsOf: c.RulesAsOf, MaxTime: c.MaxTime, FailFast: c.FailFast, KeepTranscripts: c.AllTranscripts,
		Timeout: c.Timeout, CAFile: c.CAFile, AllowAWS: c.AllowAWS,
		Workers: engine.Workers{Count: c.Parallel, Command: newWorker},
	}
	if o.Target, err = c.config(); err != nil {
		return o, err
	}
	if c.Parallel < 0 {
		return o, usage(errors.New("--parallel must be positive"), "omit it for what suits the machine")
	}
	if c.MaxTime < 0 {
		return o, usage(errors.New("--max-time must be positive"), "for example --max-time 3m")
	}
	if c.StrictBaseline && c.Baseline == "" {
		return o, usage(errors.New("--strict-baseline is for --baseline"), "give --baseline FILE")
	}
	if len(c.Case) > 0 && len(c.Rule) == 0 {
		return o, usage(errors.New("--case is for --rule"), "name the rule whose cases they are")
	}
	if o.Shard, o.Shards, err = shard.Parse(c.Shard, console.getenv); err != nil {
		return o, usage(err, shardHint)
	}
	if _, err := loadBaseline(c.Baseline, console); err != nil {
		return o, err
	}
	if c.RerunFailed != "" {
		before, err := report.ReadConformance(c.RerunFailed)
		if err != nil {
			return o, usage(err, "--rerun-failed takes a conformance.json")
		}
		o.Only = before.NotPassed()
		if err := tellSince(console, c.RerunFailed, before.Rulebook.Made(), o.Only, ""); err != nil {
			return o, err
		}
	}
	return o, nil
}

// previous reads the results to compare with, nil if there are none.
func (c conformCommand) previous(console streams) (*report.Conformance, error) {
	if c.Previous == "" {
		return nil, nil
	}
	before, err := readResults(c.Previous)
	if err != nil {
		return nil, err
	}
	if before.Rulebook.Made() == spec.Version {
		return before, nil
	}
	return before, tellSince(console, c.Previous, before.Rulebook.Made(), idsOf(before.Rules), "")
}

// list prints the rules that would run.
func (c conformCommand) list(options cogbench.Options, console streams) error {
	rules, err := cogbench.Plan(options)
	if err != nil {
		return err
	}
	for _, rule := range rules {
		newer := ""
		if rule.NewIn != "" {
			newer = fmt.Sprintf("(new in %s, does not count) ", rule.NewIn)
		}
		fmt.Fprintf(console.stdout, "%-13s %-8s %s%s\n", rule.ID, rule.Level, newer, rule.Statement)
	}
	return nil
}

// cleanUp removes what earlier runs left behind on a target.
func (c conformCommand) cleanUp(ctx context.Context, options cogbench.Options, console streams) error {
	if !c.Quiet {
		defer tellOfRemoval(ctx, c.block(console), &options.Observer)()
	}
	removed, err := cogbench.Cleanup(ctx, options)
	if _, judged := errors.AsType[*cogbench.Error](err); judged {
		return err
	}
	fmt.Fprintf(console.stdout, "%s of earlier runs removed\n", plural.Count(removed, "pool"))
	if err != nil {
		return &failure{code: exitInconclusive, err: err}
	}
	return nil
}

// prepareOutput makes sure, before anything is sent, that the results can be written.
func (c conformCommand) prepareOutput() error {
	if c.SignedOffBy != "" && c.Record == "" {
		return usage(errors.New("--signed-off-by is for --record"), "give --record DIR")
	}
	return errors.Join(reportDirectory("--report-dir", c.ReportDir), reportDirectory("--record", c.Record), reportFile("--write-baseline", c.WriteBaseline))
}

// observe shows on standard error how far the run is.
func (c conformCommand) observe(options *cogbench.Options, console streams) *progress {
	shown := c.progress(console, 0)
	options.Observer = cogbench.Observer{
		Planned:   shown.planned,
		Begun:     func(_ int, cost string) { fmt.Fprint(console.stderr, cost) },
		Checked:   shown.checked,
		Condemned: shown.condemned,
		Diagnosing: func(cost string) {
			shown.end()
			if !c.Quiet {
				fmt.Fprintln(console.stderr, "looking for the cause: "+cost)
			}
		},
	}
	if c.Verbose {
		options.Observer.Wire = shown.wire
	}
	return shown
}
