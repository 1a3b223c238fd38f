package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/cogbench/cogbench/internal/term"
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
	return "Examples:\n\n    cogbench rules\n    cogbench rules DEV-CONF-03"
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
		return explainRule(console, rules[0])
	case r.Unchecked:
		style := term.StyleOf(console.stdout, console.getenv)
		for _, rule := range rules {
			fmt.Fprint(console.stdout, style.Fold(fmt.Sprintf("%-13s ", rule.ID), rule.Statement, hanging(style)))
			fmt.Fprint(console.stdout, style.Fold(fmt.Sprintf("%14s", ""), rule.Unchecked, hanging(style)))
		}
	default:
		listRules(console, catalogue, rules)
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

// listRules writes one line per rule, by area.
func listRules(console streams, catalogue *spec.Catalogue, rules []spec.Rule) {
	style := term.StyleOf(console.stdout, console.getenv)
	titles := map[string]string{}
	for _, area := range catalogue.Areas {
		titles[area.ID] = area.Title
	}
	area := ""
	for _, rule := range rules {
		if rule.Area != area {
			area = rule.Area
			fmt.Fprintf(console.stdout, "\n%s\n", style.Bold(titles[area]))
		}
		fmt.Fprint(console.stdout, style.Fold(fmt.Sprintf("  %-13s %-8s %-5s ", rule.ID, rule.Level, rule.Profile), rule.Statement, "      "))
	}
}

// hanging is the indent of lines that a terminal was too narrow for: below the
// text before them, if that leaves room.
func hanging(style term.Style) string {
	const text, roomy = 14, 60
	if style.Width < roomy {
		return "    "
	}
	return strings.Repeat(" ", text)
}

// explainRule writes all that is known of one rule, and the documents that its
// source names.
func explainRule(console streams, rule spec.Rule) error {
	style := term.StyleOf(console.stdout, console.getenv)
	sources, err := spec.Sources()
	if err != nil {
		return err
	}
	var features []string
	for _, feature := range rule.Features {
		features = append(features, string(feature))
	}
	fmt.Fprintf(console.stdout, "%s\n%s\n", style.Bold(rule.ID), style.Fold("", rule.Statement, ""))
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
			fmt.Fprint(console.stdout, style.Fold(fmt.Sprintf("%-12s ", line.name), line.text, hanging(style)))
		}
	}
	for _, cited := range sources.Cite(rule.Source) {
		if cited.Title != "" || cited.URL != "" {
			fmt.Fprint(console.stdout, style.Fold(fmt.Sprintf("%14s", ""), cited.Text+": "+strings.TrimSpace(cited.Title+" "+cited.URL), hanging(style)))
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
