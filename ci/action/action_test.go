package action_test

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/cogbench/cogbench/ci/internal/expressions"
)

const repository = "../.."

// action is what is read of action.yml.
type action struct {
	Inputs  map[string]struct{ Default string }
	Outputs map[string]struct{ Value string }
	Runs    struct{ Steps []step }
}

type step struct {
	ID, If, Uses, Shell, Run string
	Env, With                map[string]string
}

func readAction(t *testing.T) action {
	t.Helper()
	var a action
	if err := yaml.Unmarshal([]byte(readFile(t, repository, "action.yml")), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func readFile(t *testing.T, elements ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(elements...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var (
	expression = regexp.MustCompile(`\$\{\{(.+?)\}\}`)
	literal    = regexp.MustCompile(`'[^']*'`)
	name       = regexp.MustCompile(`\b[a-z]+(?:\.[\w-]+)+`)
	told       = regexp.MustCompile(`echo "([\w-]+)=`)
	variable   = regexp.MustCompile(`\$\{?([A-Z][A-Z_]*)\b`)
)

// The names that the action's parts know each other by are the same on both sides.
func TestActionHoldsTogether(t *testing.T) {
	for _, finding := range actionFindings(readAction(t), readFile(t, "conform")) {
		t.Error(finding)
	}
}

// Every kind of finding is seen here, so that the test above cannot pass blind.
func TestActionFindings(t *testing.T) {
	for kind, test := range map[string]struct {
		plant func(*action)
		want  string
	}{
		"variable nobody reads":    {func(a *action) { rename(a.Runs.Steps[1].Env, "ENDPOINT", "ENDPIONT") }, "ENDPIONT"},
		"input that is not there":  {func(a *action) { a.Runs.Steps[1].Env["ENDPOINT"] = "${{ inputs.endpont }}" }, "inputs.endpont"},
		"input of another name":    {func(a *action) { a.Runs.Steps[1].Env["GATE"] = "${{ inputs.profile }}" }, "GATE is inputs.profile"},
		"input nobody uses":        {func(a *action) { rename(a.Inputs, "gate", "gates") }, "input gates"},
		"input of a condition":     {func(a *action) { a.Runs.Steps[2].If = "always() && inputs.artefact != ''" }, "inputs.artefact"},
		"input of an upload":       {func(a *action) { a.Runs.Steps[2].With["path"] = "${{ inputs.report }}" }, "inputs.report"},
		"step that is not there":   {func(a *action) { a.Runs.Steps[1].ID = "check" }, "steps.conform"},
		"output that is not there": {func(a *action) { a.Runs.Steps[3].Env["EXIT_CODE"] = "${{ steps.conform.outputs.exit }}" }, "steps.conform.outputs.exit"},
		"output of no step":        {func(a *action) { a.Outputs["verdict"] = struct{ Value string }{"conformant"} }, "output verdict"},
		"context that is not ours": {func(a *action) { a.Runs.Steps[1].Env["SHARD_INDEX"] = "${{ strategy.index }}" }, "strategy.index"},
		"expression in a script":   {func(a *action) { a.Runs.Steps[1].Run = "${{ github.action_path }}/ci/action/conform" }, "in a script"},
		"upload that may not run":  {func(a *action) { a.Runs.Steps[2].If = "inputs.artifact != ''" }, "always()"},
	} {
		t.Run(kind, func(t *testing.T) {
			a := readAction(t)
			test.plant(&a)
			findings := strings.Join(actionFindings(a, readFile(t, "conform")), "; ")
			if !strings.Contains(findings, test.want) {
				t.Errorf("found %q, want %q", findings, test.want)
			}
		})
	}
}

func rename[V any](in map[string]V, from, to string) {
	in[to] = in[from]
	delete(in, from)
}

// actionFindings says where a name of the action has no other side. The script is that
// of its step conform.
func actionFindings(a action, script string) []string {
	var findings []string
	report := func(format string, arguments ...any) { findings = append(findings, fmt.Sprintf(format, arguments...)) }
	known := []string{"github.action_path", "strategy.job-index"}
	for input := range a.Inputs {
		known = append(known, "inputs."+input)
	}
	var used []string
	use := func(text string) {
		for _, n := range namesIn(text) {
			used = append(used, n)
			if !slices.Contains(known, n) {
				report("there is no %s", n)
			}
		}
	}
	for _, s := range a.Runs.Steps {
		use("${{" + s.If + "}}") // an expression with the marks or without
		for _, text := range slices.Concat(slices.Collect(maps.Values(s.With)), slices.Collect(maps.Values(s.Env))) {
			use(text)
		}
		ran := s.Run
		if s.ID == "conform" {
			ran = script
			for _, output := range told.FindAllStringSubmatch(script, -1) {
				known = append(known, "steps.conform.outputs."+output[1])
			}
		}
		findings = append(findings, variableFindings(s, ran)...)
		if strings.HasPrefix(s.Uses, "actions/upload-artifact@") && !strings.Contains(s.If, "always()") {
			report("the upload is not for always()")
		}
	}
	for output, is := range a.Outputs {
		use(is.Value)
		if !strings.HasPrefix(is.Value, "${{ steps.") {
			report("output %s is no step's", output)
		}
	}
	for input := range a.Inputs {
		if !slices.Contains(used, "inputs."+input) {
			report("input %s is used by nothing", input)
		}
	}
	return findings
}

// variableFindings holds a step's variables to those that its script reads.
func variableFindings(s step, script string) []string {
	var findings []string
	if expression.MatchString(s.Run) {
		findings = append(findings, "an expression in a script, unquoted: "+s.Run)
	}
	reads := variablesOf(script)
	for v, text := range s.Env {
		if !slices.Contains(reads, v) {
			findings = append(findings, "no script reads "+v)
		}
		for _, n := range namesIn(text) {
			last := n[strings.LastIndexByte(n, '.')+1:]
			if v != strings.ToUpper(strings.ReplaceAll(last, "-", "_")) && n != "strategy.job-index" {
				findings = append(findings, fmt.Sprintf("%s is %s", v, n))
			}
		}
	}
	for _, v := range reads {
		if _, set := s.Env[v]; !set {
			findings = append(findings, "nothing sets "+v)
		}
	}
	return findings
}

// namesIn are those in the expressions of a text.
func namesIn(text string) []string {
	var names []string
	for _, marked := range expression.FindAllString(text, -1) {
		names = append(names, name.FindAllString(literal.ReplaceAllString(marked, ""), -1)...)
	}
	return names
}

// variablesOf are those that a script reads and its caller has to set.
func variablesOf(script string) []string {
	var names []string
	for _, found := range variable.FindAllStringSubmatch(script, -1) {
		v := found[1]
		for _, services := range []string{"GITHUB_", "RUNNER_", "CI_", "COGBENCH"} {
			if strings.HasPrefix(v, services) {
				v = ""
			}
		}
		if v != "" && !slices.Contains(names, v) {
			names = append(names, v)
		}
	}
	return names
}

// ran is what came of the action.
type ran struct {
	outputs  map[string]string
	exitCode int    // the last step's
	log      string // of all steps
	summary  string
}

// run runs the action's scripts with inputs as a runner does, in a workspace and a shell of
// this machine, as the last of eight jobs.
func (a action) run(t *testing.T, workspace string, inputs map[string]string, environment ...string) ran {
	t.Helper()
	path, err := filepath.Abs(repository)
	if err != nil {
		t.Fatal(err)
	}
	service := t.TempDir()
	output, summary := filepath.Join(service, "output"), filepath.Join(service, "summary.md")
	known := expressions.Values{"github.action_path": path, "strategy.job-index": "7"}
	for input, is := range a.Inputs {
		known["inputs."+input] = is.Default
	}
	for input, value := range inputs {
		if _, declared := a.Inputs[input]; !declared {
			t.Fatalf("the action has no input %s", input)
		}
		known["inputs."+input] = value
	}
	result := ran{outputs: map[string]string{}}
	environment = append(environment, "GITHUB_ACTION_PATH="+path, "GITHUB_OUTPUT="+output, "GITHUB_STEP_SUMMARY="+summary)
	for _, s := range a.Runs.Steps {
		if s.Run == "" {
			continue
		}
		own := slices.Clone(environment)
		for v, text := range s.Env {
			own = append(own, v+"="+expand(t, known, text))
		}
		code, log := bash(t, workspace, s.Run, own)
		result.exitCode, result.log = code, result.log+log
		if s.ID != "" {
			known.Tell(s.ID, readFile(t, output))
		}
	}
	for o, is := range a.Outputs {
		result.outputs[o] = expand(t, known, is.Value)
	}
	if text, err := os.ReadFile(summary); err == nil { // without a report there is none
		result.summary = string(text)
	}
	return result
}

func expand(t *testing.T, known expressions.Values, text string) string {
	t.Helper()
	expanded, err := known.Expand(text)
	if err != nil {
		t.Fatal(err)
	}
	return expanded
}

// bash runs a script as services do: its exit code and what it wrote.
func bash(t *testing.T, directory, script string, environment []string) (int, string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "bash", "-e", "-o", "pipefail", "-c", script)
	command.Dir, command.Env = directory, append(os.Environ(), environment...)
	out, err := command.CombinedOutput()
	if err != nil && command.ProcessState == nil {
		t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), string(out)
}
