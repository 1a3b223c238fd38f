package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/spec"
)

// rulesCommand lists the rules.
type rulesCommand struct {
	ID        string `arg:"" optional:"" help:"The rule to explain; the beginning of ids lists the rules that have it."`
	Subject   string `enum:"server,client" default:"server" help:"Whose rules: a server's (conform), or a client's (referee, explain)."`
	Unchecked bool   `help:"List the rules that cannot be checked from outside, and why."`
	Evidence  string `placeholder:"FILE" help:"Say what an evidence.json would change in the rules."`
	AsOf      string `name:"rules-as-of" placeholder:"VERSION" help:"The rules as this version had them."`
	Since     string `name:"changed-since" placeholder:"VERSION" help:"What changed in the rules after this version, and why, as Markdown."`
	JSON      bool   `name:"json" help:"Print JSON."`
}

// Help implements kong's HelpProvider.
func (rulesCommand) Help() string {
	return "Examples:\n\n    cogbench rules\n    cogbench rules DEV-CONF-03\n    cogbench rules --subject client\n    cogbench rules CLI-KEY-01\n    cogbench rules --rules-as-of 0.1.0\n    cogbench rules --changed-since 0.1.0\n    cogbench rules --evidence evidence/evidence.json"
}

// Run runs the command.
func (r rulesCommand) Run(console streams) error {
	catalogue, err := r.load()
	if err != nil {
		return err
	}
	switch alone := r.ID == "" && !r.Unchecked && r.AsOf == ""; {
	case (r.Evidence != "" || r.Since != "") && !alone, r.Evidence != "" && r.Since != "":
		return usage(errors.New("--evidence and --changed-since are each about all rules"), "omit the other flags, or the rule")
	case r.Evidence != "":
		return r.compareEvidence(catalogue, console)
	case r.Since != "":
		return tellChanges(catalogue, r.Since, console.stdout)
	}
	if r.AsOf != "" {
		if catalogue, err = catalogue.AsOf(r.AsOf); err != nil {
			return usage(err, "")
		}
	}
	rules, err := r.selected(catalogue.Rules)
	if err != nil {
		return err
	}
	switch {
	case r.JSON:
		return printJSON(console, rulesJSON(rules))
	case len(rules) == 1 && rules[0].ID == strings.ToUpper(r.ID):
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

// load reads the catalogue of the subject. Rules that are named say whose they are.
func (r rulesCommand) load() (*spec.Catalogue, error) {
	clients, err := spec.LoadClient()
	if err != nil || r.Subject == string(spec.Client) || r.ID != "" && slices.ContainsFunc(clients.Rules, r.names) {
		return clients, err
	}
	return spec.Load()
}

// names reports whether the command is about a rule: that of the id, or one whose id begins
// with it.
func (r rulesCommand) names(rule spec.Rule) bool {
	return strings.HasPrefix(rule.ID, strings.ToUpper(r.ID))
}

// selected are the rules that the command is about.
func (r rulesCommand) selected(all []spec.Rule) ([]spec.Rule, error) {
	named := slices.DeleteFunc(slices.Clone(all), func(rule spec.Rule) bool { return !r.names(rule) })
	switch {
	case len(named) == 0 && r.AsOf != "":
		return nil, usage(fmt.Errorf("the rules of %s have no %q", r.AsOf, r.ID), "cogbench rules lists those of today")
	case len(named) == 0:
		return nil, usage(fmt.Errorf("there is no rule %q", r.ID), meant(r.ID, all, ruleID, "cogbench rules"))
	case !r.Unchecked:
		return named, nil
	}
	unchecked := slices.DeleteFunc(named, spec.Rule.Checkable)
	if len(unchecked) == 0 {
		return nil, usage(fmt.Errorf("no rule that begins with %q is unchecked", r.ID), "cogbench rules --unchecked lists those that are")
	}
	return unchecked, nil
}

func ruleID(rule spec.Rule) string { return rule.ID }

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
		head := fmt.Sprintf("  %-13s %-8s ", rule.ID, rule.Level)
		if rule.Subject == spec.Server {
			head += fmt.Sprintf("%-5s ", rule.Profile)
		}
		fmt.Fprint(console.stdout, style.Fold(head, rule.Statement, "      "))
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

// explainRule writes all that is known of one rule, and on what it rests.
func explainRule(console streams, rule spec.Rule) error {
	style := term.StyleOf(console.stdout, console.getenv)
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
		{"since", rule.Since},
		{"not checked", rule.Unchecked},
	} {
		if line.text != "" {
			fmt.Fprint(console.stdout, style.Fold(fmt.Sprintf("%-12s ", line.name), line.text, hanging(style)))
		}
	}
	for _, section := range groundsOf(rule) {
		if len(section.entries) > 0 {
			fmt.Fprintf(console.stdout, "%s\n", style.Bold(section.title))
		}
		for _, entry := range section.entries {
			fmt.Fprint(console.stdout, style.Fold("  ", entry, "    "))
		}
	}
	return nil
}

// grounds are the entries of one kind on which a rule rests.
type grounds struct {
	title   string
	entries []string
}

// groundsOf is all that a rule rests on, and what became of it.
func groundsOf(rule spec.Rule) []grounds {
	var evidence, changes []string
	for _, seen := range rule.Evidence {
		evidence = append(evidence, fmt.Sprintf("%s: %s", seen.When, seen.Seen))
		for _, published := range seen.Published {
			evidence = append(evidence, "  published: "+describe(published))
		}
	}
	for _, change := range rule.Changes {
		changes = append(changes, describeChange(change))
	}
	return []grounds{{"Sources", describeAll(rule.Sources)}, {"Evidence", evidence}, {"Reports", describeAll(rule.Reports)}, {"Changes", changes}}
}

func describeAll(references []spec.Reference) []string {
	var texts []string
	for _, reference := range references {
		texts = append(texts, describe(reference))
	}
	return texts
}

// describe is a reference with its document and the day that it was read.
func describe(reference spec.Reference) string {
	document := strings.TrimSpace(reference.Title + " " + reference.URL)
	return fmt.Sprintf("%s: %s, read %s", reference, cmp.Or(document, string(reference.Kind)), reference.Read)
}

// describeChange says what a version changed, and why.
func describeChange(change spec.Change) string {
	var was []string
	if change.Level != "" {
		was = append(was, string(change.Level))
	}
	if change.Statement != "" {
		was = append(was, fmt.Sprintf("%q", change.Statement))
	}
	return fmt.Sprintf("%s, was %s: %s", change.Version, strings.Join(was, ", "), change.Because)
}
