package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/cogbench/cogbench/internal/bench"
	"github.com/cogbench/cogbench/srp"
)

// benchCommand measures the SRP computation of this machine.
type benchCommand struct {
	Duration  time.Duration `default:"1s" placeholder:"D" help:"How long to measure each operation."`
	Parallel  bool          `help:"Measure on all cores at once instead of on one."`
	Operation []string      `placeholder:"NAME" help:"Measure only this operation (repeatable)."`

	outputFlags
}

// Help implements kong's HelpProvider.
func (benchCommand) Help() string {
	return `Every iteration uses fresh inputs. min is the lowest mean of ten equal slices:
what an operation takes while the machine does little else.

Example:

    cogbench bench --duration 3s --parallel --json`
}

// benchSchemaVersion is the schemaVersion of bench --json, see docs/files.md.
const benchSchemaVersion = 1

// measured is the outcome, as --json prints it.
type measured struct {
	Machine    string `json:"machine"`
	Arithmetic string `json:"arithmetic"`
	Goroutines int    `json:"goroutines"`
	// SchemaVersion is benchSchemaVersion.
	SchemaVersion int            `json:"schemaVersion"`
	Operations    []bench.Result `json:"ops"`
}

// Run runs the command.
func (b benchCommand) Run(ctx context.Context, console streams) error {
	if b.Duration <= 0 {
		return usage(errors.New("--duration must be positive"), "for example --duration 3s")
	}
	operations, err := b.selected()
	if err != nil {
		return err
	}
	outcome := measured{
		SchemaVersion: benchSchemaVersion,
		Machine:       fmt.Sprintf("%s/%s, %d CPUs, %s", runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), runtime.Version()),
		Arithmetic:    srp.Arithmetic(), Goroutines: 1,
	}
	if b.Parallel {
		outcome.Goroutines = runtime.GOMAXPROCS(0)
	}
	for _, operation := range operations {
		if !b.Quiet {
			fmt.Fprintf(console.stderr, "measuring %s\n", operation.Name)
		}
		result, err := bench.Measure(ctx, operation, bench.Options{Duration: b.Duration, Goroutines: outcome.Goroutines})
		if err != nil {
			return err
		}
		if result.Count > 0 {
			outcome.Operations = append(outcome.Operations, result)
		}
	}
	if err := b.print(console.stdout, outcome); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return &failure{code: exitInterrupted, err: errors.New("interrupted: the results cover what was measured until then")}
	}
	return nil
}

// selected are the operations to measure.
func (b benchCommand) selected() ([]bench.Operation, error) {
	all := bench.Operations()
	if len(b.Operation) == 0 {
		return all, nil
	}
	var selected []bench.Operation
	for _, name := range b.Operation {
		i := slices.IndexFunc(all, func(o bench.Operation) bool { return o.Name == name })
		if i < 0 {
			return nil, usage(fmt.Errorf("there is no operation %q", name), "the operations are "+strings.Join(names(all), ", "))
		}
		selected = append(selected, all[i])
	}
	return selected, nil
}

func names(operations []bench.Operation) []string {
	var all []string
	for _, operation := range operations {
		all = append(all, operation.Name)
	}
	return all
}

// print writes the outcome as JSON or as a table.
func (b benchCommand) print(w io.Writer, outcome measured) error {
	if b.JSON {
		return json.NewEncoder(w).Encode(outcome)
	}
	fmt.Fprintf(w, "%s, arithmetic %s, goroutines %d\n\n", outcome.Machine, outcome.Arithmetic, outcome.Goroutines)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "operation\tcount\tmin µs\tp50 µs\tp99 µs\tper second\t")
	for _, r := range outcome.Operations {
		fmt.Fprintf(table, "%s\t%d\t%.1f\t%.1f\t%.1f\t%.0f\t\n",
			r.Name, r.Count, microseconds(r.MinNs), microseconds(r.P50Ns), microseconds(r.P99Ns), r.PerSecond)
	}
	return table.Flush()
}

func microseconds(ns int64) float64 { return float64(ns) / 1000 }
