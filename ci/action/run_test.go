package action_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/cogbench/cogbench/internal/starter"
)

// The scripts of the action, of the component and of the files of cogbench init run as
// they are written, on the embedded pool, a server with a fault, and one that is not there.
func TestScriptsJudgeServers(t *testing.T) {
	work := t.TempDir()
	program := filepath.Join(work, "cogbench") // where the action's script builds it too
	if code, log := bash(t, repository, "go build -o "+program+" ./cmd/cogbench", nil); code != 0 {
		t.Fatal(log)
	}
	environment := []string{"RUNNER_TEMP=" + work, "PATH=" + work + string(os.PathListSeparator) + os.Getenv("PATH")}
	endpoint, keys := faulty(t, program)
	signed := append(keys, environment...)

	t.Run("action, embedded pool", func(t *testing.T) {
		workspace := t.TempDir()
		got := readAction(t).run(t, workspace, map[string]string{"shards": "8"}, environment...)
		got.check(t, "conformant", 0)
		if !strings.HasPrefix(got.summary, "## ") || strings.Contains(got.log, "::error") {
			t.Errorf("summary %q, log %s", got.summary, got.log)
		}
		readFile(t, workspace, got.outputs["report-dir"], "report.html")
	})
	t.Run("action, nothing there", func(t *testing.T) {
		got := readAction(t).run(t, t.TempDir(), map[string]string{"endpoint": "http://127.0.0.1:1"}, environment...)
		got.check(t, "inconclusive", 3)
	})
	t.Run("action, nothing judged", func(t *testing.T) {
		steps := readAction(t).Runs.Steps
		if code, log := bash(t, work, steps[len(steps)-1].Run, []string{"EXIT_CODE="}); code != 70 {
			t.Errorf("exit code %d where no step told one: %s", code, log)
		}
	})
	t.Run("action, as cogbench init calls it", func(t *testing.T) {
		workspace := t.TempDir()
		got := readAction(t).run(t, workspace, calls(t, begin(t, workspace, endpoint, starter.GitHub)), signed...)
		got.check(t, "not-conformant", 1)
		if !strings.Contains(got.log, "\n::error title=DEV-NEW-01::") || !strings.Contains(got.summary, "DEV-NEW-01") {
			t.Errorf("summary %q, log %s", got.summary, got.log)
		}
	})
	t.Run("component, embedded pool", func(t *testing.T) {
		declared, job := splitComponent(t, readFile(t, repository, "templates/conform.yml"))
		readPipeline(t, declared.fill(job, nil)).check(t, 0, environment...)
	})
	t.Run("component, faulty", func(t *testing.T) {
		declared, job := splitComponent(t, readFile(t, repository, "templates/conform.yml"))
		filled := declared.fill(job, map[string]string{"endpoint": endpoint, "profile": "core"})
		readPipeline(t, filled).check(t, 1, append(signed, "CI_NODE_INDEX=1", "CI_NODE_TOTAL=1")...)
	})
	t.Run("pipeline of cogbench init", func(t *testing.T) {
		workspace := t.TempDir()
		p := readPipeline(t, begin(t, workspace, endpoint, starter.GitLab))
		p.checkIn(t, workspace, 1, signed...)
	})
}

// check holds what came of the action to a verdict and the exit code of it.
func (r ran) check(t *testing.T, verdict string, code int) {
	t.Helper()
	if r.outputs["verdict"] != verdict || r.outputs["exit-code"] != strconv.Itoa(code) || r.exitCode != code {
		t.Errorf("outputs %v, exit code %d, want %s and %d; log:\n%s", r.outputs, r.exitCode, verdict, code, r.log)
	}
}

func (p pipeline) check(t *testing.T, code int, environment ...string) {
	t.Helper()
	p.checkIn(t, t.TempDir(), code, environment...)
}

// checkIn holds the job to an exit code, and to the files that GitLab takes from it.
func (p pipeline) checkIn(t *testing.T, workspace string, want int, environment ...string) {
	t.Helper()
	if code, log := p.run(t, workspace, environment...); code != want {
		t.Errorf("exit code %d, want %d; log:\n%s", code, want, log)
	}
	for _, path := range append(p.Cogbench.Artifacts.Paths, p.Cogbench.Artifacts.Reports.Junit) {
		if _, err := os.Stat(filepath.Join(workspace, path)); err != nil {
			t.Error(err)
		}
	}
}

// begin writes what cogbench init does into a directory, and returns the service's file.
func begin(t *testing.T, directory, endpoint string, service starter.Service) string {
	t.Helper()
	files, err := starter.Files(starter.Answers{Endpoint: endpoint, Profile: "core", Service: service})
	if err != nil {
		t.Fatal(err)
	}
	if err := starter.Write(directory, files); err != nil {
		t.Fatal(err)
	}
	return files[1].Text
}

// calls are the inputs that a workflow gives to the action.
func calls(t *testing.T, workflow string) map[string]string {
	t.Helper()
	var file struct {
		Jobs map[string]struct{ Steps []step }
	}
	if err := yaml.Unmarshal([]byte(workflow), &file); err != nil {
		t.Fatal(err)
	}
	for _, job := range file.Jobs {
		for _, s := range job.Steps {
			if strings.HasPrefix(s.Uses, "cogbench/cogbench@") {
				return s.With
			}
		}
	}
	t.Fatalf("the workflow has no step of the action:\n%s", workflow)
	return nil
}

// faulty is a server that breaks DEV-NEW-01: its URL, and the variables that sign for it.
func faulty(t *testing.T, program string) (string, []string) {
	t.Helper()
	ready := filepath.Join(t.TempDir(), "ready.json")
	command := exec.CommandContext(t.Context(), program, "serve", "--listen", "127.0.0.1:0", "--ready-file", ready, "--fault", "no-metadata")
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	t.Cleanup(func() {
		_ = command.Process.Kill() // it may have ended
		<-ended
	})
	var server struct{ Endpoint, AccessKeyID, SecretAccessKey string }
	for {
		if text, err := os.ReadFile(ready); err == nil && json.Unmarshal(text, &server) == nil {
			return server.Endpoint, []string{"COGBENCH_ACCESS_KEY_ID=" + server.AccessKeyID, "COGBENCH_SECRET_ACCESS_KEY=" + server.SecretAccessKey}
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("the server ended: %v", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
