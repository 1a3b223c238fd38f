package main

import (
	"context"
	"fmt"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/suites"
	"github.com/cogbench/cogbench/target"
)

// inquire looks for the causes of failures, and says so before it does. A run
// that was interrupted asks nothing more of its target.
func (c conformCommand) inquire(ctx context.Context, on *target.Target, run string, results suites.Results, console streams) []report.Diagnosis {
	if results.Interrupted || ctx.Err() != nil || !suites.Worthwhile(on, results.Rules) {
		return nil
	}
	if !c.Quiet {
		fmt.Fprintln(console.stderr, "looking for the cause: at most 60 s and 60 users, removed afterwards")
	}
	found, err := suites.NewInquiry(on, run).Run(ctx, results.Rules)
	if err != nil {
		fmt.Fprintf(console.stderr, "cogbench: could not be removed: %v\n", err)
	}
	return found
}
