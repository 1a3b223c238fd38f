package action_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// component is what is read of the first part of templates/conform.yml.
type component struct {
	Spec struct {
		Inputs map[string]struct{ Default any }
	}
}

// pipeline is a file of GitLab with the one job of ours.
type pipeline struct {
	Cogbench struct {
		Variables map[string]string
		Script    []string
		Artifacts struct {
			Paths   []string
			Reports struct{ Junit string }
		}
	}
}

var interpolation = regexp.MustCompile(`\$\[\[ inputs\.([\w-]+) \]\]`)

func TestComponentHoldsTogether(t *testing.T) {
	for _, finding := range componentFindings(t, readFile(t, repository, "templates/conform.yml")) {
		t.Error(finding)
	}
}

// Every kind of finding is seen here, so that the test above cannot pass blind.
func TestComponentFindings(t *testing.T) {
	for kind, test := range map[string]struct{ from, to, want string }{
		"input that is not there": {"inputs.gate", "inputs.gait", "there is no input gait"},
		"input nobody uses":       {"    gate:", "    gates:", "input gates is used by nothing"},
		"variable nobody reads":   {"    TARGET:", "    TARGTE:", "no script reads TARGTE"},
		"variable nobody sets":    {`"$ENDPOINT"`, `"$ENDPIONT"`, "nothing sets ENDPIONT"},
		"input of another name":   {"ENDPOINT: $[[ inputs.endpoint ]]", "ENDPOINT: $[[ inputs.target ]]", "ENDPOINT is inputs.target"},
	} {
		t.Run(kind, func(t *testing.T) {
			text := readFile(t, repository, "templates/conform.yml")
			planted := strings.ReplaceAll(text, test.from, test.to)
			if findings := strings.Join(componentFindings(t, planted), "; "); !strings.Contains(findings, test.want) {
				t.Errorf("found %q, want %q", findings, test.want)
			}
		})
	}
}

// componentFindings says where a name of the component has no other side.
func componentFindings(t *testing.T, text string) []string {
	t.Helper()
	declared, job := splitComponent(t, text)
	var findings, used []string
	for _, found := range interpolation.FindAllStringSubmatch(job, -1) {
		used = append(used, found[1])
		if _, is := declared.Spec.Inputs[found[1]]; !is {
			findings = append(findings, "there is no input "+found[1])
		}
	}
	for input := range declared.Spec.Inputs {
		if !slices.Contains(used, input) {
			findings = append(findings, "input "+input+" is used by nothing")
		}
	}
	// The marks of GitLab are read as those of GitHub.
	p := readPipeline(t, strings.NewReplacer("$[[", "${{", "]]", "}}").Replace(job))
	return append(findings, variableFindings(step{Env: p.Cogbench.Variables}, strings.Join(p.Cogbench.Script, "\n"))...)
}

func splitComponent(t *testing.T, text string) (component, string) {
	t.Helper()
	head, job, found := strings.Cut(text, "\n---\n")
	var declared component
	if err := yaml.Unmarshal([]byte(head), &declared); err != nil || !found {
		t.Fatalf("the component has no two parts: %v", err)
	}
	return declared, job
}

// fill is the job with values in place of its inputs; those that are not given are the
// defaults.
func (c component) fill(job string, given map[string]string) string {
	return interpolation.ReplaceAllStringFunc(job, func(found string) string {
		input := interpolation.FindStringSubmatch(found)[1]
		if value, is := given[input]; is {
			return value
		}
		return fmt.Sprint(c.Spec.Inputs[input].Default)
	})
}

func readPipeline(t *testing.T, text string) pipeline {
	t.Helper()
	var p pipeline
	if err := yaml.Unmarshal([]byte(text), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// run runs the job's script but for the line that installs the program, as the last of
// eight jobs if the environment says nothing else.
func (p pipeline) run(t *testing.T, directory string, environment ...string) (int, string) {
	t.Helper()
	environment = append([]string{"CI_NODE_INDEX=8", "CI_NODE_TOTAL=8"}, environment...)
	for v, value := range p.Cogbench.Variables {
		environment = append(environment, v+"="+value)
	}
	var lines []string
	for _, line := range p.Cogbench.Script {
		if install, is := strings.CutPrefix(line, "go install github.com/cogbench/cogbench/"); is {
			packagePath, _, versioned := strings.Cut(install, "@")
			if readFile(t, repository, packagePath, "main.go"); !versioned {
				t.Errorf("%s installs no version", line)
			}
			continue
		}
		lines = append(lines, line)
	}
	return bash(t, directory, strings.Join(lines, "\n"), environment)
}
