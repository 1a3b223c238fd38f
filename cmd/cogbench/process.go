package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"

	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/suites"
	"github.com/cogbench/cogbench/suites/engine"
)

// The roles that this program takes when it starts itself. Both end with their
// standard input, and so with the process that started them.
const (
	workerRole = "suite-worker"
	poolRole   = "pool-process"
)

// thisProgram is a command that runs this program in another role.
func thisProgram(role string) *exec.Cmd {
	program, err := os.Executable()
	if err != nil {
		program = os.Args[0]
	}
	return exec.Command(program, role)
}

// newWorker is a command that checks rules for conform.
func newWorker() *exec.Cmd { return thisProgram(workerRole) }

// How much garbage a process collects at a time, in hundredths of what lives. Go's own
// choice is 100. A process that checks has little that lives and makes much that does not:
// it spends some memory to save a tenth of its time. With the embedded pools, and what came
// of each rule, much more lives.
const (
	garbageOfWorker = 300
	garbageOfRun    = 200
)

// collectOften has this process collect its garbage more often: one that reads what can be
// larger than the memory spends some time to stay small.
func collectOften() {
	const percent = 40
	debug.SetGCPercent(percent)
}

// workerCommand checks rules for the run that started it.
type workerCommand struct{}

// Run runs the command.
func (workerCommand) Run(console streams) error {
	debug.SetGCPercent(garbageOfWorker)
	runtime.GOMAXPROCS(1) // it does one thing after another, and waking threads costs a fifth of its time
	err := engine.Serve(suites.All, console.stdin, console.stdout)
	if errors.Is(err, engine.ErrNoAssignment) {
		return usage(fmt.Errorf("%s is started by conform alone: %w", workerRole, err), "")
	}
	return err
}

// poolCommand is the reference pools of a load run, in a process of their own.
type poolCommand struct{}

// Run runs the command.
func (poolCommand) Run(console streams) error {
	return embeddedpool.Serve(console.stdin, console.stdout)
}
