// Package proof_test runs ci/kubernetes and the commands of docs/shards.md with kubectl, on
// a control plane and a node of its own, against a reference pool.
package proof_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"

	"github.com/cogbench/cogbench/ci/kubernetes/e2e/node"
)

// labName is this program's own name in the lab.
const labName = "lab"

// TestMain runs the tests in a lab: namespaces of their own, where all ports are free, and
// with which every process, mount, bridge and address ends that was made in them.
func TestMain(m *testing.M) {
	node.EnterContainer()
	flag.Parse()
	switch {
	case os.Args[0] == labName:
		if err := prepareLab(); err != nil {
			fmt.Fprintln(os.Stderr, "FAILED: lab:", err)
			os.Exit(1)
		}
		os.Exit(m.Run())
	case *programs == "":
		os.Exit(m.Run())
	default:
		os.Exit(runLab())
	}
}

// runLab is this program's exit code in the lab.
func runLab() int {
	runtime.LockOSThread() // the lab ends with this thread
	lab := &exec.Cmd{
		Path: "/proc/self/exe", Args: append([]string{labName}, os.Args[1:]...), Stdout: os.Stdout, Stderr: os.Stderr,
		SysProcAttr: &syscall.SysProcAttr{
			Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWNET, Pdeathsig: syscall.SIGKILL,
		},
	}
	if err := lab.Run(); lab.ProcessState == nil {
		fmt.Fprintln(os.Stderr, "FAILED: the lab needs root:", err)
		return 1
	}
	return lab.ProcessState.ExitCode()
}

// prepareLab has /proc show the processes of the lab, and mounts stay in it.
func prepareLab() error {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return err
	}
	return syscall.Mount("proc", "/proc", "proc", 0, "")
}
