package engine

import (
	"slices"

	"github.com/cogbench/cogbench/report"
)

// Blame turns failures and skips into skips that name the rules which they depend
// on and which are not kept: the cause is there, and counts there. rules are the
// outcomes so far.
func (s *Suite) Blame(rules []report.Rule) {
	broken := map[string]bool{}
	for _, rule := range rules {
		broken[rule.ID] = rule.Outcome == report.Fail || rule.Outcome == report.Unsupported
	}
	for i := range rules {
		rule := &rules[i]
		if rule.Outcome != report.Fail && rule.Outcome != report.Skip {
			continue
		}
		if causes := s.causes(*rule, broken); len(causes) > 0 {
			rule.Outcome, rule.Because = report.Skip, causes
		}
	}
}

// causes returns, sorted, the broken rules that a rule depends on directly or by
// way of others, and that depend on no broken one themselves.
func (s *Suite) causes(rule report.Rule, broken map[string]bool) []string {
	var roots []string
	for _, foundation := range s.Foundations(rule.ID, rule.StandsOn...) {
		if broken[foundation] && !slices.ContainsFunc(s.Foundations(foundation), func(id string) bool { return broken[id] }) {
			roots = append(roots, foundation)
		}
	}
	slices.Sort(roots)
	return roots
}

// Foundations returns all rules that the check of a rule takes for granted, directly
// or not: those it was registered with, and those it was seen to take on its way.
func (s *Suite) Foundations(id string, taken ...string) []string {
	known := map[string]bool{id: true}
	var all []string
	for _, foundation := range taken {
		if !known[foundation] {
			known[foundation] = true
			all = append(all, foundation)
		}
	}
	for level := append([]string{id}, all...); len(level) > 0; {
		var below []string
		for _, dependent := range level {
			for _, foundation := range s.checks[dependent].dependsOn {
				if !known[foundation] {
					known[foundation] = true
					all, below = append(all, foundation), append(below, foundation)
				}
			}
		}
		level = below
	}
	return all
}

// FoundationsFirst orders rules so that each comes after those among them that it
// depends on; otherwise their order stays.
func (s *Suite) FoundationsFirst(ids []string) []string {
	placed, wanted := map[string]bool{}, map[string]bool{}
	for _, id := range ids {
		wanted[id] = true
	}
	var ordered []string
	var place func(id string)
	place = func(id string) {
		if placed[id] {
			return
		}
		placed[id] = true
		for _, foundation := range s.checks[id].dependsOn {
			place(foundation)
		}
		if wanted[id] {
			ordered = append(ordered, id)
		}
	}
	for _, id := range ids {
		place(id)
	}
	return ordered
}
