package main

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/cogbench/cogbench/ci/shards/server"
)

// page has the pipeline, in the section on GitLab.
const page = "docs/shards.md"

var pipelineText = regexp.MustCompile("(?s)\n## GitLab CI\n.*?```yaml\n(.*?)```")

// pipeline is what is read of one.
type pipeline struct {
	Begin, Load, Merge pipelineJob
}

type pipelineJob struct {
	Script    string
	Parallel  int
	Artifacts struct {
		Paths   []string
		Reports struct{ Dotenv string }
	}
}

// runPipeline runs the three jobs, with variables that a person gives in place of the
// page's.
func runPipeline(ctx context.Context, at shell, pool *server.Server) error {
	text, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	section := pipelineText.FindSubmatch(text)
	if section == nil {
		return fmt.Errorf("%s has no pipeline for GitLab", page)
	}
	var jobs pipeline
	if err := yaml.Unmarshal(section[1], &jobs); err != nil {
		return err
	}
	variables := map[string]string{"ARGUMENTS": arguments(pool), "START_IN": fmt.Sprint(beginIn, " seconds")}
	begin, err := at.in("begin", variables)
	if err != nil {
		return err
	}
	if _, err := begin.run(ctx, jobs.Begin.Script); err != nil {
		return fmt.Errorf("pipeline: begin: %w", err)
	}
	if err := readVariables(begin.file(jobs.Begin.Artifacts.Reports.Dotenv), variables); err != nil {
		return err
	}
	// Jobs' artifacts meet in the directory of the job that needs them.
	kept, err := at.in("jobs", variables)
	if err != nil {
		return err
	}
	var indexes []string
	for i := range jobs.Load.Parallel {
		indexes = append(indexes, strconv.Itoa(i+1))
	}
	if err := all(indexes, func(index string) error {
		own, err := kept.in(".", map[string]string{"CI_NODE_INDEX": index, "CI_NODE_TOTAL": strconv.Itoa(len(indexes))})
		if err != nil {
			return err
		}
		_, err = own.run(ctx, jobs.Load.Script)
		return err
	}); err != nil {
		return fmt.Errorf("pipeline: load: %w", err)
	}
	if _, err := kept.run(ctx, jobs.Merge.Script); err != nil {
		return fmt.Errorf("pipeline: merge: %w", err)
	}
	return check("GitLab, exit code 0", kept.file(jobs.Merge.Artifacts.Paths[0]), len(indexes))
}

// readVariables adds those that a job left for the next ones.
func readVariables(path string, to map[string]string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		to[name] = value
	}
	return nil
}
