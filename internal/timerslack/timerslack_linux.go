package timerslack

import (
	"os"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// Widen starts this program anew, in the same process and with the same arguments: threads
// have the slack of the thread that made them, and the runtime makes its monitor before
// anything of a program runs. It returns in a program that started so, and where the kernel
// refuses, which leaves everything as it was.
func Widen() {
	program, err := os.Executable()
	if err != nil || os.Getenv(Variable) != "" {
		return
	}
	runtime.LockOSThread() // exec keeps what the thread has that calls it
	defer runtime.UnlockOSThread()
	if unix.Prctl(unix.PR_SET_TIMERSLACK, uintptr(slack), 0, 0, 0) == nil {
		_ = syscall.Exec(program, os.Args, append(os.Environ(), Variable+"="+slack.String()))
	}
}
