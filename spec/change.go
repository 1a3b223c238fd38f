package spec

import (
	"fmt"
	"strconv"
	"strings"
)

// Version is the version of this catalogue: the newest that a rule's since or one of
// its changes names.
const Version = "0.2.0"

// Change is what a version of the catalogue changed in a rule, and why.
type Change struct {
	Version   string // which changed it
	Level     Level  // before the change; "" if it stayed
	Statement string // before the change; "" if it stayed
	Because   string // the reason
}

// changeYAML is a change as its file has it.
type changeYAML struct {
	Version string `yaml:"version"`
	Was     struct {
		Level     Level  `yaml:"level"`
		Statement string `yaml:"statement"`
	} `yaml:"was"`
	Because string `yaml:"because"`
}

// AsOf is the rule as a version of the catalogue had it, with the level and the
// statement of then; false if that version did not have it. The version has the form
// "0.1.0".
func (r Rule) AsOf(version string) (Rule, bool) {
	if newer(r.Since, version) {
		return Rule{}, false
	}
	for i := len(r.Changes) - 1; i >= 0 && newer(r.Changes[i].Version, version); i-- {
		change := r.Changes[i]
		if change.Level != "" {
			r.Level = change.Level
		}
		if change.Statement != "" {
			r.Statement = change.Statement
		}
		r.Changes = r.Changes[:i]
	}
	return r, true
}

// ChangesSince returns what versions after one changed in the rule, the oldest first.
func (r Rule) ChangesSince(version string) []Change {
	var later []Change
	for _, change := range r.Changes {
		if newer(change.Version, version) {
			later = append(later, change)
		}
	}
	return later
}

// Versions returns every version of the catalogue, the oldest first.
func (c *Catalogue) Versions() []string {
	known := map[string]bool{}
	var versions []string
	note := func(version string) {
		if known[version] {
			return
		}
		known[version] = true
		at := 0
		for at < len(versions) && newer(version, versions[at]) {
			at++
		}
		versions = append(versions[:at], append([]string{version}, versions[at:]...)...)
	}
	for _, rule := range c.Rules {
		note(rule.Since)
		for _, change := range rule.Changes {
			note(change.Version)
		}
	}
	note(Version)
	return versions
}

// newer reports whether version a comes after b; both have three numbers.
func newer(a, b string) bool {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(as), len(bs)) {
		x, _ := strconv.Atoi(as[i]) // validate holds versions to their form
		y, _ := strconv.Atoi(bs[i])
		if x != y {
			return x > y
		}
	}
	return false
}

// validate returns what is wrong with the change of a rule that came with since.
func (c Change) validate(since string) []error {
	var mistakes []error
	if !versionPattern.MatchString(c.Version) || !newer(c.Version, since) || newer(c.Version, Version) {
		mistakes = append(mistakes, fmt.Errorf("a change in %q, which is not a version after %s and up to %s", c.Version, since, Version))
	}
	if c.Level == "" && c.Statement == "" {
		mistakes = append(mistakes, fmt.Errorf("the change in %s changes neither level nor statement", c.Version))
	}
	if c.Level != "" && !c.Level.Known() {
		mistakes = append(mistakes, fmt.Errorf("the change in %s is from an unknown level %q", c.Version, c.Level))
	}
	if c.Because == "" {
		mistakes = append(mistakes, fmt.Errorf("the change in %s has no reason", c.Version))
	}
	return mistakes
}
