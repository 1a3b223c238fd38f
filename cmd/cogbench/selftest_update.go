package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/cogbench/cogbench/selftest"
)

// moduleLine is the first line of this module's go.mod.
const moduleLine = "module github.com/cogbench/cogbench"

// faultSources is the directory of the faults' source in the checkout that this command
// runs in.
func faultSources() (string, error) {
	directory, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		content, err := os.ReadFile(filepath.Join(directory, "go.mod"))
		if line, _, _ := strings.Cut(string(content), "\n"); err == nil && strings.TrimSpace(line) == moduleLine {
			return filepath.Join(directory, "refpool", "faults"), nil
		}
		parent := filepath.Dir(directory)
		if parent == directory {
			return "", errors.New("--update writes into refpool/faults, and this is not a checkout of cogbench")
		}
		directory = parent
	}
}

// update writes what a self-test saw into the faults' source, and prints what it changed.
// It fails if an entry has to be edited by hand.
func update(sources string, m *selftest.Matrix, console streams) error {
	changes, err := selftest.Update(sources, m)
	if err != nil {
		return usage(err, "the Also lists were not updated")
	}
	unwritten := 0
	for _, change := range changes {
		fmt.Fprintln(console.stdout, change)
		if change.Problem != "" {
			unwritten++
		}
	}
	switch {
	case len(changes) == 0:
		fmt.Fprintln(console.stdout, "nothing to update: the Also lists say what was seen")
	case unwritten > 0:
		return ended(exitFailed)
	default:
		fmt.Fprintln(console.stdout, "review the changes with git diff, then run cogbench selftest again")
	}
	return nil
}
