package spec

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
)

// areaPattern is the form of an area's id, versionPattern that of since, datePattern
// that of a day.
var (
	areaPattern    = regexp.MustCompile(`^[A-Z]+(-[A-Z]+)?$`)
	datePattern    = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
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
	for _, err := range r.validateGrounds() {
		mistake("%w", err)
	}
	for _, change := range r.Changes {
		for _, err := range change.validate(r.Since) {
			mistake("%w", err)
		}
	}
	if !r.Level.Known() {
		mistake("unknown level %q", r.Level)
	}
	if r.Subject == Server && !r.Profile.Known() {
		mistake("unknown profile %q", r.Profile)
	}
	if r.Subject == Client && r.Profile != "" {
		mistake("profile %q, and a client's rule has none", r.Profile)
	}
	if !versionPattern.MatchString(r.Since) || newer(r.Since, Version) {
		mistake("since %q is not a version of the catalogue", r.Since)
	}
	for _, feature := range r.Features {
		if !feature.Known() {
			mistake("unknown feature %q", feature)
		}
	}
	return mistakes
}

// clientsThatAgree is how many of AWS's client libraries stand for all of them where no
// document says what they do.
const clientsThatAgree = 3

// validateGrounds holds a rule to the grounds that its level asks for.
func (r Rule) validateGrounds() []error {
	var mistakes []error
	count := map[Kind]int{}
	for _, reference := range slices.Concat(append(r.published(), r.Sources)...) {
		count[reference.Kind]++
		if !datePattern.MatchString(reference.Read) {
			mistakes = append(mistakes, fmt.Errorf("%s was read on %q, which is not a date", reference.Document, reference.Read))
		}
	}
	documented := count[AWSDocument]+count[Standard]+count[DerivedRules] > 0
	switch {
	case r.Level == Must && !documented && count[AWSClient] < clientsThatAgree:
		mistakes = append(mistakes, errors.New("must, and neither a document of AWS nor its clients say so"))
	case len(r.Sources)+len(r.Evidence) == 0:
		mistakes = append(mistakes, errors.New("no source"))
	}
	return mistakes
}

// published is where each piece of the rule's evidence can be read.
func (r Rule) published() [][]Reference {
	all := make([][]Reference, len(r.Evidence))
	for i, evidence := range r.Evidence {
		all[i] = evidence.Published
	}
	return all
}
