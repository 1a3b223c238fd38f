package render

import (
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// texts are what the catalogue says of the rules, by id, in the version that the
// results were judged by. Results of another
// version may name rules that it does not have: those have no text.
type texts struct {
	rules map[string]spec.Rule
	areas []spec.Area
}

// newTexts reads the catalogue. Without one, which a test of spec excludes, the
// renderings lack sentences and nothing else.
func newTexts(c *report.Conformance) texts {
	t := texts{rules: map[string]spec.Rule{}}
	catalogue, err := spec.Load()
	if err != nil {
		return t
	}
	if questions, err := spec.Questions(); err == nil && c.Profile == spec.Ask {
		catalogue = catalogue.WithQuestions(questions)
	}
	t.areas = catalogue.Areas
	for _, rule := range catalogue.Rules {
		if then, had := rule.AsOf(c.Rulebook.Judged()); had {
			rule = then
		}
		t.rules[rule.ID] = rule
	}
	return t
}

// statement is the rule's sentence.
func (t texts) statement(id string) string { return t.rules[id].Statement }

// areaResults are the results of one area.
type areaResults struct {
	spec.Area
	Rules   []report.Rule
	Summary report.Summary
}

// areas groups the rules by area, in the catalogue's order; areas that it does
// not have come last.
func areas(c *report.Conformance, t texts) []areaResults {
	var all []areaResults
	index := map[string]int{}
	for _, area := range t.areas {
		index[area.ID] = len(all)
		all = append(all, areaResults{Area: area})
	}
	for _, rule := range c.Rules {
		id := spec.AreaOf(rule.ID)
		i, known := index[id]
		if !known {
			i = len(all)
			index[id] = i
			all = append(all, areaResults{Area: spec.Area{ID: id, Title: id}})
		}
		all[i].Rules = append(all[i].Rules, rule)
	}
	for i := range all {
		all[i].Summary = report.Summarize(all[i].Rules)
	}
	return all
}

// speaksAgainst reports whether the outcome speaks against the target: one of an open
// or a newer rule never does.
func speaksAgainst(r report.Rule) bool {
	return r.NewIn == "" && r.Level != spec.Open && (r.Outcome == report.Fail || r.Outcome == report.Unsupported)
}
