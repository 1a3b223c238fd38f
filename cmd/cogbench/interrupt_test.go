package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/target"
)

// interruptedRuns is how many runs are interrupted, each after another number of calls.
const (
	interruptedRuns        = 10
	interruptedRunsIfShort = 4
)

// callsOfARun is below the number of calls that a whole run makes.
const callsOfARun = 2000

// A run that is interrupted says so, writes what it found, and leaves nothing behind on
// the target, whenever the signal comes. Before the first rule nothing was found.
func TestInterruptLeavesResultsAndNothingElse(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be sent a signal")
	}
	endpoint, atCall := servePool(t)
	runs, latest := interruptedRuns, int64(callsOfARun)
	if testing.Short() {
		runs, latest = interruptedRunsIfShort, callsOfARun/10
	}
	for range runs {
		call := 1 + rand.N(latest)
		directory := t.TempDir()
		command := exec.Command("cogbench", "conform", "--endpoint", endpoint, "--report-dir", directory)
		var said bytes.Buffer
		command.Stderr = &said
		if code := interrupted(t, command, atCall(call)); code != exitInterrupted {
			t.Errorf("interrupted at call %d: exit code %d, want %d", call, code, exitInterrupted)
			continue
		}
		found, err := report.ReadConformance(filepath.Join(directory, report.ConformanceFile))
		switch {
		case errors.Is(err, os.ErrNotExist) && strings.Contains(said.String(), "interrupted before the first"):
		case err != nil:
			t.Errorf("interrupted at call %d: %v", call, err)
		case !found.Interrupted || found.Summary.NotRun == 0:
			t.Errorf("interrupted at call %d: the results do not say so: %+v", call, found.Summary)
		default:
			t.Logf("interrupted at call %d: %d rules were checked", call, found.Summary.Judged())
		}
		if left := poolsLeft(t, endpoint); left != "" {
			t.Errorf("interrupted at call %d: left behind: %s", call, left)
		}
	}
}

// What the probes of the model make, where they must not be refused, is removed.
func TestProbesLeaveNothing(t *testing.T) {
	endpoint, _ := servePool(t)
	if out, err := exec.Command("cogbench", "conform", "--endpoint", endpoint, "--rule", "WIRE").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if left := poolsLeft(t, endpoint); left != "" {
		t.Errorf("left behind: %s", left)
	}
}

// servePool serves a pool until the test ends, for commands that find its credentials
// in the environment. atCall returns a channel that is closed once so many further calls
// have been made.
func servePool(t *testing.T) (endpoint string, atCall func(int64) <-chan struct{}) {
	t.Helper()
	pool, err := refpool.New(refpool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var left int64
	var reached chan struct{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		if left--; left == 0 {
			close(reached)
		}
		mu.Unlock()
		pool.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	id, secret := pool.Credentials()
	t.Setenv("COGBENCH_ACCESS_KEY_ID", id)
	t.Setenv("COGBENCH_SECRET_ACCESS_KEY", secret)
	return server.URL, func(calls int64) <-chan struct{} {
		mu.Lock()
		defer mu.Unlock()
		left, reached = calls, make(chan struct{})
		return reached
	}
}

// interrupted runs a command, interrupts it at a moment, and returns its exit code.
func interrupted(t *testing.T, command *exec.Cmd, moment <-chan struct{}) int {
	t.Helper()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	var err error
	select {
	case <-moment:
		if err := command.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		err = <-ended
	case err = <-ended:
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	return 0
}

// poolsLeft names the pools that are on the server.
func poolsLeft(t *testing.T, endpoint string) string {
	t.Helper()
	on, err := target.New(t.Context(), target.Config{Endpoint: endpoint}, target.Options{})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := on.Raw(t.Context(), target.RawCall{
		Operation: "ListUserPools", JSON: map[string]any{"MaxResults": 60}, Signing: target.Signed,
	})
	if err != nil || answer.Err("ListUserPools") != nil {
		t.Fatalf("%v %s", err, answer.Body)
	}
	if pools, ok := answer.Object()["UserPools"].([]any); ok && len(pools) > 0 {
		return fmt.Sprintf("%d pools, first %v", len(pools), pools[0])
	}
	return ""
}

// A second signal that comes at once is the first one's echo; a later one ends the
// program.
func TestSecondSignalAtOnceIsTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		signals := make(chan os.Signal, 2)
		quit := false
		ctx, cancel := obeying(signals, io.Discard, func() { quit = true })
		defer cancel()
		defer close(signals)
		signals <- os.Interrupt
		synctest.Wait()
		if ctx.Err() == nil {
			t.Error("the first signal does not stop the run")
		}
		time.Sleep(sameSignal / 2)
		signals <- syscall.SIGTERM
		synctest.Wait()
		if quit {
			t.Error("an echo of the first signal quits")
		}
		time.Sleep(sameSignal)
		signals <- os.Interrupt
		synctest.Wait()
		if !quit {
			t.Error("a second signal does not quit")
		}
	})
}

// timeout(1) sends its signal to the process and then to the group: the run still writes
// what it found, and removes what it made.
func TestTwoSignalsAtOnceLeaveResults(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be sent a signal")
	}
	endpoint, atCall := servePool(t)
	directory := t.TempDir()
	command := exec.Command("cogbench", "conform", "--endpoint", endpoint, "--report-dir", directory)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	const amongRules = 100 // calls
	<-atCall(amongRules)
	for _, signal := range []os.Signal{syscall.SIGTERM, os.Interrupt} { // equal ones may be merged
		if err := command.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
	}
	if err := command.Wait(); command.ProcessState.ExitCode() != exitInterrupted {
		t.Errorf("ended with %v", err)
	}
	if _, err := report.ReadConformance(filepath.Join(directory, report.ConformanceFile)); err != nil {
		t.Error(err)
	}
	if left := poolsLeft(t, endpoint); left != "" {
		t.Errorf("left behind: %s", left)
	}
}
