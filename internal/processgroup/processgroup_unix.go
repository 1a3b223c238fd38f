//go:build unix

package processgroup

import (
	"os/exec"
	"syscall"
)

// Isolate puts a command into a process group of its own, so that what it started ends
// with it.
func Isolate(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

// Kill ends a command and what it started.
func Kill(command *exec.Cmd) { signal(command, syscall.SIGKILL) }

// terminate tells a command and what it started to end.
func terminate(command *exec.Cmd) { signal(command, syscall.SIGTERM) }

func signal(command *exec.Cmd, s syscall.Signal) {
	// It fails if the group has ended, which is what is wanted.
	_ = syscall.Kill(-command.Process.Pid, s)
}
