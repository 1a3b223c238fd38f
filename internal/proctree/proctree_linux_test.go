package proctree_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/cogbench/cogbench/internal/proctree"
)

const burnVariable = "COGBENCH_TEST_BURN"

// TestMain is, where it is asked to be, a process that burns processor time and memory,
// says that it has, and stays; or the parent of one in another process group.
func TestMain(m *testing.M) {
	switch os.Getenv(burnVariable) {
	case "":
		os.Exit(m.Run())
	case "child":
		child := exec.CommandContext(context.Background(), os.Args[0])
		child.Env = append(os.Environ(), burnVariable+"=self")
		child.Stdin, child.Stdout = os.Stdin, os.Stdout
		child.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		if child.Run() != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	held := hold()
	var used syscall.Rusage
	for used.Utime.Nano()+used.Stime.Nano() < int64(300*time.Millisecond) {
		for i := range held {
			held[i]++
		}
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
			os.Exit(1)
		}
	}
	fmt.Println("burnt")
	_, _ = os.Stdin.Read(make([]byte, 1))
	runtime.KeepAlive(held)
	os.Exit(0)
}

// hold is memory that is in use.
func hold() []byte {
	held := make([]byte, 64<<20)
	for i := range held {
		held[i] = byte(i)
	}
	return held
}

// What a grandchild costs is the tree's, while it lives and after it was waited for.
func TestTheWholeTreeCounts(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "sh", "-c", `"$0"; echo ended; read line`, program)
	command.Env = append(os.Environ(), burnVariable+"=self")
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	for _, stage := range []struct {
		line   string
		memory int64
	}{{"burnt", 64 << 20}, {"ended", 0}} {
		if !lines.Scan() || lines.Text() != stage.line {
			t.Fatalf("it said %q, want %q", lines.Text(), stage.line)
		}
		usage, known := proctree.Read(command.Process.Pid)
		if !known || usage.CPU < 250*time.Millisecond || usage.PeakRSS < stage.memory {
			t.Errorf("%s: %+v, %t", stage.line, usage, known)
		}
		if _, err := stdin.Write([]byte("\n")); err != nil {
			t.Fatal(err)
		}
	}
	if err := command.Wait(); err != nil {
		t.Fatal(err)
	}
	if usage, known := proctree.Read(command.Process.Pid); known {
		t.Errorf("after the end: %+v", usage)
	}
}

// A descendant with a process group of its own counts too.
func TestADescendantInAnotherGroupCounts(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), program)
	command.Env = append(os.Environ(), burnVariable+"=child")
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	if lines := bufio.NewScanner(stdout); !lines.Scan() || lines.Text() != "burnt" {
		t.Fatalf("it said %q", lines.Text())
	}
	if usage, _ := proctree.Read(command.Process.Pid); usage.CPU < 250*time.Millisecond || usage.PeakRSS < 64<<20 {
		t.Errorf("%+v", usage)
	}
	_ = stdin.Close()
	if err := command.Wait(); err != nil {
		t.Fatal(err)
	}
}

// Nothing else counts, such as the memory of the parent.
func TestOtherProcessesDoNotCount(t *testing.T) {
	held := hold()
	defer runtime.KeepAlive(held)
	command := exec.CommandContext(t.Context(), "sh", "-c", "read line")
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	if usage, known := proctree.Read(command.Process.Pid); !known || usage.PeakRSS > 16<<20 {
		t.Errorf("%+v, %t", usage, known)
	}
	_ = stdin.Close()
	_ = command.Wait()
}
