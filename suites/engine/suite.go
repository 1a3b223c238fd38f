package engine

import (
	"errors"
	"fmt"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
)

// UsualLimit is how long a check without a [Limit] of its own may take. It is far
// beyond what a check needs on a server that answers: it ends checks that hang, not
// checks that are slow.
const UsualLimit = 2 * time.Minute

// Suite is a list of checks, at most one per rule.
type Suite struct {
	catalogue *spec.Catalogue
	rules     map[string]spec.Rule
	checks    map[string]registered
	passive   map[string]func(report.Exchange) Sight
	instead   map[string][]string
	apart     map[string][]string
	short     func(*scenarios.ShortNumberError) (rule, cell string)
	mistakes  []error
}

// registered is the check of one rule, and what is known of it.
type registered struct {
	rule      spec.Rule
	body      func(*Check)
	dependsOn []string
	waits     time.Duration
	limit     time.Duration
	locks     bool
}

// Option adds to a registered check.
type Option func(*registered)

// DependsOn names rules that the check takes for granted: if one of them is not
// kept, a failure of this one becomes a skip that names it.
func DependsOn(ids ...string) Option {
	return func(c *registered) { c.dependsOn = append(c.dependsOn, ids...) }
}

// Waits is how much time the check lets pass on the target. If the target's clock
// cannot be moved, a check that waits for more than a minute runs only with --slow.
func Waits(d time.Duration) Option {
	return func(c *registered) { c.waits = d }
}

// Limit is how long the check may take in all, not counting [Waits]; [UsualLimit]
// without it.
func Limit(d time.Duration) Option {
	return func(c *registered) { c.limit = d }
}

// Locks marks a check of how a target refuses one attempt too many. It is begun after all
// others, for it may lock users out; and a call that is throttled is not made again
// later, for the refusal is what the check speaks of.
func Locks() Option {
	return func(c *registered) { c.locks = true }
}

// NewSuite starts an empty suite for the rules of a catalogue.
func NewSuite(catalogue *spec.Catalogue) *Suite {
	s := &Suite{catalogue: catalogue, rules: map[string]spec.Rule{}, checks: map[string]registered{}, passive: map[string]func(report.Exchange) Sight{}, instead: map[string][]string{}, apart: map[string][]string{}}
	for _, rule := range catalogue.Rules {
		s.rules[rule.ID] = rule
	}
	return s
}

// Rule registers the check of a rule. A mistake in it (an unknown rule, a second
// check for one) is reported by [Suite.Err].
func (s *Suite) Rule(id string, body func(*Check), options ...Option) {
	rule, known := s.rules[id]
	switch {
	case !known:
		s.mistakes = append(s.mistakes, fmt.Errorf("check of %s: there is no such rule", id))
		return
	case !rule.Checkable():
		s.mistakes = append(s.mistakes, fmt.Errorf("check of %s: the rule is marked as not checkable", id))
		return
	}
	if _, doubled := s.checks[id]; doubled {
		s.mistakes = append(s.mistakes, fmt.Errorf("check of %s: registered twice", id))
		return
	}
	c := registered{rule: rule, body: body, limit: UsualLimit}
	for _, option := range options {
		option(&c)
	}
	for _, other := range c.dependsOn {
		foundation, known := s.rules[other]
		switch {
		case !known || other == id:
			s.mistakes = append(s.mistakes, fmt.Errorf("check of %s: depends on %s, which is not another rule", id, other))
		case rule.Level == spec.Must && foundation.Level != spec.Must:
			s.mistakes = append(s.mistakes, fmt.Errorf("check of %s: a must depends on %s, which is %s", id, other, foundation.Level))
		}
	}
	s.checks[id] = c
}

// Err returns the mistakes made in registering, joined.
func (s *Suite) Err() error { return errors.Join(s.mistakes...) }

// Catalogue returns the rules that the suite is for.
func (s *Suite) Catalogue() *spec.Catalogue { return s.catalogue }

// Has reports whether the rule has a check.
func (s *Suite) Has(id string) bool {
	_, has := s.checks[id]
	return has
}
