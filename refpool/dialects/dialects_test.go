package dialects_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/dialects"
	"github.com/cogbench/cogbench/spec"
)

// Every entry is whole, and its lists speak of rules that there are.
func TestEntriesAreInOrder(t *testing.T) {
	catalogue, err := spec.Load()
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	names := map[string]bool{}
	for _, d := range dialects.All() {
		if !form.MatchString(d.Name) || names[d.Name] {
			t.Errorf("the name %q is ill-formed, or given twice", d.Name)
		}
		names[d.Name] = true
		if d.Summary == "" || strings.HasSuffix(d.Summary, ".") || d.Like == "" {
			t.Errorf("%s: the summary %q does not end a sentence, or it is like nothing", d.Name, d.Summary)
		}
		if len(d.Passes) < 3 {
			t.Errorf("%s: what passes on it is not said", d.Name)
		}
		for _, pattern := range slices.Concat(d.Fails, d.MayFail, d.Passes, d.NotPassed, d.Unjudged) {
			if !slices.ContainsFunc(catalogue.Rules, func(r spec.Rule) bool { return r.Checkable() && strings.HasPrefix(r.ID, pattern) }) {
				t.Errorf("%s: there is no rule to check for %s", d.Name, pattern)
			}
		}
		for _, cause := range d.Cause {
			if cause != strings.ToLower(cause) {
				t.Errorf("%s: the cause %q is not in lower case", d.Name, cause)
			}
		}
	}
}

// No entry says of a rule what contradicts itself.
func TestVerdictsAgree(t *testing.T) {
	for _, d := range dialects.All() {
		for _, id := range d.Passes {
			for name, list := range map[string][]string{"fails": d.Fails, "is not passed": d.NotPassed, "is not judged": d.Unjudged} {
				if slices.ContainsFunc(list, func(pattern string) bool { return strings.HasPrefix(id, pattern) }) {
					t.Errorf("%s: %s passes and %s", d.Name, id, name)
				}
			}
		}
		for _, id := range d.Fails {
			if slices.ContainsFunc(d.Unjudged, func(pattern string) bool { return strings.HasPrefix(id, pattern) }) {
				t.Errorf("%s: %s fails and is not judged", d.Name, id)
			}
		}
	}
}

func TestNamed(t *testing.T) {
	for _, want := range dialects.All() {
		got, err := dialects.Named(want.Name)
		if err != nil || got.Summary != want.Summary {
			t.Errorf("Named(%q) is %q, %v", want.Name, got.Summary, err)
		}
	}
	if _, err := dialects.Named("no-such-dialect"); err == nil || !strings.Contains(err.Error(), "no-such-dialect") {
		t.Errorf("Named of no dialect: %v", err)
	}
}

// Every dialect makes a server, also of options without a behaviour.
func TestInstall(t *testing.T) {
	for _, d := range dialects.All() {
		var options refpool.Options
		d.Install(&options)
		if _, err := refpool.New(options); err != nil {
			t.Errorf("%s: %v", d.Name, err)
		}
		if options.WithoutControl == d.Controls {
			t.Errorf("%s: controls are offered: %v, want %v", d.Name, !options.WithoutControl, d.Controls)
		}
	}
}
