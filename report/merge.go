package report

import (
	"errors"
	"fmt"
	"slices"
)

// Merge puts the results of the parts of one run together: of a rule that more
// than one part speaks of, the one that was checked counts, and of several the
// worst. What the target has is as the first part that knows found it. The parts must be of one target, profile and gate, and of one catalogue. Of shards
// each must be there once; where some are missing the whole of the others is returned
// with a *[MissingError].
func Merge(parts []*Conformance) (*Conformance, error) {
	if len(parts) == 0 {
		return nil, errors.New("merge: no results")
	}
	parts, err := chooseShards(parts)
	missing, some := errors.AsType[*MissingError](err)
	if err != nil && !some {
		return nil, fmt.Errorf("merge: %w", err)
	}
	whole := *parts[0]
	whole.Shard = nil
	if some {
		whole.MissingShards = missing.Missing
	}
	whole.Rules, whole.Previous = slices.Clone(parts[0].Rules), nil
	for _, part := range parts[1:] {
		if err := whole.fits(part); err != nil {
			return nil, fmt.Errorf("merge: %w", err)
		}
		if part.StartedAt.Before(whole.StartedAt) {
			whole.StartedAt = part.StartedAt
		}
		whole.DurationSeconds = max(whole.DurationSeconds, part.DurationSeconds)
		whole.Interrupted = whole.Interrupted || part.Interrupted
		if len(whole.Has)+len(whole.Reached) == 0 {
			whole.Has, whole.Reached = part.Has, part.Reached
		}
		whole.Diagnoses = slices.Concat(whole.Diagnoses, part.Diagnoses)
		whole.Defects = slices.Concat(whole.Defects, part.Defects)
		whole.Leftovers = slices.Concat(whole.Leftovers, part.Leftovers)
		for i, rule := range part.Rules {
			if weight(rule.Outcome) > weight(whole.Rules[i].Outcome) {
				whole.Rules[i] = rule
			}
		}
	}
	whole.Summary = Summarize(whole.Rules)
	return &whole, err
}

// fits reports why the part is of another run.
func (c *Conformance) fits(part *Conformance) error {
	switch {
	case c.Target.Name != part.Target.Name:
		return fmt.Errorf("results of %q and of %q", c.Target.Name, part.Target.Name)
	case c.Profile != part.Profile:
		return fmt.Errorf("results of profile %s and of profile %s", c.Profile, part.Profile)
	case c.Gate != part.Gate:
		return fmt.Errorf("results with gate %s and with gate %s", c.Gate, part.Gate)
	case c.Rulebook != part.Rulebook:
		return fmt.Errorf("results by the rules of %s and of %s", c.Rulebook, part.Rulebook)
	case !slices.EqualFunc(c.Rules, part.Rules, func(a, b Rule) bool { return a.ID == b.ID }):
		return errors.New("results of different lists of rules")
	}
	return nil
}

// weight orders outcomes: what was checked before what was not, and the worse first.
func weight(o Outcome) int {
	return slices.Index([]Outcome{NotRun, Pass, Skip, Unsupported, Fail}, o)
}
