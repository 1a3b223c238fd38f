package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cogbench/cogbench/internal/bench"
	"github.com/cogbench/cogbench/internal/term"
	benchreport "github.com/cogbench/cogbench/report/bench"
	"github.com/cogbench/cogbench/report/bench/render"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/vectors"
)

// benchCommand measures the SRP computation of this machine.
type benchCommand struct {
	Duration  time.Duration `default:"1s" help:"How long to measure each operation."`
	Parallel  bool          `help:"Measure on all cores at once instead of on one."`
	Operation []string      `placeholder:"NAME" help:"Measure only this operation (repeatable)."`
	Exec      []string      `sep:"none" placeholder:"CMD" help:"Measure the library behind this adapter too (repeatable)."`
	Name      []string      `sep:"none" placeholder:"NAME" help:"What to call the library of an --exec, in their order (repeatable)."`
	Timeout   time.Duration `default:"10s" help:"How long an adapter may take for an answer."`
	ReportDir string        `type:"given" name:"report-dir" placeholder:"DIR" help:"Write bench.json, bench.svg, report.html and summary.md."`

	outputFlags
}

// Help implements kong's HelpProvider.
func (benchCommand) Help() string {
	return `Every iteration uses fresh inputs. min is the lowest mean of ten equal slices:
what an operation takes while the machine does little else.

With --exec, other libraries are measured in turns with cogbench's own, through the
adapter protocol of cogbench vectors: first some golden vectors, then until the times
no longer fall, then 30 answers at least of each operation. Every answer is compared
with cogbench's own. min is then the least time. What the pipe costs is measured with
the operation ping and taken off; an adapter that reports its own time is marked *.
There, user_proof and device_proof start from the secret a, and include A. A library
that answers wrongly, crashes or hangs is named at once, the others are measured, and
the exit code is 1; where no command can be run, nothing is measured, and it is 2.

Examples:

    cogbench bench --duration 3s --parallel --json
    cogbench bench --name python --exec 'python3 adapter.py' --report-dir out`
}

// Run runs the command.
func (b benchCommand) Run(ctx context.Context, console streams) error {
	if err := b.check(); err != nil {
		return err
	}
	if err := reportDirectory("--report-dir", b.ReportDir); err != nil {
		return err
	}
	outcome := &benchreport.Report{
		Machine: bench.Machine(), Processor: bench.Processor(), Arithmetic: srp.Arithmetic(), Goroutines: 1,
		Tool: thisTool(), StartedAt: time.Now().UTC(),
		Restrictions: bench.Restrictions(console.getenv), Operations: []benchreport.Operation{},
	}
	measure := b.alone
	if len(b.Exec) > 0 {
		measure = b.inTurns
	}
	if err := measure(ctx, outcome, console); err != nil {
		return err
	}
	outcome.Interrupted = ctx.Err() != nil
	if err := b.show(outcome, console); err != nil {
		return err
	}
	switch {
	case outcome.Interrupted:
		return &failure{code: exitInterrupted, err: errors.New("interrupted: the results cover what was measured until then")}
	case len(outcome.Failed()) > 0:
		return ended(exitFailed)
	}
	return nil
}

// check refuses what cannot be measured.
func (b benchCommand) check() error {
	known := bench.Names()
	if len(b.Exec) > 0 {
		known = bench.Compared()
	}
	for _, name := range b.Operation {
		if !slices.Contains(known, name) {
			return usage(fmt.Errorf("there is no operation %q", name), "the operations are "+strings.Join(known, ", "))
		}
	}
	switch {
	case b.Duration <= 0:
		return usage(errors.New("--duration must be positive"), "for example --duration 3s")
	case b.Timeout <= 0:
		return usage(errors.New("--timeout must be positive"), "for example --timeout 10s")
	case b.Parallel && len(b.Exec) > 0:
		return usage(errors.New("--parallel measures cogbench alone"), "leave out --parallel or --exec")
	case len(b.Name) > 0 && len(b.Name) != len(b.Exec):
		return usage(fmt.Errorf("%d --name for %d --exec", len(b.Name), len(b.Exec)), "give each --exec a --name, or none")
	}
	_, err := b.adapters()
	return err
}

// adapters are the libraries to measure beside our own.
func (b benchCommand) adapters() ([]bench.Adapter, error) {
	var adapters []bench.Adapter
	taken := []string{benchreport.Own}
	for i, command := range b.Exec {
		if strings.TrimSpace(command) == "" {
			return nil, usage(errors.New("--exec has no command"), "omit it to measure cogbench's own library")
		}
		a := bench.Adapter{Name: strings.TrimSpace(command), Command: command}
		if len(b.Name) > 0 {
			a.Name = strings.TrimSpace(b.Name[i])
		}
		if a.Name == "" || slices.Contains(taken, a.Name) {
			return nil, usage(fmt.Errorf("--name %q is empty or taken", a.Name), "give each library a --name of its own, other than "+benchreport.Own)
		}
		taken = append(taken, a.Name)
		adapters = append(adapters, a)
	}
	return adapters, nil
}

// alone measures our own library.
func (b benchCommand) alone(ctx context.Context, outcome *benchreport.Report, console streams) error {
	if b.Parallel {
		outcome.Goroutines = bench.Cores()
	}
	for _, operation := range bench.Operations() {
		if len(b.Operation) > 0 && !slices.Contains(b.Operation, operation.Name) {
			continue
		}
		b.progress(console)("measuring " + operation.Name)
		result, err := bench.Measure(ctx, operation, bench.Options{Duration: b.Duration, Goroutines: outcome.Goroutines})
		if err != nil {
			return err
		}
		if result.Count > 0 {
			outcome.Operations = append(outcome.Operations, result)
		}
	}
	return nil
}

// inTurns measures our own library and others.
func (b benchCommand) inTurns(ctx context.Context, outcome *benchreport.Report, console streams) error {
	adapters, err := b.adapters()
	if err != nil {
		return err
	}
	options := bench.ComparisonOptions{
		Adapters: adapters, Operations: b.Operation, Duration: b.Duration, Limit: b.Timeout, Progress: b.progress(console),
	}
	if b.Verbose {
		options.Stderr = console.stderr
	}
	outcome.Libraries, err = bench.CompareLibraries(ctx, options)
	if errors.Is(err, vectors.ErrNoAdapter) {
		return usage(err, "give --exec a command line that sh can run")
	}
	if len(outcome.Libraries) > 0 {
		outcome.Operations = outcome.Libraries[0].Operations
	}
	return err
}

// progress tells what is being done.
func (b benchCommand) progress(console streams) func(string) {
	return func(what string) {
		if !b.Quiet {
			fmt.Fprintln(console.stderr, term.Printable(what))
		}
	}
}

// show prints the outcome, and writes it if it is asked to.
func (b benchCommand) show(outcome *benchreport.Report, console streams) error {
	if err := b.print(outcome, console); err != nil || b.ReportDir == "" {
		return err
	}
	if err := render.WriteFiles(b.ReportDir, outcome); err != nil {
		return unwritten(err, "choose another --report-dir")
	}
	return nil
}

// print writes the outcome on standard output, as the flags want it.
func (b benchCommand) print(outcome *benchreport.Report, console streams) error {
	if b.JSON {
		data, err := outcome.JSON()
		if err != nil {
			return err
		}
		_, err = console.stdout.Write(data)
		return err
	}
	style := term.StyleOf(console.stdout, console.getenv)
	render.Terminal{Out: console.stdout, Colour: style.Colour, Width: style.Width}.Summary(outcome)
	return nil
}
