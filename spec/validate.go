package spec

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// areaPattern is what an area looks like, versionPattern what since does.
var (
	areaPattern    = regexp.MustCompile(`^[A-Z]+(-[A-Z]+)?$`)
	versionPattern = regexp.MustCompile(`^\d+\.\d+\.\d+$`)
)

// validate returns every mistake in the catalogue, joined.
func (c *Catalogue) validate() error {
	var faults []error
	areas := map[string]bool{}
	for _, area := range c.Areas {
		faults = append(faults, area.validate(areas)...)
		areas[area.ID] = true
	}
	next := map[string]int{}
	for _, rule := range c.Rules {
		next[rule.Area]++
		if err := rule.validateID(next[rule.Area]); err != nil {
			faults = append(faults, err)
		}
		faults = append(faults, rule.validate()...)
	}
	return errors.Join(faults...)
}

// validate returns what is wrong with the area; seen are the ones before it.
func (a Area) validate(seen map[string]bool) []error {
	var faults []error
	if !areaPattern.MatchString(a.ID) {
		faults = append(faults, fmt.Errorf("area %q: unknown form", a.ID))
	}
	if seen[a.ID] {
		faults = append(faults, fmt.Errorf("area %s: listed twice", a.ID))
	}
	if a.Title == "" {
		faults = append(faults, fmt.Errorf("area %s: no title", a.ID))
	}
	return faults
}

// validateID holds the rule's id to its area and place: numbers run from 01
// without a gap, so that a removed or doubled rule cannot go unnoticed.
func (r Rule) validateID(number int) error {
	if want := fmt.Sprintf("%s-%02d", r.Area, number); r.ID != want {
		return fmt.Errorf("rule %q: want %s in this place", r.ID, want)
	}
	return nil
}

// validate returns what is wrong with the rule's other fields.
func (r Rule) validate() []error {
	var faults []error
	fault := func(format string, args ...any) {
		faults = append(faults, fmt.Errorf("rule "+r.ID+": "+format, args...))
	}
	if r.Step == "" {
		fault("no step")
	}
	if r.Statement == "" {
		fault("no statement")
	}
	if strings.Trim(r.Source, "-–— ") == "" {
		fault("no source")
	}
	if !r.Level.Known() {
		fault("unknown level %q", r.Level)
	}
	if !r.Profile.Known() {
		fault("unknown profile %q", r.Profile)
	}
	if !versionPattern.MatchString(r.Since) {
		fault("since %q is not a version", r.Since)
	}
	for _, feature := range r.Features {
		if !feature.Known() {
			fault("unknown feature %q", feature)
		}
	}
	return faults
}
