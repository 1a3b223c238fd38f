package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/spec"
)

// CauseKind is what a [Cause] is.
type CauseKind string

// The kinds, the one that says most first.
const (
	Diagnosed CauseKind = "diagnosis" // a mistake that the inquiry found
	Lacking   CauseKind = "lacking"   // something that the target does not have
	Broken    CauseKind = "rule"      // a rule that is not kept
	SetUp     CauseKind = "set-up"    // a step that checks need and that failed
)

// causeKinds are the kinds in their order.
var causeKinds = []CauseKind{Diagnosed, Lacking, Broken, SetUp}

// Cause is why rules have no pass: what to mend before them.
type Cause struct {
	Kind CauseKind
	// ID is that of the diagnosis or the rule, or the name of what is lacking; "" for a
	// step of a set-up.
	ID string
	// Text says it: the summary of a diagnosis, the evidence of what is lacking, what a
	// rule met, the failure of a step without what differs between cases.
	Text string
	// Failed and Waiting are the rules that it explains, in the catalogue's order: those
	// that failed, and those that were skipped or are unsupported.
	Failed, Waiting []Rule
	// Assumed counts the rules that were judged in the dialect that it is.
	Assumed int
}

// Hides is how many rules the cause explains besides the one that it is.
func (c Cause) Hides() int {
	n := len(c.Failed) + len(c.Waiting) + c.Assumed
	if c.Kind == Broken && slices.ContainsFunc(slices.Concat(c.Failed, c.Waiting), func(r Rule) bool { return r.ID == c.ID }) {
		n--
	}
	return n
}

// Rules are all that the cause explains, failures first.
func (c Cause) Rules() []Rule { return slices.Concat(c.Failed, c.Waiting) }

// Causes groups the rules that failed, were skipped or are unsupported by what is at the
// root of each: a diagnosis, a capability that the target lacks, a rule that others stand
// on, or a step of a set-up. Each rule counts under one cause alone, that which explains
// most; rules that never count are left out. The causes that hide most come first.
func (c *Conformance) Causes() []Cause {
	finder := newCauseFinder(c)
	found := map[causeKey][]causeKey{} // candidates by rule, as a key of kind Broken
	weights := map[causeKey]int{}
	for _, rule := range c.Rules {
		if !unsettled(rule) {
			continue
		}
		candidates := finder.candidates(rule, map[string]bool{})
		found[causeKey{Broken, rule.ID}] = candidates
		for _, key := range candidates {
			weights[key]++
		}
	}
	causes := map[causeKey]*Cause{}
	var order []*Cause
	for _, rule := range c.Rules {
		candidates := found[causeKey{Broken, rule.ID}]
		if len(candidates) == 0 {
			continue
		}
		key := slices.MaxFunc(candidates, func(a, b causeKey) int { return weights[a] - weights[b] })
		if causes[key] == nil {
			causes[key] = &Cause{Kind: key.kind, ID: finder.id(key), Text: finder.text(key)}
			order = append(order, causes[key])
		}
		causes[key].take(rule)
	}
	for _, rule := range c.Rules {
		for _, dialect := range rule.Assuming {
			if cause := causes[causeKey{Diagnosed, dialect}]; cause != nil {
				cause.Assumed++
			}
		}
	}
	return ranked(order)
}

// unsettled reports whether a rule that counts has no pass, though it was begun.
func unsettled(rule Rule) bool {
	return rule.NewIn == "" && rule.Level != spec.Open &&
		(rule.Outcome == Fail || rule.Outcome == Skip || rule.Outcome == Unsupported)
}

// take adds a rule that the cause explains.
func (c *Cause) take(rule Rule) {
	if rule.Outcome == Fail {
		c.Failed = append(c.Failed, rule)
		return
	}
	c.Waiting = append(c.Waiting, rule)
}

// ranked puts the causes that hide most first; of those that hide as many, the firmer
// level, then the kind that says more. What cogbench lacks itself comes last: there is
// nothing to mend.
func ranked(order []*Cause) []Cause {
	causes := make([]Cause, len(order))
	for i, cause := range order {
		causes[i] = *cause
	}
	slices.SortStableFunc(causes, func(a, b Cause) int {
		return cmp.Or(
			yes(a.Ours())-yes(b.Ours()),
			b.Hides()-a.Hides(),
			a.firmest()-b.firmest(),
			slices.Index(causeKinds, a.Kind)-slices.Index(causeKinds, b.Kind),
		)
	})
	return causes
}

// Ours reports whether the cause is something that the target file could give: there is
// nothing to mend.
func (c Cause) Ours() bool { return c.Kind == SetUp && strings.Contains(c.Text, InTargetFile) }

// yes is 1 for true, which comes after false.
func yes(b bool) int {
	if b {
		return 1
	}
	return 0
}

// firmest is the place of the firmest level among the rules.
func (c Cause) firmest() int {
	place := len(spec.Levels())
	for _, rule := range c.Rules() {
		place = min(place, slices.Index(spec.Levels(), rule.Level))
	}
	return place
}
