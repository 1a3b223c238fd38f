package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/target"
)

// interruptedRuns is how many runs are cut short, each at another moment.
const (
	interruptedRuns        = 10
	interruptedRunsIfShort = 4
)

// A run that is interrupted says so, writes what it found, and leaves nothing
// behind on the target, whenever the signal comes.
func TestInterruptLeavesResultsAndNothingElse(t *testing.T) {
	endpoint := servePool(t)
	runs, latest := interruptedRuns, 4*time.Second
	if testing.Short() {
		runs, latest = interruptedRunsIfShort, time.Second
	}
	for range runs {
		moment := 200*time.Millisecond + rand.N(latest)
		directory := t.TempDir()
		command := exec.Command("cogbench", "conform", "--endpoint", endpoint, "--report-dir", directory)
		if code := interrupted(t, command, moment); code != exitInterrupted {
			t.Errorf("interrupted after %v: exit code %d, want %d", moment, code, exitInterrupted)
			continue
		}
		found, err := report.ReadConformance(filepath.Join(directory, report.ConformanceFile))
		switch {
		case errors.Is(err, os.ErrNotExist) && moment < 500*time.Millisecond: // before the first rule
		case err != nil:
			t.Errorf("interrupted after %v: %v", moment, err)
		case !found.Interrupted || found.Summary.NotRun == 0:
			t.Errorf("interrupted after %v: the results do not say so: %+v", moment, found.Summary)
		default:
			t.Logf("interrupted after %v: %d rules were checked", moment, found.Summary.Checked())
		}
		if left := poolsLeft(t, endpoint); left != "" {
			t.Errorf("interrupted after %v: left behind: %s", moment, left)
		}
	}
}

// What the probes of the model make, where they must not be refused, is removed.
func TestProbesLeaveNothing(t *testing.T) {
	endpoint := servePool(t)
	if out, err := exec.Command("cogbench", "conform", "--endpoint", endpoint, "--rule", "WIRE").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if left := poolsLeft(t, endpoint); left != "" {
		t.Errorf("left behind: %s", left)
	}
}

// servePool serves a pool until the test ends, for commands that find its
// credentials in the environment.
func servePool(t *testing.T) (endpoint string) {
	t.Helper()
	server, err := refpool.New(refpool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := server.Listen("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() }) // the test is over
	id, secret := server.Credentials()
	t.Setenv("COGBENCH_ACCESS_KEY_ID", id)
	t.Setenv("COGBENCH_SECRET_ACCESS_KEY", secret)
	return pool.Endpoint
}

// interrupted runs a command, interrupts it after a while, and returns its code.
func interrupted(t *testing.T, command *exec.Cmd, after time.Duration) int {
	t.Helper()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(after)
	if err := command.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	err := command.Wait()
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
