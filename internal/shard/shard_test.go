package shard_test

import (
	"strings"
	"testing"

	"github.com/cogbench/cogbench/internal/shard"
)

func TestParse(t *testing.T) {
	type variables map[string]string
	tests := map[string]struct {
		text      string
		variables variables
		index, of int
		wrong     string // what the error says; "" for none
	}{
		"whole":          {},
		"explicit":       {text: "2/4", index: 2, of: 4},
		"one":            {text: "1/1", index: 1, of: 1},
		"zero":           {text: "0/4", wrong: `--shard "0/4" is not a part I of N`},
		"beyond":         {text: "5/4", wrong: "not a part"},
		"no number":      {text: "a/b", wrong: "not a part"},
		"no slash":       {text: "3", wrong: "not a part"},
		"too many":       {text: "1/10001", wrong: "not a part"},
		"explicit first": {text: "2/4", variables: variables{"CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "3"}, index: 2, of: 4},

		"nothing set": {text: "auto", wrong: "none of JOB_COMPLETION_INDEX, AWS_BATCH_JOB_ARRAY_INDEX, SLURM_ARRAY_TASK_ID, CI_NODE_INDEX, COGBENCH_SHARD_INDEX is set"},
		"empty is unset": {
			text: "auto", variables: variables{"JOB_COMPLETION_INDEX": "", "CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "3"},
			index: 2, of: 3,
		},

		"Kubernetes":            {text: "auto", variables: variables{"JOB_COMPLETION_INDEX": "0", "COGBENCH_SHARDS": "4"}, index: 1, of: 4},
		"Kubernetes, last":      {text: "auto", variables: variables{"JOB_COMPLETION_INDEX": "3", "COGBENCH_SHARDS": "4"}, index: 4, of: 4},
		"Kubernetes, beyond":    {text: "auto", variables: variables{"JOB_COMPLETION_INDEX": "4", "COGBENCH_SHARDS": "4"}, wrong: "JOB_COMPLETION_INDEX=4 is outside of 4 shards"},
		"Kubernetes without N":  {text: "auto", variables: variables{"JOB_COMPLETION_INDEX": "0"}, wrong: "set COGBENCH_SHARDS"},
		"Kubernetes, no number": {text: "auto", variables: variables{"JOB_COMPLETION_INDEX": "x", "COGBENCH_SHARDS": "4"}, wrong: `JOB_COMPLETION_INDEX="x"`},
		"no shards":             {text: "auto", variables: variables{"JOB_COMPLETION_INDEX": "0", "COGBENCH_SHARDS": "0"}, wrong: "0 shards"},

		"AWS Batch":           {text: "auto", variables: variables{"AWS_BATCH_JOB_ARRAY_INDEX": "1", "AWS_BATCH_JOB_ARRAY_SIZE": "2"}, index: 2, of: 2},
		"AWS Batch without N": {text: "auto", variables: variables{"AWS_BATCH_JOB_ARRAY_INDEX": "1"}, wrong: "neither AWS_BATCH_JOB_ARRAY_SIZE nor COGBENCH_SHARDS"},
		"AWS Batch, our N":    {text: "auto", variables: variables{"AWS_BATCH_JOB_ARRAY_INDEX": "1", "COGBENCH_SHARDS": "3"}, index: 2, of: 3},
		"two Ns that agree":   {text: "auto", variables: variables{"AWS_BATCH_JOB_ARRAY_INDEX": "1", "AWS_BATCH_JOB_ARRAY_SIZE": "2", "COGBENCH_SHARDS": "2"}, index: 2, of: 2},
		"two Ns that disagree": {
			text: "auto", variables: variables{"AWS_BATCH_JOB_ARRAY_INDEX": "1", "AWS_BATCH_JOB_ARRAY_SIZE": "2", "COGBENCH_SHARDS": "3"},
			wrong: "AWS_BATCH_JOB_ARRAY_SIZE=2 and COGBENCH_SHARDS=3 disagree",
		},

		"Slurm from 1": {text: "auto", variables: slurm("2", "1", "4", "4", "1"), index: 2, of: 4},
		"Slurm from 0": {text: "auto", variables: slurm("2", "0", "3", "4", ""), index: 3, of: 4},
		"Slurm from 7": {text: "auto", variables: slurm("7", "7", "", "2", ""), index: 1, of: 2},
		"Slurm steps":  {text: "auto", variables: slurm("4", "0", "6", "4", "2"), index: 3, of: 4},
		"Slurm gaps":   {text: "auto", variables: slurm("1", "1", "5", "3", "1"), wrong: "have gaps: use --array=1-N"},
		"Slurm alone":  {text: "auto", variables: variables{"SLURM_ARRAY_TASK_ID": "1", "SLURM_ARRAY_TASK_COUNT": "2"}, wrong: "SLURM_ARRAY_TASK_MIN is not"},

		"GitLab":         {text: "auto", variables: variables{"CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "3"}, index: 1, of: 3},
		"GitLab, base 1": {text: "auto", variables: variables{"CI_NODE_INDEX": "0", "CI_NODE_TOTAL": "3"}, wrong: "outside of 3 shards"},

		"our own":           {text: "auto", variables: variables{"COGBENCH_SHARD_INDEX": "0", "COGBENCH_SHARDS": "2"}, index: 1, of: 2},
		"our own without N": {text: "auto", variables: variables{"COGBENCH_SHARD_INDEX": "0"}, wrong: "set COGBENCH_SHARDS"},
		"two platforms": {
			text: "auto", variables: variables{"JOB_COMPLETION_INDEX": "0", "CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "2", "COGBENCH_SHARDS": "2"},
			wrong: "JOB_COMPLETION_INDEX and CI_NODE_INDEX are set",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			index, of, err := shard.Parse(test.text, func(name string) string { return test.variables[name] })
			if test.wrong == "" && err != nil || test.wrong != "" && (err == nil || !strings.Contains(err.Error(), test.wrong)) {
				t.Fatalf("error %v, want %q", err, test.wrong)
			}
			if index != test.index || of != test.of {
				t.Errorf("%d of %d, want %d of %d", index, of, test.index, test.of)
			}
		})
	}
}

// slurm are the variables of a task of an array.
func slurm(id, first, last, count, step string) map[string]string {
	return map[string]string{
		"SLURM_ARRAY_TASK_ID": id, "SLURM_ARRAY_TASK_MIN": first, "SLURM_ARRAY_TASK_MAX": last,
		"SLURM_ARRAY_TASK_COUNT": count, "SLURM_ARRAY_TASK_STEP": step,
	}
}
