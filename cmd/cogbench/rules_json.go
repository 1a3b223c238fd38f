package main

import "github.com/cogbench/cogbench/spec"

// ruleJSON is a rule as rules --json prints it.
type ruleJSON struct {
	ID        string          `json:"id"`
	Subject   spec.Subject    `json:"subject"`
	Area      string          `json:"area"`
	Step      string          `json:"step"`
	Level     spec.Level      `json:"level"`
	Profile   spec.Profile    `json:"profile,omitempty"`
	Features  []spec.Feature  `json:"features,omitempty"`
	Statement string          `json:"statement"`
	Source    string          `json:"source"`
	Sources   []referenceJSON `json:"sources,omitempty"`
	Evidence  []evidenceJSON  `json:"evidence,omitempty"`
	Reports   []referenceJSON `json:"reports,omitempty"`
	Changes   []changeJSON    `json:"changes,omitempty"`
	Unchecked string          `json:"unchecked,omitempty"`
	Since     string          `json:"since"`
}

// referenceJSON is a place where a document says something.
type referenceJSON struct {
	Document string    `json:"document"`
	Section  string    `json:"section,omitempty"`
	Says     string    `json:"says,omitempty"`
	Read     string    `json:"read"`
	Kind     spec.Kind `json:"kind"`
	Title    string    `json:"title,omitempty"`
	URL      string    `json:"url,omitempty"`
}

// evidenceJSON is what was seen of the real service.
type evidenceJSON struct {
	ID        string          `json:"id"`
	Seen      string          `json:"seen"`
	When      string          `json:"when"`
	Published []referenceJSON `json:"published"`
}

// changeJSON is what a version changed in a rule: the level and statement of before.
type changeJSON struct {
	Version   string     `json:"version"`
	Level     spec.Level `json:"level,omitempty"`
	Statement string     `json:"statement,omitempty"`
	Because   string     `json:"because"`
}

// rulesJSON converts the rules for printing.
func rulesJSON(rules []spec.Rule) []ruleJSON {
	var all []ruleJSON
	for _, r := range rules {
		printed := ruleJSON{
			ID: r.ID, Subject: r.Subject, Area: r.Area, Step: r.Step, Level: r.Level, Profile: r.Profile, Features: r.Features,
			Statement: r.Statement, Source: spec.Join(r.Sources), Sources: referencesJSON(r.Sources), Reports: referencesJSON(r.Reports),
			Unchecked: r.Unchecked, Since: r.Since,
		}
		for _, e := range r.Evidence {
			printed.Evidence = append(printed.Evidence, evidenceJSON{e.ID, e.Seen, e.When, referencesJSON(e.Published)})
		}
		for _, c := range r.Changes {
			printed.Changes = append(printed.Changes, changeJSON(c))
		}
		all = append(all, printed)
	}
	return all
}

func referencesJSON(references []spec.Reference) []referenceJSON {
	all := make([]referenceJSON, len(references))
	for i, r := range references {
		all[i] = referenceJSON(r)
	}
	return all
}
