package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/cogbench/cogbench/ci/internal/expressions"
	"github.com/cogbench/cogbench/ci/shards/server"
)

// workflowFile is the reusable workflow.
const workflowFile = "ci/github/load.yml"

const (
	workflowShards = 3
	// missed is a condition that no run meets: of a shard that is nobody's business, and
	// of the whole it is exit code 1.
	missed     = "p99(journey.response) < 1ns"
	exitMissed = 1
)

// workflow is what is read of one.
type workflow struct {
	Jobs struct{ Begin, Shard, Merge workflowJob }
}

type workflowJob struct {
	Outputs  map[string]string
	Strategy struct{ Matrix struct{ Index string } }
	Steps    []workflowStep
}

type workflowStep struct {
	ID, Uses, Run string
	Env           map[string]string
	With          map[string]any
}

// runWorkflow runs the three jobs. The load misses a threshold.
func runWorkflow(ctx context.Context, at shell, pool *server.Server) error {
	text, err := os.ReadFile(workflowFile)
	if err != nil {
		return err
	}
	var file workflow
	if err := yaml.Unmarshal(text, &file); err != nil {
		return err
	}
	inputs := expressions.Values{
		"inputs.shards": fmt.Sprint(workflowShards), "inputs.start-in": fmt.Sprint(beginIn), "inputs.allow-missing": "",
		"inputs.arguments":                   arguments(pool) + " --threshold '" + missed + "'",
		"secrets.COGBENCH_ACCESS_KEY_ID":     pool.AccessKeyID,
		"secrets.COGBENCH_SECRET_ACCESS_KEY": pool.SecretAccessKey,
	}
	w := workflowRun{shell: at, artifacts: at.file("artifacts")}
	begun, err := w.job(ctx, "begin", file.Jobs.Begin, inputs)
	if err != nil {
		return err
	}
	for name, expression := range file.Jobs.Begin.Outputs {
		if begun["needs.begin.outputs."+name], err = begun.Expand(expression); err != nil {
			return err
		}
	}
	indexes, err := matrix(begun, file.Jobs.Shard.Strategy.Matrix.Index)
	if err != nil {
		return err
	}
	err = all(indexes, func(index string) error {
		own := maps.Clone(begun)
		own["matrix.index"] = index
		_, err := w.job(ctx, "shard-"+index, file.Jobs.Shard, own)
		return err
	})
	if err != nil {
		return err
	}
	_, err = w.job(ctx, "merge", file.Jobs.Merge, begun)
	if failed, is := errors.AsType[*stepError](err); !is || failed.code != exitMissed {
		return fmt.Errorf("the workflow's merge, of a load that missed a threshold: %w", err)
	}
	return check("GitHub, exit code 1 for a threshold that was missed", at.file("merge/out"), workflowShards)
}

// workflowRun is one run of a workflow.
type workflowRun struct {
	shell     shell
	artifacts string
}

// stepError is a script's that failed.
type stepError struct {
	code int
	err  error
}

func (e *stepError) Error() string { return e.err.Error() }

func (e *stepError) Unwrap() error { return e.err }

// job runs the steps of a job, and is the values with what its steps told. A step that
// fails is the job's end, but for the artifacts that are kept always.
func (w workflowRun) job(ctx context.Context, name string, job workflowJob, known expressions.Values) (expressions.Values, error) {
	known = maps.Clone(known)
	var failed error
	for _, step := range job.Steps {
		var err error
		switch action, _, _ := strings.Cut(step.Uses, "@"); {
		case action == "actions/upload-artifact":
			err = w.upload(name, step, known)
		case action == "actions/download-artifact":
			err = w.download(name, step)
		case failed != nil || step.Run == "" || strings.HasPrefix(step.Run, "go install "):
			continue // the program is here
		default:
			failed = w.step(ctx, name, step, known)
		}
		if err != nil {
			return nil, fmt.Errorf("job %s: %w", name, err)
		}
	}
	if failed != nil {
		return nil, fmt.Errorf("job %s: %w", name, failed)
	}
	return known, nil
}

// step runs a script.
func (w workflowRun) step(ctx context.Context, job string, step workflowStep, known expressions.Values) error {
	here, err := w.shell.in(job, nil)
	if err != nil {
		return err
	}
	variables := map[string]string{"GITHUB_OUTPUT": here.file("github-output"), "GITHUB_STEP_SUMMARY": here.file("github-summary")}
	for name, expression := range step.Env {
		if variables[name], err = known.Expand(expression); err != nil {
			return err
		}
	}
	if here, err = w.shell.in(job, variables); err != nil {
		return err
	}
	if code, err := here.run(ctx, step.Run); err != nil {
		return &stepError{code: code, err: err}
	}
	told, err := os.ReadFile(here.file("github-output"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	known.Tell(step.ID, string(told))
	return err
}

// upload keeps what is in a directory of the job, if there is one.
func (w workflowRun) upload(job string, step workflowStep, known expressions.Values) error {
	name, err := known.Expand(fmt.Sprint(step.With["name"]))
	if err != nil {
		return err
	}
	err = os.CopyFS(w.artifacts+"/"+name, os.DirFS(w.shell.file(job+"/"+fmt.Sprint(step.With["path"]))))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// download merges what other jobs kept.
func (w workflowRun) download(job string, step workflowStep) error {
	kept, err := os.ReadDir(w.artifacts)
	if err != nil {
		return err
	}
	prefix, all := strings.CutSuffix(fmt.Sprint(step.With["pattern"]), "*")
	if !all || step.With["merge-multiple"] != true {
		return fmt.Errorf("a download as %v is not known here", step.With)
	}
	for _, artifact := range kept {
		if !strings.HasPrefix(artifact.Name(), prefix) {
			continue
		}
		if err := os.CopyFS(w.shell.file(job+"/"+fmt.Sprint(step.With["path"])), os.DirFS(w.artifacts+"/"+artifact.Name())); err != nil {
			return err
		}
	}
	return nil
}

// matrix is the list that an expression comes to.
func matrix(known expressions.Values, expression string) ([]string, error) {
	text, err := known.Expand(strings.NewReplacer("fromJSON(", "", ")", "").Replace(expression))
	if err != nil {
		return nil, err
	}
	var numbers []json.Number
	if err := json.Unmarshal([]byte(text), &numbers); err != nil {
		return nil, fmt.Errorf("the matrix %s: %w", text, err)
	}
	var indexes []string
	for _, number := range numbers {
		indexes = append(indexes, number.String())
	}
	return indexes, nil
}
