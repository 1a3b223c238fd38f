package spec_test

import (
	"slices"
	"testing"

	"github.com/cogbench/cogbench/spec"
)

func TestAsOfGivesTheRuleOfThen(t *testing.T) {
	rule := spec.Rule{ID: "X-01", Level: spec.Open, Statement: "third", Since: "0.2.0", Changes: []spec.Change{
		{Version: "0.9.0", Level: spec.Must, Statement: "first"},
		{Version: "0.10.0", Statement: "second"},
	}}
	for version, want := range map[string]struct {
		had       bool
		level     spec.Level
		statement string
	}{
		"0.1.9":  {},
		"0.2.0":  {true, spec.Must, "first"},
		"0.8.9":  {true, spec.Must, "first"},
		"0.9.0":  {true, spec.Open, "second"},
		"0.10.0": {true, spec.Open, "third"},
		"1.0.0":  {true, spec.Open, "third"},
	} {
		then, had := rule.AsOf(version)
		if had != want.had || then.Level != want.level || then.Statement != want.statement {
			t.Errorf("as of %s: %v, %s %q, want %+v", version, had, then.Level, then.Statement, want)
		}
	}
	if len(rule.Changes) != 2 {
		t.Error("looking back has changed the rule")
	}
}

func TestVersionsAreInOrderAndEndWithTheNewest(t *testing.T) {
	catalogue, err := spec.Load()
	if err != nil {
		t.Fatal(err)
	}
	versions := catalogue.Versions()
	if !slices.Contains(versions, "0.1.0") || versions[0] != "0.1.0" {
		t.Errorf("versions %v do not begin with 0.1.0", versions)
	}
}
