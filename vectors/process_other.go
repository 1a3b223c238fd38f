//go:build !unix

package vectors

import "os/exec"

// isolate does nothing: there are no process groups here.
func isolate(*exec.Cmd) {}

// kill ends an adapter.
func kill(command *exec.Cmd) {
	// It fails if the process has ended, which is what is wanted.
	_ = command.Process.Kill()
}
