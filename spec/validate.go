package spec

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// areaPattern is the form of an area's id, versionPattern that of since.
var (
	areaPattern    = regexp.MustCompile(`^[A-Z]+(-[A-Z]+)?$`)
	versionPattern = regexp.MustCompile(`^\d+\.\d+\.\d+$`)
)

// validate returns every mistake in the catalogue, joined.
func (c *Catalogue) validate() error {
	var mistakes []error
	areas := map[string]bool{}
	for _, area := range c.Areas {
		mistakes = append(mistakes, area.validate(areas)...)
		areas[area.ID] = true
	}
	next := map[string]int{}
	for _, rule := range c.Rules {
		next[rule.Area]++
		if err := rule.validateID(next[rule.Area]); err != nil {
			mistakes = append(mistakes, err)
		}
		mistakes = append(mistakes, rule.validate()...)
	}
	return errors.Join(mistakes...)
}

// validate returns what is wrong with the area; seen are the ones before it.
func (a Area) validate(seen map[string]bool) []error {
	var mistakes []error
	if !areaPattern.MatchString(a.ID) {
		mistakes = append(mistakes, fmt.Errorf("area %q: unknown form", a.ID))
	}
	if seen[a.ID] {
		mistakes = append(mistakes, fmt.Errorf("area %s: listed twice", a.ID))
	}
	if a.Title == "" {
		mistakes = append(mistakes, fmt.Errorf("area %s: no title", a.ID))
	}
	return mistakes
}

// validateID requires the rule's id to match its area and place: numbers run from 01
// without a gap, so that a removed or duplicated rule cannot go unnoticed.
func (r Rule) validateID(number int) error {
	if want := fmt.Sprintf("%s-%02d", r.Area, number); r.ID != want {
		return fmt.Errorf("rule %q: want %s in this place", r.ID, want)
	}
	return nil
}

// validate returns what is wrong with the rule's other fields.
func (r Rule) validate() []error {
	var mistakes []error
	mistake := func(format string, args ...any) {
		mistakes = append(mistakes, fmt.Errorf("rule "+r.ID+": "+format, args...))
	}
	if r.Step == "" {
		mistake("no step")
	}
	if r.Statement == "" {
		mistake("no statement")
	}
	if strings.Trim(r.Source, "-–— ") == "" {
		mistake("no source")
	}
	if !r.Level.Known() {
		mistake("unknown level %q", r.Level)
	}
	if !r.Profile.Known() {
		mistake("unknown profile %q", r.Profile)
	}
	if !versionPattern.MatchString(r.Since) {
		mistake("since %q is not a version", r.Since)
	}
	for _, feature := range r.Features {
		if !feature.Known() {
			mistake("unknown feature %q", feature)
		}
	}
	return mistakes
}
