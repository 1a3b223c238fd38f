package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cogbench/cogbench/internal/nearest"
	"github.com/cogbench/cogbench/spec"
)

const (
	// slowWait is how long a check may wait in real time without --slow.
	slowWait = time.Minute
	// longestWait is how long one may wait in real time at all.
	longestWait = time.Hour
)

// Selection says which rules a run is about. The zero value with a profile
// selects all of that profile's rules.
type Selection struct {
	// Profile is the set of rules that is asked for.
	Profile spec.Profile
	// Rules and Skip are rule ids or beginnings of them; without Rules, all.
	Rules, Skip []string
	// Only are ids of rules that alone are run, if it is not nil.
	Only []string
	// Slow has checks run that must wait for more than a minute.
	Slow bool
	// Instant says that the target's clock can be moved, so that none must wait.
	Instant bool
	// Shard of Shards: run each Shards-th rule from the Shard-th; 0 of 0 is all.
	Shard, Shards int
}

// Plan is what a run will do.
type Plan struct {
	// Run holds the ids of the rules to check, in the order they are begun.
	Run []string
	// Not says of every other rule why it is not run.
	Not map[string]string
}

// Plan applies a selection. An error is a mistake in the selection: a pattern
// that matches no rule, or a selection that leaves nothing to run.
func (s *Suite) Plan(selection Selection) (*Plan, error) {
	for _, pattern := range slices.Concat(selection.Rules, selection.Skip) {
		if !slices.ContainsFunc(s.catalogue.Rules, func(r spec.Rule) bool { return matches(r.ID, pattern) }) {
			return nil, fmt.Errorf("no rule matches %q%s", pattern, s.meant(pattern))
		}
	}
	for _, id := range selection.Only {
		if _, known := s.rules[id]; !known {
			return nil, fmt.Errorf("there is no rule %q", id)
		}
	}
	plan := &Plan{Not: map[string]string{}}
	number := 0
	for _, rule := range s.catalogue.Rules {
		reason := s.reasonAgainst(rule, selection)
		if reason == "" && selection.Shards > 0 {
			number++
			if (number-1)%selection.Shards != selection.Shard-1 {
				reason = "in another shard"
			}
		}
		if reason != "" {
			plan.Not[rule.ID] = reason
			continue
		}
		plan.Run = append(plan.Run, rule.ID)
	}
	if len(plan.Run) == 0 {
		return nil, fmt.Errorf("the selection leaves no rule to check")
	}
	s.order(plan.Run, selection.Instant)
	return plan, nil
}

// reasonAgainst says why the rule is not run, "" if it is.
func (s *Suite) reasonAgainst(rule spec.Rule, selection Selection) string {
	c, has := s.checks[rule.ID]
	switch {
	case !rule.Checkable():
		return "not checkable from outside: " + rule.Unchecked
	case !has:
		return "no check for it yet"
	case !selection.Profile.Includes(rule.Profile):
		return fmt.Sprintf("not in the %s profile", selection.Profile)
	case len(selection.Rules) > 0 && !matchesAny(rule.ID, selection.Rules), matchesAny(rule.ID, selection.Skip):
		return "deselected"
	case selection.Only != nil && !slices.Contains(selection.Only, rule.ID):
		return "deselected"
	case c.waits > longestWait && !selection.Instant:
		return fmt.Sprintf("waits for %s: needs a target whose clock can be moved", c.waits)
	case c.waits > slowWait && !selection.Slow && !selection.Instant:
		return fmt.Sprintf("waits for %s: run with --slow", c.waits)
	}
	return ""
}

// order sorts rules by when they are begun. Where waiting costs real time, checks that
// wait for long come first, so that it overlaps with the rest; then of each step what most
// others depend on, so that the main path of the protocol is decided early, and then all
// else that others depend on. Of the rest, and elsewhere, those that may take longest come
// first, so that no worker is left with one at the end. What may lock users out comes last
// everywhere.
func (s *Suite) order(ids []string, instant bool) {
	dependents := s.dependents()
	first := s.foremost(ids, dependents)
	slices.SortStableFunc(ids, func(a, b string) int {
		one, other := s.checks[a], s.checks[b]
		if by := boolOrder(one.locks, other.locks); by != 0 {
			return by
		}
		if instant {
			return -cmp.Compare(one.limit, other.limit)
		}
		return cmp.Or(
			-cmp.Compare(long(one.waits), long(other.waits)),
			boolOrder(first[b], first[a]),
			-cmp.Compare(dependents[a], dependents[b]),
			-cmp.Compare(one.waits+one.limit, other.waits+other.limit),
		)
	})
}

// foremost are the rules of which most others depend, one of each area; the first of
// those with as many.
func (s *Suite) foremost(ids []string, dependents map[string]int) map[string]bool {
	of := map[string]string{}
	for _, id := range ids {
		area := s.rules[id].Area
		if best, known := of[area]; !known || dependents[id] > dependents[best] {
			of[area] = id
		}
	}
	foremost := map[string]bool{}
	for _, id := range of {
		foremost[id] = dependents[id] > 0
	}
	return foremost
}

// long is a time that a run takes with --slow alone, 0 for shorter ones.
func long(waits time.Duration) time.Duration {
	if waits <= slowWait {
		return 0
	}
	return waits
}

// boolOrder sorts false before true.
func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// dependents counts the rules that depend on each, directly or not: a foundation has
// more than what stands on it.
func (s *Suite) dependents() map[string]int {
	count := map[string]int{}
	for id := range s.checks {
		for _, foundation := range s.Foundations(id) {
			count[foundation]++
		}
	}
	return count
}

// matchesAny reports whether one of the patterns means the rule.
func matchesAny(id string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(id, p) })
}

// meant says, of a pattern that matches nothing, which rule was probably meant, or that it
// is one for clients.
func (s *Suite) meant(pattern string) string {
	if clients, err := spec.LoadClient(); err == nil && slices.ContainsFunc(clients.Rules, func(r spec.Rule) bool { return matches(r.ID, pattern) }) {
		return " of servers: cogbench referee judges a client by it"
	}
	ids := make([]string, len(s.catalogue.Rules))
	for i, rule := range s.catalogue.Rules {
		ids[i] = rule.ID
	}
	if near := nearest.Of(pattern, ids); near != "" {
		return fmt.Sprintf(", did you mean %q?", near)
	}
	return ""
}

// matches reports whether a pattern means the rule: its id or the beginning of it.
func matches(id, pattern string) bool {
	return pattern != "" && strings.HasPrefix(id, strings.ToUpper(pattern))
}
