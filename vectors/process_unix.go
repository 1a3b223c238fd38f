//go:build unix

package vectors

import (
	"os/exec"
	"syscall"
)

// isolate puts an adapter into a process group of its own, so that what it
// started ends with it.
func isolate(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error {
		kill(command)
		return nil
	}
}

// kill ends an adapter and what it started.
func kill(command *exec.Cmd) {
	// It fails if the group has ended, which is what is wanted.
	_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
}
