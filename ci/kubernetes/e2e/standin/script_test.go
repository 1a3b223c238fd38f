package standin_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cogbench/cogbench/ci/kubernetes/e2e/standin"
)

// The variables by which this program knows that it is kubectl.
const (
	clusterVariable = "STANDIN_CLUSTER"
	programVariable = "STANDIN_PROGRAM"
)

// script is ci/kubernetes/cogbench-k8s.
const script = "../../cogbench-k8s"

func TestMain(m *testing.M) {
	if directory := os.Getenv(clusterVariable); directory != "" {
		cluster := standin.Cluster{Directory: directory, Program: os.Getenv(programVariable)}
		if err := cluster.Kubectl(os.Args[1:], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "kubectl:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// bench is a server to drive, and what a run of the script needs.
type bench struct {
	program  string
	cluster  string
	target   string
	reports  string
	variable []string
}

// newBench starts a server. COGBENCH names a static binary.
func newBench(t *testing.T) *bench {
	t.Helper()
	program := os.Getenv("COGBENCH")
	if program == "" || os.Geteuid() != 0 {
		t.Skip("needs COGBENCH, a static binary, and root, to give each pod a root directory")
	}
	b := &bench{program: program, cluster: t.TempDir(), reports: filepath.Join(t.TempDir(), "out"), target: filepath.Join(t.TempDir(), "target.yaml")}
	ready := filepath.Join(t.TempDir(), "ready.json")
	server := exec.Command(program, "serve", "--listen", "127.0.0.1:0", "--ready-file", ready)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGTERM)
		_ = server.Wait()
	})
	var access struct{ Endpoint, AccessKeyID, SecretAccessKey string }
	for deadline := time.Now().Add(2 * time.Minute); access.Endpoint == "" && time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if data, err := os.ReadFile(ready); err == nil {
			_ = json.Unmarshal(data, &access) // again, if it is not whole
		}
	}
	if err := os.WriteFile(b.target, []byte("name: pods\nendpoint: "+access.Endpoint+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	b.variable = append(os.Environ(), "KUBECTL="+self, "COGBENCH="+program, clusterVariable+"="+b.cluster, programVariable+"="+program,
		"COGBENCH_ACCESS_KEY_ID="+access.AccessKeyID, "COGBENCH_SECRET_ACCESS_KEY="+access.SecretAccessKey)
	return b
}

// run runs the script, and returns its exit code and what it printed.
func (b *bench) run(t *testing.T, flags []string, load ...string) (int, string) {
	t.Helper()
	arguments := append([]string{"run", "--target", b.target, "--report-dir", b.reports, "--start-in", "40"}, flags...)
	arguments = append(append(arguments, "--", "load"), load...)
	command := exec.Command(script, arguments...)
	command.Env = b.variable
	out, err := command.CombinedOutput()
	if _, ended := errors.AsType[*exec.ExitError](err); err != nil && !ended {
		t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), string(out)
}

// merged is what the test reads of a load.json.
type merged struct {
	Journeys struct{ Started, Succeeded, Abandoned int }
	Plan     struct{ Starts int }
	Merged   struct {
		Of     int
		Shards []struct {
			Index       int
			LateSeconds float64
			Journeys    struct{ Started, Abandoned int }
		}
		Missing []struct{ Index int }
	}
}

func (b *bench) report(t *testing.T) (m merged) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(b.reports, "load.json"))
	if err == nil {
		err = json.Unmarshal(data, &m)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// killPod kills a pod's process, if that is still what has the number.
func killPod(pid string) {
	line, err := os.ReadFile(filepath.Join("/proc", pid, "cmdline"))
	if n, wrong := strconv.Atoi(pid); err == nil && wrong == nil && strings.HasPrefix(string(line), "/cogbench\x00load\x00") {
		_ = syscall.Kill(n, syscall.SIGKILL)
	}
}

func TestAJobOfFour(t *testing.T) {
	b := newBench(t)
	code, out := b.run(t, []string{"--shards", "4"}, "--rate", "20", "--duration", "5s", "--users", "40", "--warmup", "0s", "--threshold", "count(started) == 100", "--allow-abandoned")
	if code != 0 || !strings.Contains(out, "from 4 shards") {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	m := b.report(t)
	if m.Merged.Of != 4 || len(m.Merged.Shards) != 4 || m.Journeys.Started != 100 || m.Journeys.Succeeded == 0 {
		t.Errorf("%+v", m)
	}
}

// TestAPodIsKilled has one pod end in the middle, and be tried again: its first attempt
// does not count, and what its second came too late for is abandoned.
func TestAPodIsKilled(t *testing.T) {
	b := newBench(t)
	go func() {
		pid := filepath.Join(b.cluster, "cogbench-2-0.pid")
		for range 6000 {
			if data, err := os.ReadFile(pid); err == nil {
				time.Sleep(45 * time.Second) // in the middle of the plan
				killPod(string(data))
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	code, out := b.run(t, []string{"--shards", "4"}, "--rate", "20", "--duration", "60s", "--users", "40", "--warmup", "0s", "--allow-abandoned")
	m := b.report(t)
	if code != 0 || m.Journeys.Started != m.Plan.Starts || len(m.Merged.Shards) != 4 {
		t.Fatalf("exit code %d, %+v\n%s", code, m, out)
	}
	killed := m.Merged.Shards[2]
	if killed.LateSeconds <= 0 || killed.Journeys.Abandoned == 0 || killed.Journeys.Started != 300 {
		t.Errorf("the shard that was killed: %+v", killed)
	}
}

// TestAnIndexFailsForGood has one pod killed whenever it runs.
func TestAnIndexFailsForGood(t *testing.T) {
	b := newBench(t)
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
			}
			for attempt := range 2 {
				if data, err := os.ReadFile(filepath.Join(b.cluster, fmt.Sprintf("cogbench-1-%d.pid", attempt))); err == nil {
					killPod(string(data))
				}
			}
		}
	}()
	load := []string{"--rate", "20", "--duration", "5s", "--users", "40", "--warmup", "0s", "--allow-abandoned"}
	code, out := b.run(t, nil, load...)
	if code != 2 || !strings.Contains(out, "missing of the shards 1 to 4: 2 (no result)") {
		t.Fatalf("exit code %d\n%s", code, out)
	}
	b.cluster = t.TempDir()
	b.variable = append(b.variable, clusterVariable+"="+b.cluster)
	code, out = b.run(t, []string{"--allow-missing"}, load...)
	m := b.report(t)
	if code != 0 || len(m.Merged.Missing) != 1 || m.Merged.Missing[0].Index != 2 || m.Journeys.Started != 75 {
		t.Errorf("exit code %d, %+v\n%s", code, m, out)
	}
}
