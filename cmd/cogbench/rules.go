package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/cogbench/cogbench/spec"
)

// rulesCommand lists the rules.
type rulesCommand struct {
	ID        string `arg:"" optional:"" help:"A rule to explain."`
	Unchecked bool   `help:"List the rules that cannot be checked from outside, with the reason."`
	JSON      bool   `name:"json" help:"Print JSON."`
}

// Help implements kong's HelpProvider.
func (rulesCommand) Help() string {
	return "Example:\n\n    cogbench rules DEV-CONF-03"
}

// Run runs the command.
func (r rulesCommand) Run(console streams) error {
	catalogue, err := spec.Load()
	if err != nil {
		return err
	}
	rules, err := r.selected(catalogue.Rules)
	if err != nil {
		return err
	}
	switch {
	case r.JSON:
		encoder := json.NewEncoder(console.stdout)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", " ")
		return encoder.Encode(rulesJSON(rules))
	case r.ID != "":
		return explainRule(console.stdout, rules[0])
	case r.Unchecked:
		for _, rule := range rules {
			fmt.Fprintf(console.stdout, "%-13s %s\n%14s%s\n", rule.ID, rule.Statement, "", rule.Unchecked)
		}
	default:
		listRules(console.stdout, catalogue, rules)
	}
	return nil
}

// selected are the rules that the command is about.
func (r rulesCommand) selected(all []spec.Rule) ([]spec.Rule, error) {
	var rules []spec.Rule
	for _, rule := range all {
		if r.ID != "" && rule.ID != strings.ToUpper(r.ID) || r.Unchecked && rule.Checkable() {
			continue
		}
		rules = append(rules, rule)
	}
	if len(rules) == 0 {
		return nil, usage(fmt.Errorf("there is no rule %q", r.ID), "see cogbench rules")
	}
	return rules, nil
}

// listRules writes one line a rule, by area.
func listRules(w io.Writer, catalogue *spec.Catalogue, rules []spec.Rule) {
	titles := map[string]string{}
	for _, area := range catalogue.Areas {
		titles[area.ID] = area.Title
	}
	area := ""
	for _, rule := range rules {
		if rule.Area != area {
			area = rule.Area
			fmt.Fprintf(w, "\n%s\n", titles[area])
		}
		fmt.Fprintf(w, "  %-13s %-8s %-5s %s\n", rule.ID, rule.Level, rule.Profile, rule.Statement)
	}
}

// explainRule writes all that is known of one rule, and the documents that its
// source names.
func explainRule(w io.Writer, rule spec.Rule) error {
	sources, err := spec.Sources()
	if err != nil {
		return err
	}
	var features []string
	for _, feature := range rule.Features {
		features = append(features, string(feature))
	}
	fmt.Fprintf(w, "%s\n%s\n\n", rule.ID, rule.Statement)
	for _, line := range []struct{ name, text string }{
		{"step", rule.Step},
		{"level", string(rule.Level) + ": " + rule.Level.Meaning()},
		{"profile", string(rule.Profile)},
		{"features", strings.Join(features, ", ")},
		{"source", rule.Source},
		{"since", rule.Since},
		{"not checked", rule.Unchecked},
	} {
		if line.text != "" {
			fmt.Fprintf(w, "%-12s %s\n", line.name, line.text)
		}
	}
	for _, cited := range sources.Cite(rule.Source) {
		if cited.Title != "" || cited.URL != "" {
			fmt.Fprintf(w, "%14s%s: %s\n", "", cited.Text, strings.TrimSpace(cited.Title+" "+cited.URL))
		}
	}
	return nil
}

// ruleJSON is a rule as rules --json prints it.
type ruleJSON struct {
	ID        string         `json:"id"`
	Area      string         `json:"area"`
	Step      string         `json:"step"`
	Level     spec.Level     `json:"level"`
	Profile   spec.Profile   `json:"profile"`
	Features  []spec.Feature `json:"features,omitempty"`
	Statement string         `json:"statement"`
	Source    string         `json:"source"`
	Unchecked string         `json:"unchecked,omitempty"`
	Since     string         `json:"since"`
}

// rulesJSON converts the rules for printing.
func rulesJSON(rules []spec.Rule) []ruleJSON {
	var all []ruleJSON
	for _, r := range rules {
		all = append(all, ruleJSON(r))
	}
	return all
}
