package engine

import (
	"slices"
	"strings"

	"github.com/cogbench/cogbench/report"
)

// Blame turns failures and skips into skips that name the rules which they depend
// on and which are not kept: the cause is there, and counts there. It does so cell by
// cell: what a rule needs of another is the cell that it works in, not all of it.
// rules are the outcomes so far, as the checks left them: what was blamed once cannot be
// told from what a check itself found out. Their cells and cases are written to.
func (s *Suite) Blame(rules []report.Rule) {
	b := blaming{suite: s, rules: map[string]*report.Rule{}, done: map[string]bool{}, unproved: map[place]bool{}}
	for i := range rules {
		b.rules[rules[i].ID] = &rules[i]
		b.noteUnproved(rules[i])
	}
	for _, rule := range rules {
		b.blame(rule.ID)
	}
}

// blaming is a pass over the outcomes of a run.
type blaming struct {
	suite *Suite
	rules map[string]*report.Rule
	done  map[string]bool
	// unproved are where the target did what a rule wants, although a control showed
	// that it does so for anything: what stands on that stands.
	unproved map[place]bool
}

// place is a cell of a rule.
type place struct{ rule, cell string }

// noteUnproved notes where nothing but a control kept a rule from passing: before
// anything is blamed, no other skip is the fault of a rule ([Check.SkipBecause]).
func (b *blaming) noteUnproved(rule report.Rule) {
	for _, cell := range verdictsOf(rule) {
		isRule := func(because string) bool { _, known := b.suite.checks[because]; return known }
		if cell.Outcome == report.Skip && len(cell.Because) > 0 && !slices.ContainsFunc(cell.Because, func(text string) bool { return !isRule(text) }) {
			b.unproved[place{rule.ID, cell.Name}] = true
		}
	}
}

// verdictsOf are the cells of a rule, the whole of it if it has none.
func verdictsOf(rule report.Rule) []report.Cell {
	if rule.Cells == nil {
		return []report.Cell{{Outcome: rule.Outcome, Because: rule.Because}}
	}
	return rule.Cells
}

// blame blames what a rule depends on, then judges its own cells anew.
func (b *blaming) blame(id string) {
	rule, ran := b.rules[id]
	if !ran || b.done[id] {
		return
	}
	b.done[id] = true
	foundations := b.foundations(rule)
	for _, foundation := range foundations {
		b.blame(foundation)
	}
	if rule.Cells == nil {
		if causes := b.causes(foundations, ""); len(causes) > 0 && excusable(rule.Outcome) {
			excuse(rule, causes)
		}
		return
	}
	excused := false
	for i := range rule.Cells {
		cell := &rule.Cells[i]
		if causes := b.causes(foundations, cell.Name); len(causes) > 0 && excusable(cell.Outcome) {
			excuseCell(rule, cell, causes)
			excused = true
		}
	}
	if excused && excusable(rule.Outcome) {
		settle(rule)
	}
}

// foundations are the rules that a rule takes for granted without others between.
func (b *blaming) foundations(rule *report.Rule) []string {
	all, spared := slices.Clone(rule.StandsOn), b.spared(rule)
	for _, id := range b.suite.checks[rule.ID].dependsOn {
		if !slices.Contains(all, id) && !slices.Contains(spared, id) {
			all = append(all, id)
		}
	}
	return all
}

// causes are, sorted, the rules and set-ups behind the foundations that do not work in
// a cell.
func (b *blaming) causes(foundations []string, cell string) []string {
	var causes []string
	for _, id := range foundations {
		if rule, ran := b.rules[id]; ran && !slices.Contains(b.suite.apart[cell], id) {
			causes = append(causes, b.rootsIn(rule, cell)...)
		}
	}
	slices.Sort(causes)
	return slices.Compact(causes)
}

// rootsIn is why a rule is not kept in a cell, nil if it is or nobody knows. The core
// of a rule counts in every cell; without one, the cell of the same name, or any that
// works.
func (b *blaming) rootsIn(rule *report.Rule, cell string) []string {
	cells := verdictsOf(*rule)
	same := slices.IndexFunc(cells, func(c report.Cell) bool { return c.Name == "" })
	if same < 0 && cell != "" {
		same = slices.IndexFunc(cells, func(c report.Cell) bool { return c.Name == cell })
	}
	if same < 0 {
		same = max(0, slices.IndexFunc(cells, func(c report.Cell) bool { return c.Outcome == report.Pass }))
	}
	switch found := cells[same]; {
	case found.Outcome == report.Pass || found.Outcome == report.NotRun || b.unproved[place{rule.ID, found.Name}]:
		return nil
	case found.Outcome == report.Skip && len(found.Because) > 0:
		return found.Because
	}
	return []string{rule.ID}
}

// excusable reports whether an outcome may be the consequence of another rule's.
func excusable(o report.Outcome) bool { return o == report.Fail || o == report.Skip }

// excuse makes a rule a skip because of others. What it saw may be their doing: it is
// in the transcript.
func excuse(rule *report.Rule, causes []string) {
	rule.Outcome, rule.Because = report.Skip, causes
	rule.Message, rule.Expected, rule.Actual = becauseOf(causes), "", ""
	for i := range rule.Cases {
		excuseCase(&rule.Cases[i], causes)
	}
}

// excuseCell makes a cell of a rule a skip because of others.
func excuseCell(rule *report.Rule, cell *report.Cell, causes []string) {
	cell.Outcome, cell.Because = report.Skip, causes
	for i := range rule.Cases {
		if rule.Cases[i].Cell == cell.Name {
			excuseCase(&rule.Cases[i], causes)
		}
	}
}

func excuseCase(one *report.Case, causes []string) {
	if excusable(one.Outcome) {
		*one = report.Case{Name: one.Name, Cell: one.Cell, Outcome: report.Skip, Because: causes, Message: becauseOf(causes)}
	}
}

// becauseOf is the message of what is a skip because of others.
func becauseOf(causes []string) string { return "because of " + strings.Join(causes, ", ") }

// settle makes the outcome of a rule that of its cells, some of which were excused.
func settle(rule *report.Rule) {
	rule.Because = nil
	rule.Outcome = report.OutcomeOf(rule.Cells)
	switch rule.Outcome {
	case report.Fail:
		if worst, count := worstCase(rule.Cases); worst != nil && worst.Outcome == report.Fail {
			rule.Message, rule.Expected, rule.Actual = caseMessage(*worst, count, len(rule.Cases)), worst.Expected, worst.Actual
		}
		return
	case report.Skip:
		for _, cell := range rule.Cells {
			rule.Because = append(rule.Because, cell.Because...)
		}
		slices.Sort(rule.Because)
		rule.Because = slices.Compact(rule.Because)
		rule.Message = becauseOf(rule.Because)
	default:
		rule.Message = report.WordCells(rule.Cells)
	}
	rule.Expected, rule.Actual = "", ""
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
