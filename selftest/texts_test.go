package selftest_test

import (
	"regexp"
	"testing"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/report"
)

// programmers is what only who knows the checks' own language can read.
var programmers = regexp.MustCompile(`<\*|len:\d|%!|0x[0-9a-f]{6}|matchers\.|0001-01-01|\b\d{9,}000000\b|<nil>|interface \{\}`)

// What a check expected and what it got can be read by whoever does not know Go.
func TestTextsArePlain(t *testing.T) {
	t.Parallel()
	for name, install := range map[string]func(*refpool.Behaviour){
		"without parameters, members and claims": hollow,
		"toys":                                   toys(t),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failed := 0
			for id, rule := range checked(t, install, nil) {
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

// hollow has the pools leave out all that a client could read.
func hollow(b *refpool.Behaviour) {
	b.Auth.SRP.Parameters = func(_ *refpool.Challenge, parameters map[string]string) map[string]string {
		return nil
	}
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
