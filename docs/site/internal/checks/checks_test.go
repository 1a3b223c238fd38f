package checks_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cogbench/cogbench/docs/site/internal/checks"
	"github.com/cogbench/cogbench/spec"
)

const repository = "../../../.."

func TestEveryRuleHasItsCheck(t *testing.T) {
	server, err := spec.Load()
	if err != nil {
		t.Fatal(err)
	}
	found, err := checks.Server(os.DirFS(repository))
	if err != nil {
		t.Fatal(err)
	}
	compare(t, server, found)
	client, err := spec.LoadClient()
	if err != nil {
		t.Fatal(err)
	}
	if found, err = checks.Client(os.DirFS(repository)); err != nil {
		t.Fatal(err)
	}
	compare(t, client, found)
}

// compare holds what was found against the catalogue, of which it is all that is checkable.
func compare(t *testing.T, catalogue *spec.Catalogue, found map[string]checks.Check) {
	t.Helper()
	for _, rule := range catalogue.Rules {
		if has := len(found[rule.ID].Functions) > 0; has != rule.Checkable() {
			t.Errorf("%s: checkable is %t, and a check was found is %t", rule.ID, rule.Checkable(), has)
		}
		for _, id := range found[rule.ID].DependsOn {
			if !catalogue.Has(id) {
				t.Errorf("%s depends on %s, which there is not", rule.ID, id)
			}
		}
	}
}

func TestFindings(t *testing.T) {
	const file = `package suites

func register(s registry) {
	s.Rule("REF-01", keeps, engine.DependsOn("TOK-01", "TOK-02"), engine.Waits(1))
	s.Rule("REF-02", made("x", inner))
	s.Rule("REF-03", func(c *Check) {
		c.Fail()
	})
	s.Rule(name, keeps)
}

// keeps says why.
func keeps(c *Check) {}

func made(text string, f func()) func(*Check) { return nil }

func inner() {}
`
	found, err := checks.Server(fstest.MapFS{"suites/a.go": {Data: []byte(file)}, "suites/a_test.go": {Data: []byte("no Go at all")}})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 3 {
		t.Errorf("%d checks, want 3", len(found))
	}
	first := found["REF-01"]
	if len(first.Functions) != 1 || first.Functions[0] != (checks.Function{Name: "keeps", File: "suites/a.go", Line: 12, Source: "// keeps says why.\nfunc keeps(c *Check) {}"}) {
		t.Errorf("the check of REF-01 is %+v", first)
	}
	if !slices.Equal(first.DependsOn, []string{"TOK-01", "TOK-02"}) || first.Registered != "" {
		t.Errorf("the check of REF-01 is %+v", first)
	}
	second := found["REF-02"]
	if second.Registered != `made("x", inner)` || len(second.Functions) != 2 || second.Functions[1].Name != "inner" {
		t.Errorf("the check of REF-02 is %+v", second)
	}
	third := found["REF-03"]
	if third.Registered != "" || len(third.Functions) != 1 || third.Functions[0].Source != "func(c *Check) {\n\tc.Fail()\n}" {
		t.Errorf("the check of REF-03 is %+v", third)
	}
}

func TestARegistrationThatLeadsNowhere(t *testing.T) {
	_, err := checks.Server(fstest.MapFS{"suites/a.go": {Data: []byte(`package suites

func register(s registry) { s.Rule("REF-01", elsewhere.check) }
`)}})
	if err == nil || !strings.Contains(err.Error(), "suites/a.go:3") || !strings.Contains(err.Error(), "REF-01") {
		t.Errorf("the error is %v, want one with the place and the rule", err)
	}
	if _, err = checks.Server(fstest.MapFS{}); err == nil {
		t.Error("a repository without checks is no error")
	}
}
