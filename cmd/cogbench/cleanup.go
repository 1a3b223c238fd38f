package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/cogbench/cogbench/target"
)

// cleaning is how long removing the leftovers of a run may take.
const cleaning = 2 * time.Minute

// newRunName draws the name that marks what a run makes on its target.
func newRunName() string { return strings.ToLower(rand.Text()[:10]) }

// cleanUp removes what earlier runs left behind on a target, known by its tag.
func (c conformCommand) cleanUp(ctx context.Context, console streams) error {
	profile, stop, err := c.profile()
	defer stop()
	if err != nil {
		return err
	}
	on, _, err := c.preflight(ctx, profile, nil)
	if err != nil {
		return err
	}
	removed, err := on.Cleanup(ctx, "")
	fmt.Fprintf(console.stdout, "%d pools of earlier runs removed\n", removed)
	if err != nil {
		return &failure{code: exitInconclusive, err: err}
	}
	return nil
}

// cleanAfter removes what processes that died have left behind. What they made
// can be known by the run's name alone.
func cleanAfter(on *target.Target, run string, console streams) {
	ctx, cancel := context.WithTimeout(context.Background(), cleaning)
	defer cancel()
	if _, err := on.Cleanup(ctx, run); err != nil {
		fmt.Fprintf(console.stderr, "cogbench: could not be removed: %v\n", err)
	}
}
