package main

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/report"
)

const (
	// politeCalls is how many calls a hostile server answers well, so that its
	// turn comes in the middle of a run.
	politeCalls = 25
	// patience is how long a run against a hostile server may take.
	patience = 90 * time.Second
	// memoryLimit bounds the memory of a run, in KiB as the system counts it.
	memoryLimit = 200 << 10
)

// A server may do what it likes: the run ends, in time and in bounds, with a
// verdict or without one, and its results are whole.
func TestHostileServersGetAVerdict(t *testing.T) {
	for name, hostile := range hostilities() {
		for _, polite := range []int64{0, politeCalls} {
			t.Run(name+map[int64]string{0: " at once", politeCalls: " in the middle"}[polite], func(t *testing.T) {
				t.Parallel()
				endpoint := hostileServer(t, hostile, polite)
				directory := t.TempDir()
				command := exec.Command("cogbench", "conform", "--endpoint", endpoint, "--rule", "DEV-GET", "--timeout", "1s", "--report-dir", directory)
				code, output := within(t, patience, command)
				if code != exitFailed && code != exitInconclusive {
					t.Errorf("exit code %d, want 1 or 3:\n%s", code, output)
				}
				if strings.Contains(output, "goroutine ") {
					t.Errorf("a stack is shown:\n%s", output)
				}
				if usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage); ok && usage.Maxrss > memoryLimit {
					t.Errorf("%d KiB of memory", usage.Maxrss)
				}
				if polite == 0 {
					return
				}
				found, err := report.ReadConformance(filepath.Join(directory, report.ConformanceFile))
				if err != nil {
					t.Fatal(err)
				}
				if judged := found.Verdict(nil); judged.Conformant() {
					t.Errorf("conformant, with %+v", found.Summary)
				}
			})
		}
	}
}

// hostilities are the ways to be a bad server.
func hostilities() map[string]http.HandlerFunc {
	amz := func(w http.ResponseWriter, status int) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.WriteHeader(status)
	}
	return map[string]http.HandlerFunc{
		"slow": func(w http.ResponseWriter, r *http.Request) {
			amz(w, http.StatusOK)
			for range 100 {
				if _, err := io.WriteString(w, " "); err != nil {
					return
				}
				_ = http.NewResponseController(w).Flush() // the client may have gone
				select {
				case <-r.Context().Done():
					return
				case <-time.After(100 * time.Millisecond):
				}
			}
		},
		"cut off": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			amz(w, http.StatusOK)
			_, _ = io.WriteString(w, `{"UserPool":{"Id":"us-east-1_`)
			panic(http.ErrAbortHandler)
		},
		"endless": func(w http.ResponseWriter, _ *http.Request) {
			amz(w, http.StatusOK)
			block := strings.Repeat("x", 1<<20)
			for range 1 << 10 {
				if _, err := io.WriteString(w, block); err != nil {
					return
				}
			}
		},
		"wrong types": func(w http.ResponseWriter, _ *http.Request) {
			amz(w, http.StatusOK)
			_, _ = io.WriteString(w, `{"UserPool":[],"UserPoolClient":7,"User":"x","ChallengeName":{},"ChallengeParameters":[1],"Device":null,"Devices":{}}`)
		},
		"page": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<html><body>Sign in to the Wi-Fi</body></html>")
		},
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		},
		"broken": func(w http.ResponseWriter, _ *http.Request) {
			amz(w, http.StatusInternalServerError)
			_, _ = io.WriteString(w, `{"__type":"InternalErrorException","message":"oops"}`)
		},
		"busy": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			amz(w, http.StatusTooManyRequests)
			_, _ = io.WriteString(w, `{"__type":"TooManyRequestsException","message":"later"}`)
		},
		"rude": func(http.ResponseWriter, *http.Request) {
			panic(http.ErrAbortHandler)
		},
	}
}

// hostileServer is a reference pool that turns hostile after some calls.
func hostileServer(t *testing.T, hostile http.HandlerFunc, polite int64) string {
	t.Helper()
	pool, err := refpool.New(refpool.Options{AccessKeyID: "AKIACOGBENCHHOSTILE0", SecretAccessKey: "of-the-hostile-server"})
	if err != nil {
		t.Fatal(err)
	}
	var calls atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) <= polite {
			pool.ServeHTTP(w, r)
			return
		}
		hostile(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// within runs a command that must end in time, and returns its exit code.
func within(t *testing.T, limit time.Duration, command *exec.Cmd) (code int, output string) {
	t.Helper()
	command.Env = append(command.Environ(), "COGBENCH_ACCESS_KEY_ID=AKIACOGBENCHHOSTILE0", "COGBENCH_SECRET_ACCESS_KEY=of-the-hostile-server")
	started := time.Now()
	said, err := command.CombinedOutput()
	if took := time.Since(started); took > limit {
		t.Errorf("it took %v", took)
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode(), string(said)
	}
	if err != nil {
		t.Fatal(err)
	}
	return 0, string(said)
}
