// Package shard reads which part of a divided job a process has: from text such as
// 2/4, or from the variables by which a scheduler tells it.
package shard

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Most bounds the number of shards of a job.
const Most = 10_000

// The variables that a manifest or a workflow sets where its platform tells no
// number of shards, or no index. IndexVariable counts from 0.
const (
	IndexVariable = "COGBENCH_SHARD_INDEX"
	CountVariable = "COGBENCH_SHARDS"
)

// auto has the environment say.
const auto = "auto"

// Parse reads I/N, with I from 1, or asks the environment for auto. Without text it
// is 0 of 0: the whole.
func Parse(text string, getenv func(string) string) (index, of int, err error) {
	switch text {
	case "":
		return 0, 0, nil
	case auto:
		if index, of, err = fromEnvironment(getenv); err != nil {
			return 0, 0, fmt.Errorf("--shard auto: %w", err)
		}
		return index, of, nil
	}
	first, second, cut := strings.Cut(text, "/")
	index, wrong := strconv.Atoi(first)
	of, wrongToo := strconv.Atoi(second)
	if !cut || wrong != nil || wrongToo != nil || index < 1 || index > of || of > Most {
		return 0, 0, fmt.Errorf("--shard %q is not a part I of N", text)
	}
	return index, of, nil
}

// platform is one way of telling a process its shard.
type platform struct {
	name  string
	index string // the variable of the index, by which the platform is known
	count string // the variable of the number of shards; "" if the platform tells none
	base  int    // what the first shard's index is
}

var platforms = []platform{
	{name: "a Kubernetes Indexed Job", index: "JOB_COMPLETION_INDEX"},
	{name: "an AWS Batch array job", index: "AWS_BATCH_JOB_ARRAY_INDEX", count: "AWS_BATCH_JOB_ARRAY_SIZE"},
	{name: "a Slurm array", index: "SLURM_ARRAY_TASK_ID", count: "SLURM_ARRAY_TASK_COUNT"},
	{name: "GitLab's parallel", index: "CI_NODE_INDEX", count: "CI_NODE_TOTAL", base: 1},
	{name: "cogbench's own variables", index: IndexVariable},
}

func fromEnvironment(getenv func(string) string) (index, of int, err error) {
	p, err := find(getenv)
	if err != nil {
		return 0, 0, err
	}
	if of, err = p.number(getenv); err != nil {
		return 0, 0, err
	}
	number, err := numberOf(p.index, getenv)
	if err != nil {
		return 0, 0, err
	}
	if p.index == slurmID {
		number, err = slurmPosition(number, of, getenv)
	}
	index = number - p.base + 1
	switch {
	case err != nil:
		return 0, 0, err
	case of < 1 || of > Most:
		return 0, 0, fmt.Errorf("%d shards: give 1 to %d", of, Most)
	case index < 1 || index > of:
		return 0, 0, fmt.Errorf("%s=%d is outside of %d shards, which %s counts from %d", p.index, number, of, p.name, p.base)
	}
	return index, of, nil
}

// find is the one platform whose index is set.
func find(getenv func(string) string) (platform, error) {
	var found []platform
	var set, all []string
	for _, p := range platforms {
		all = append(all, p.index)
		if getenv(p.index) != "" {
			found, set = append(found, p), append(set, p.index)
		}
	}
	switch len(found) {
	case 0:
		return platform{}, fmt.Errorf("none of %s is set: give --shard I/N", strings.Join(all, ", "))
	case 1:
		return found[0], nil
	}
	return platform{}, fmt.Errorf("%s are set, each of another platform: unset all but one, or give --shard I/N", strings.Join(set, " and "))
}

// number is how many shards there are.
func (p platform) number(getenv func(string) string) (int, error) {
	told := p.count != "" && getenv(p.count) != ""
	if !told && getenv(CountVariable) == "" {
		if p.count == "" {
			return 0, fmt.Errorf("%s is set and tells no number of shards: set %s", p.index, CountVariable)
		}
		return 0, fmt.Errorf("%s is set and neither %s nor %s is: set one to the number of shards", p.index, p.count, CountVariable)
	}
	if !told {
		return numberOf(CountVariable, getenv)
	}
	of, err := numberOf(p.count, getenv)
	if err != nil || getenv(CountVariable) == "" {
		return of, err
	}
	if ours, err := numberOf(CountVariable, getenv); err != nil || ours != of {
		return 0, errors.Join(err, fmt.Errorf("%s=%d and %s=%s disagree: unset one", p.count, of, CountVariable, getenv(CountVariable)))
	}
	return of, nil
}

func numberOf(variable string, getenv func(string) string) (int, error) {
	n, err := strconv.Atoi(getenv(variable))
	if err != nil {
		return 0, fmt.Errorf("%s=%q is not a number", variable, getenv(variable))
	}
	return n, nil
}

// The variables of a Slurm array, whose ids begin anywhere and may have a step.
const (
	slurmID   = "SLURM_ARRAY_TASK_ID"
	slurmMin  = "SLURM_ARRAY_TASK_MIN"
	slurmMax  = "SLURM_ARRAY_TASK_MAX"
	slurmStep = "SLURM_ARRAY_TASK_STEP"
)

// slurmPosition is the place of a task among those of its array, from 0. A list of
// ids with gaps tells none.
func slurmPosition(id, of int, getenv func(string) string) (int, error) {
	first, last, step := 0, 0, 1
	for variable, value := range map[string]*int{slurmMin: &first, slurmMax: &last, slurmStep: &step} {
		if getenv(variable) == "" {
			continue
		}
		n, err := numberOf(variable, getenv)
		if err != nil {
			return 0, err
		}
		*value = n
	}
	if getenv(slurmMin) == "" {
		return 0, fmt.Errorf("%s is set and %s is not: use --array=1-N", slurmID, slurmMin)
	}
	gaps := getenv(slurmMax) != "" && last-first != (of-1)*step
	if step < 1 || gaps || (id-first)%step != 0 {
		return 0, fmt.Errorf("the ids of the array that %s=%d is of have gaps: use --array=1-N", slurmID, id)
	}
	return (id - first) / step, nil
}
