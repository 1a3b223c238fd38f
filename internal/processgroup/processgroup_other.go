//go:build !unix

package processgroup

import "os/exec"

// Isolate does nothing: there are no process groups here.
func Isolate(*exec.Cmd) {}

// Kill ends a command.
func Kill(command *exec.Cmd) {
	// It fails if the process has ended, which is what is wanted.
	_ = command.Process.Kill()
}

// terminate ends a command: it cannot be told to.
func terminate(command *exec.Cmd) { Kill(command) }
