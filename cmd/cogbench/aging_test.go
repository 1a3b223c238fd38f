package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// aged is a rule that was otherwise in the first version of the catalogue, and a server
// that breaks it. The zero value is none.
type aged struct {
	rule   string
	access embeddedpool.Access
}

// agedRules finds a rule that the first version did not have, and one that was a must in
// it and is less today.
func agedRules(t *testing.T) (newer, softened aged) {
	t.Helper()
	catalogue, err := spec.Load()
	if err != nil {
		t.Fatal(err)
	}
	changes, err := catalogue.Since(spec.FirstVersion)
	if err != nil {
		t.Fatal(err)
	}
	var added, weaker []spec.Rule
	for _, rule := range changes.Added {
		if rule.Level != spec.Open {
			added = append(added, rule)
		}
	}
	for _, revision := range changes.Changed {
		if revision.Was.Level == spec.Must && slices.Contains([]spec.Level{spec.Should, spec.Observed}, revision.Is.Level) {
			weaker = append(weaker, revision.Is)
		}
	}
	return breaking(t, added), breaking(t, weaker)
}

// contradicted finds an observed rule.
func contradicted(t *testing.T) aged {
	t.Helper()
	rules, err := spec.Rules()
	if err != nil {
		t.Fatal(err)
	}
	return breaking(t, slices.DeleteFunc(slices.Clone(rules), func(rule spec.Rule) bool { return rule.Level != spec.Observed }))
}

// breaking serves pools that break the first of the rules that one fault alone is for.
func breaking(t *testing.T, rules []spec.Rule) aged {
	t.Helper()
	for _, rule := range rules {
		for _, fault := range faults.All() {
			if fault.Chance || fault.Toy || len(fault.Breaks) != 1 || fault.Breaks[0] != rule.ID {
				continue
			}
			behaviour := refpool.Correct()
			fault.Install(&behaviour)
			server, err := embeddedpool.Start(refpool.Options{Behaviour: &behaviour}, "")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = server.Close() })
			return aged{rule.ID, server.Access}
		}
	}
	return aged{}
}

// write describes the server in a target file.
func (a aged) write(directory, name string) error {
	text := fmt.Sprintf("endpoint: %s\nregion: %s\ncredentials: {accessKeyId: %q, secretAccessKey: %q}\n",
		a.access.Endpoint, a.access.Region, a.access.AccessKeyID, a.access.SecretAccessKey)
	return os.WriteFile(filepath.Join(directory, name), []byte(text), 0o600)
}

// older has a file say that it was written with the first version of the rules, and
// unversioned that it was written before files said so.
func older(ts *testscript.TestScript, _ bool, args []string) {
	rewrite(ts, args[0], func(text string) string {
		text = strings.Replace(text, report.BaselineRulebook(spec.Version), report.BaselineRulebook(spec.FirstVersion), 1)
		return strings.Replace(text, `"version": "`+spec.Version+`"`, `"version": "`+spec.FirstVersion+`"`, 1)
	})
}

func unversioned(ts *testscript.TestScript, _ bool, args []string) {
	rewrite(ts, args[0], func(text string) string {
		for _, line := range []string{`# rules of \S+\n`, `(?s) "rulebook": \{.*?\},\n`, ` "schemaVersion": \d+,\n`} {
			text = regexp.MustCompile(line).ReplaceAllString(text, "")
		}
		return text
	})
}

func rewrite(ts *testscript.TestScript, name string, change func(string) string) {
	before := ts.ReadFile(name)
	after := change(before)
	if after == before {
		ts.Fatalf("%s has nothing to change", name)
	}
	ts.Check(os.WriteFile(ts.MkAbs(name), []byte(after), 0o600))
}
