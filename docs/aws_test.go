package docs_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/spec"
)

// administrators are the operations that IAM has to allow: the others take no
// signature.
var administrators = regexp.MustCompile(`^(Admin\w+|\w*UserPool\w*)$`)

// calledAsAdministrator are the operations that the code of the rooms calls with a
// signature, and those that the probes of the model do.
func calledAsAdministrator(t *testing.T) map[string]bool {
	t.Helper()
	operations := map[string]bool{}
	inputs := regexp.MustCompile(`\bcip\.(\w+)Input\b`)
	for _, room := range []string{"../target", "../scenarios", "../suites"} {
		err := filepath.WalkDir(room, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			code, err := os.ReadFile(path)
			for _, found := range inputs.FindAllSubmatch(code, -1) {
				if administrators.Match(found[1]) {
					operations[string(found[1])] = true
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	model, err := spec.Model()
	if err != nil {
		t.Fatal(err)
	}
	for name, operation := range model {
		if !operation.Unsigned {
			operations[name] = true
		}
	}
	return operations
}

// The policy for a whole run allows what its code calls, and no more. What the policy
// for the questions has to allow, a run shows (TestOneRunAnswersTheQuestions…).
func TestPolicyAllowsWhatARunCalls(t *testing.T) {
	text, err := os.ReadFile("aws.md")
	if err != nil {
		t.Fatal(err)
	}
	var allowed []string
	for _, name := range []string{"questions", "whole run"} {
		_, policy, there := strings.Cut(string(text), "<!-- policy: "+name+" -->\n```json\n")
		policy, _, ended := strings.Cut(policy, "```\n<!-- end -->")
		if !there || !ended || !json.Valid([]byte(policy)) {
			t.Fatalf("aws.md has no policy %q in JSON", name)
		}
		for _, action := range regexp.MustCompile(`"cognito-idp:(\w+)"`).FindAllStringSubmatch(policy, -1) {
			if slices.Contains(allowed, action[1]) {
				t.Errorf("%s is allowed twice", action[1])
			}
			allowed = append(allowed, action[1])
		}
	}
	called := calledAsAdministrator(t)
	for _, operation := range slices.Sorted(maps.Keys(called)) {
		if !slices.Contains(allowed, operation) {
			t.Errorf("aws.md does not allow %s, which a run calls", operation)
		}
	}
	for _, operation := range allowed {
		if !called[operation] {
			t.Errorf("aws.md allows %s, which no run calls", operation)
		}
	}
}
