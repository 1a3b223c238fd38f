// Package script_test runs ci/kubernetes/cogbench-k8s with programs in place of kubectl and
// cogbench that say what they were asked, for what needs no cluster. Package proof has one.
package script_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// script is what is tested.
const script = "../../cogbench-k8s"

// kubectl has a Job that is complete, of three pods: one that was killed while it printed,
// its second attempt, and one that had something to say.
const kubectl = `#!/bin/sh
case "$*" in
  *"get job"*) echo "0 active, 0-1 completed,  failed SuccessCriteriaMet Complete" ;;
  *"get pods"*) echo first second other ;;
  *"logs first") printf -- '-----BEGIN COGBENCH RESULTS-----\ntorn\n' ;;
  *"logs second") printf -- '-----BEGIN COGBENCH RESULTS-----\nwhole\n-----END COGBENCH RESULTS-----\n' ;;
  *"logs other") printf -- 'a warning\n-----BEGIN COGBENCH RESULTS-----\nalso whole\n-----END COGBENCH RESULTS-----\n' ;;
esac
`

// cogbench shows what is to be merged, and has a threshold be missed.
const cogbench = `#!/bin/sh
echo "cogbench $1 $2 $4 $5 $6"
cat "$3"
exit 1
`

// run is the script's exit code, standard output and standard error.
func run(t *testing.T, arguments ...string) (code int, out, said string) {
	t.Helper()
	programs := t.TempDir()
	for name, text := range map[string]string{"kubectl": kubectl, "cogbench": cogbench} {
		if err := os.WriteFile(filepath.Join(programs, name), []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	var stdout, stderr strings.Builder
	command := exec.CommandContext(t.Context(), script, arguments...)
	command.Stdout, command.Stderr = &stdout, &stderr
	command.Env = append(os.Environ(), "PATH="+programs+":"+os.Getenv("PATH"), "COGBENCH_ACCESS_KEY_ID=id", "COGBENCH_SECRET_ACCESS_KEY=a-secret")
	err := command.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), stdout.String(), stderr.String()
}

func TestWhatIsMerged(t *testing.T) {
	code, out, said := run(t, "run", "--shards", "2", "--allow-missing", "--report-dir", "reports", "--", "load", "--rate", "1")
	const merged = `cogbench report merge --report-dir reports --allow-missing
-----BEGIN COGBENCH RESULTS-----
whole
-----END COGBENCH RESULTS-----
-----BEGIN COGBENCH RESULTS-----
also whole
-----END COGBENCH RESULTS-----
`
	if code != 1 || out != merged {
		t.Errorf("exit code %d, merged:\n%s", code, out)
	}
	for _, line := range []string{"the log of first is lost, or cut off", "other: a warning"} {
		if !strings.Contains(said, line+"\n") {
			t.Errorf("no line %q in:\n%s", line, said)
		}
	}
	if strings.Contains(out+said, "a-secret") {
		t.Errorf("a secret was shown:\n%s%s", out, said)
	}
}

func TestUsage(t *testing.T) {
	for _, arguments := range [][]string{{}, {"load"}, {"run", "--", "conform"}, {"run", "--shards"}, {"run", "--replicas", "3", "--", "load"}} {
		if code, _, said := run(t, arguments...); code != 2 || !strings.Contains(said, "cogbench-k8s run [FLAGS] -- load") {
			t.Errorf("%q: exit code %d\n%s", arguments, code, said)
		}
	}
}

// TestNothingIsLeft has the files that are made beside the base go, with the credentials.
func TestNothingIsLeft(t *testing.T) {
	run(t, "run", "--", "load")
	left, err := filepath.Glob(filepath.Join(filepath.Dir(script), ".run-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %q %v", left, err)
	}
}
