package selftest_test

import (
	"regexp"
	"testing"

	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
)

// programmersWords find what only who knows the checks' own language can read.
func programmersWords() *regexp.Regexp {
	return regexp.MustCompile(`<\*|len:\d|%!|0x[0-9a-f]{6}|matchers\.|0001-01-01|\b\d{9,}000000\b|<nil>|interface \{\}`)
}

// What a check expected and what it got can be read by whoever does not know Go.
func TestTextsArePlain(t *testing.T) {
	if testing.Short() {
		t.Skip("starts pools and processes")
	}
	t.Parallel()
	programmers := programmersWords()
	for name, install := range map[string]func(*refpool.Behaviour){
		"without parameters": hollow,
		"toys":               toys(t),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failed := 0
			for id, rule := range checked(t, install) {
				if rule.Outcome == report.Fail {
					failed++
				}
				texts := []string{rule.Message, rule.Expected, rule.Actual}
				for _, one := range rule.Cases {
					texts = append(texts, one.Message, one.Expected, one.Actual)
				}
				for _, text := range texts {
					if found := programmers.FindString(text); found != "" {
						t.Errorf("%s: %q in %q", id, found, text)
						break
					}
				}
			}
			t.Logf("rules that failed: %d", failed)
		})
	}
}

// hollow has the pools pose challenges without parameters.
func hollow(b *refpool.Behaviour) {
	b.Auth.SRP.Parameters = func(*refpool.Challenge, map[string]string) map[string]string { return nil }
}

func toys(t *testing.T) func(*refpool.Behaviour) {
	t.Helper()
	return func(b *refpool.Behaviour) {
		for _, fault := range faults.All() {
			if fault.Toy {
				fault.Install(b)
			}
		}
	}
}

// checked are the results of all rules on a server of a behaviour, by id.
func checked(t *testing.T, install func(*refpool.Behaviour)) map[string]report.Rule {
	t.Helper()
	behaviour := refpool.Correct()
	install(&behaviour)
	server, err := embeddedpool.Start(refpool.Options{Behaviour: &behaviour}, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	suite := suiteOf(t)
	plan, err := suite.Plan(engine.Selection{Profile: spec.Full, Instant: true})
	if err != nil {
		t.Fatal(err)
	}
	config := server.Config("a wrong pool")
	results := suite.Run(t.Context(), plan, engine.Options{
		Workers: engine.Workers{Command: itself, Count: 1}, Target: &config, Run: "texts",
	})
	rules := map[string]report.Rule{}
	for _, rule := range results.Rules {
		rules[rule.ID] = rule
	}
	return rules
}
