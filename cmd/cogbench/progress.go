package main

import (
	"fmt"
	"slices"

	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// block is where a run shows on standard error how far it is: on a terminal that
// obeys sequences it is drawn over and over, unless the wire is shown there.
func (f outputFlags) block(console streams) *term.Progress {
	return term.NewProgress(console.stderr, !f.Verbose && term.Obeys(console.stderr, console.getenv))
}

// progress shows how far a run of rules is.
type progress struct {
	*term.Counter
	quiet   bool
	verbose bool
	total   int
}

// progress begins to show a run of total rules.
func (f outputFlags) progress(console streams, total int) *progress {
	counter := term.NewCounter(f.block(console), term.StyleOf(console.stderr, console.getenv), "", "checked", "did not pass")
	return &progress{Counter: counter, quiet: f.Quiet, verbose: f.Verbose, total: total}
}

// planned has the steps of the protocol shown, each with its number of rules.
func (p *progress) planned(ids []string) {
	p.total = len(ids)
	if !p.quiet {
		p.Divide(groupsOf(ids))
	}
}

// groupsOf are the areas of rules, in the order in which they come.
func groupsOf(ids []string) []term.Group {
	var groups []term.Group
	for _, id := range ids {
		area := spec.AreaOf(id)
		at := slices.IndexFunc(groups, func(g term.Group) bool { return g.Name == area })
		if at < 0 {
			at = len(groups)
			groups = append(groups, term.Group{Name: area})
		}
		groups[at].Total++
	}
	return groups
}

// checked takes in what came of a rule. A failure may turn out to be another rule's, so
// that none is counted before the end: what did not pass then will not have passed. What
// did may be condemned: [progress.condemned] tells of it.
func (p *progress) checked(r report.Rule) {
	switch {
	case p.quiet:
	case p.verbose:
		p.Print(fmt.Sprintf("%-11s %-13s %.2f s", r.Outcome, r.ID, r.DurationSeconds))
	default:
		p.Add(p.total, r.Outcome == report.Pass, r.ID, spec.AreaOf(r.ID))
	}
}

// condemned tells of a rule that did not fail in its own check, and does at the end.
func (p *progress) condemned(r report.Rule) {
	if !p.quiet {
		p.Print(fmt.Sprintf("%-11s %-13s %s", r.Outcome, r.ID, "after all, by what other checks met"))
	}
}

// wire prints an exchange: what was sent, and what came back.
func (p *progress) wire(e report.Exchange) {
	answer := e.Error
	if answer == "" {
		answer = fmt.Sprintf("%d in %.0f ms %s", e.Status, e.DurationSeconds*1000, e.Response)
	}
	p.Print(fmt.Sprintf("→ %s %s\n← %s", e.Operation, e.Request, answer))
}

// end wipes what is shown.
func (p *progress) end() { p.Close() }

// trialProgress shows how far a self-test is.
type trialProgress struct {
	*term.Counter
	quiet bool
}

// trials begins to show trials of things of a kind, which the name of one tells.
func (f outputFlags) trials(console streams, thing string) *trialProgress {
	counter := term.NewCounter(f.block(console), term.StyleOf(console.stderr, console.getenv), thing, "tried", "not as expected")
	return &trialProgress{Counter: counter, quiet: f.Quiet}
}

// divide has groups of the things shown.
func (t *trialProgress) divide(groups []term.Group) {
	if !t.quiet {
		t.Divide(groups)
	}
}

// add takes in one trial of a total, by its name and its group. detail is what came of
// it, "" if that is as expected and was not asked for.
func (t *trialProgress) add(total int, expected bool, detail, name, group string) {
	if t.quiet {
		return
	}
	if detail != "" {
		t.Print(detail)
	}
	t.Add(total, expected, name, group)
}
