package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/cogbench/cogbench/internal/timerslack"
)

// TestTimerSlack holds that a command that works on starts anew, once and in the
// same process.
func TestTimerSlack(t *testing.T) {
	if _, err := unix.PrctlRetInt(unix.PR_GET_TIMERSLACK, 0, 0, 0, 0); err != nil {
		t.Skipf("this kernel lets no program choose: %v", err)
	}
	ready := filepath.Join(t.TempDir(), "ready.json")
	server := exec.Command("cogbench", "serve", "--listen", "127.0.0.1:0", "--ready-file", ready)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(ready); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the server never became ready")
		}
	}
	environment, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", server.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count("\x00"+string(environment), "\x00"+timerslack.Variable+"="); got != 1 {
		t.Errorf("%s is %d times in the environment of serve, want once", timerslack.Variable, got)
	}
}
