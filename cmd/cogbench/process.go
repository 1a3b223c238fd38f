package main

import (
	"fmt"
	"os"

	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites"
)

// eventsDescriptor is where a process of the suite hands its verdicts over.
const eventsDescriptor = 3

// processCommand is the other end of a run: conform starts it, nobody else.
type processCommand struct{}

// Run runs the command.
func (processCommand) Run(console streams) error {
	suite, err := loadSuite()
	if err != nil {
		return err
	}
	events := os.NewFile(eventsDescriptor, "events")
	if info, err := events.Stat(); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		return usage(fmt.Errorf("suite-process is started by conform alone"), "")
	}
	return suites.Serve(suite, console.stdin, events)
}

// loadSuite loads the rules and the checks of them.
func loadSuite() (*suites.Suite, error) {
	catalogue, err := spec.Load()
	if err != nil {
		return nil, err
	}
	return suites.All(catalogue)
}
