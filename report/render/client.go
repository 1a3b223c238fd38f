package render

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"github.com/cogbench/cogbench/internal/page"
	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

//go:embed page/client.html
var clientTemplate string

//go:embed page/client.css
var clientStyle string

// WriteClientFiles writes a client's results in every form into a directory, which is made
// if it is not there. Each file is complete or absent.
func WriteClientFiles(directory string, c *report.Client) error {
	return writeForms(directory, []form{
		{report.ClientFile, c.JSON},
		{report.JUnitFile, func() ([]byte, error) { return ClientJUnit(c) }},
		{report.HTMLFile, func() ([]byte, error) { return ClientHTML(c) }},
		{report.MarkdownFile, func() ([]byte, error) { return ClientMarkdown(c), nil }},
	})
}

// ClientVerdict is the verdict on a client in a line.
func ClientVerdict(c *report.Client) string {
	v := c.Verdict()
	var parts []string
	if n := len(v.Failed); n > 0 {
		parts = append(parts, fmt.Sprintf("%s violated", plural.Count(n, "rule")))
	}
	if n := len(v.Missed); n > 0 {
		parts = append(parts, fmt.Sprintf("%s not exercised that must be", plural.Count(n, "rule")))
	}
	switch {
	case len(parts) > 0:
		return strings.Join(parts, ", ") + fmt.Sprintf(" (gate %s)", c.Gate)
	case v.Incomplete != "":
		return "no verdict: " + v.Incomplete
	default:
		return fmt.Sprintf("no rule violated (gate %s%s)", c.Gate, belowGate(c))
	}
}

// belowGate counts the violations that the gate lets pass; "" without.
func belowGate(c *report.Client) string {
	if c.Summary.Violated == 0 {
		return ""
	}
	return fmt.Sprintf("; %d below it", c.Summary.Violated)
}

// clientState is the class of the verdict, for its colour.
func clientState(v report.ClientVerdict) report.Outcome {
	switch {
	case len(v.Failed)+len(v.Missed) > 0:
		return report.Fail
	case v.Incomplete != "":
		return report.Skip
	default:
		return report.Pass
	}
}

// clientTitle is whom the results are about.
func clientTitle(c *report.Client) string {
	switch {
	case len(c.Clients) > 0:
		return strings.Join(c.Clients, ", ")
	case len(c.Recordings) > 0:
		return strings.Join(c.Recordings, ", ")
	default:
		return "a client"
	}
}

// clientCounts is what was seen and what came of the rules.
func clientCounts(c *report.Client) string {
	s := c.Summary
	return fmt.Sprintf("%s in %s; %d of %d rules exercised: %d kept, %d violated",
		plural.Count(len(c.Exchanges), "call"), plural.Count(len(c.SignIns), "sign-in"),
		s.ObservedOK+s.Violated, s.ObservedOK+s.Violated+s.NotExercised, s.ObservedOK, s.Violated)
}

// clientRemarks is what a reader must know of the exchanges as a whole.
func clientRemarks(c *report.Client) []string {
	var lines []string
	if c.CutShort != "" {
		lines = append(lines, "Cut short: "+c.CutShort)
	}
	for _, line := range c.NotJudged {
		lines = append(lines, "Not judged: "+line)
	}
	return lines
}

// clientUnproved says of the rules that apply and were not exercised all the same why that is,
// each reason once.
func clientUnproved(c *report.Client) []string {
	var reasons []string
	rules := map[string][]string{}
	for _, rule := range c.Rules {
		if rule.Outcome == report.NotExercised && rule.Message != "" {
			if rules[rule.Message] == nil {
				reasons = append(reasons, rule.Message)
			}
			rules[rule.Message] = append(rules[rule.Message], rule.ID)
		}
	}
	for i, reason := range reasons {
		reasons[i] = strings.ToUpper(reason[:1]) + reason[1:] + " (" + strings.Join(rules[reason], ", ") + ")"
	}
	return reasons
}

// clientMark is the sign of a rule's outcome, and the class of its colour.
func clientMark(rule report.ClientRule) (sign string, state report.Outcome) {
	switch {
	case rule.Outcome == report.Violated && rule.Level == spec.Open:
		return term.Unclear, report.Skip
	case rule.Outcome == report.Violated, rule.Outcome == report.NotExercised && rule.Required:
		return term.Failed, report.Fail
	case rule.Outcome == report.ObservedOK:
		return term.Passed, report.Pass
	default:
		return term.Idle, report.NotRun
	}
}

// clientView is what the page shows.
type clientView struct {
	*report.Client
	Title, Verdict, Counts string
	State                  report.Outcome
	Style                  template.CSS
	Remarks, Unproved      []string
	Walks                  []clientWalk
	Against, Others        []clientRule
}

// clientWalk is a sign-in with its picture.
type clientWalk struct {
	report.ClientSignIn
	Number int
	Rows   []walkRow
}

// clientRule is a rule with what its catalogue says.
type clientRule struct {
	report.ClientRule
	Mark      string
	State     report.Outcome
	Statement []Span
	Meaning   string
	Sources   []spec.Reference
	Reports   []spec.Reference
}

// ClientStyle is the style sheet of a client's report.html, for pages that show parts of one.
func ClientStyle() template.CSS { return page.Style(clientStyle) }

// ClientHTML returns the content of report.html.
func ClientHTML(c *report.Client) ([]byte, error) {
	catalogue, err := spec.LoadClient()
	if err != nil {
		return nil, err
	}
	view := clientView{
		Client: c, Title: clientTitle(c), Verdict: ClientVerdict(c), Counts: clientCounts(c), State: clientState(c.Verdict()),
		Style: ClientStyle(), Remarks: clientRemarks(c), Unproved: clientUnproved(c),
	}
	exchanges := map[int]report.ClientExchange{}
	for _, e := range c.Exchanges {
		exchanges[e.Number] = e
	}
	for i, signIn := range c.SignIns {
		view.Walks = append(view.Walks, clientWalk{signIn, i + 1, walk(signIn, exchanges)})
	}
	view.addRules(catalogue)
	return page.Render("client report", clientTemplate, template.FuncMap{"laidOut": laidOut, "undotted": undotted}, view)
}

// addRules lays the rules out, those that speak against the client first.
func (v *clientView) addRules(catalogue *spec.Catalogue) {
	texts := map[string]spec.Rule{}
	for _, rule := range catalogue.Rules {
		texts[rule.ID] = rule
	}
	for _, rule := range v.Rules {
		text := texts[rule.ID]
		shown := clientRule{ClientRule: rule, Statement: Prose(rule.Statement), Meaning: rule.Level.Meaning(), Sources: text.Sources, Reports: text.Reports}
		shown.Mark, shown.State = clientMark(rule)
		if shown.State == report.Fail || shown.State == report.Skip {
			v.Against = append(v.Against, shown)
		} else {
			v.Others = append(v.Others, shown)
		}
	}
}

// laidOut is members a line each, in the order of their names.
func laidOut(members map[string]string) string {
	var out strings.Builder
	for _, name := range sortedNames(members) {
		fmt.Fprintf(&out, "%s: %s\n", name, members[name])
	}
	return out.String()
}
