package render

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/internal/page"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// The page's parts. Everything goes into the one file: it opens from disk,
// without a network.
var (
	//go:embed page/page.html
	pageTemplate string
	//go:embed page/page.js
	pageScript string
)

// pageView is what the template shows.
type pageView struct {
	*report.Conformance
	Verdict  string
	State    report.Outcome
	Badge    template.HTML
	Sequence template.HTML
	Style    template.CSS
	Script   template.JS
	Counting []pageRule // what fails the run, or leaves it open
	Areas    []pageArea
	Across   []pageArea // those that the picture does not show
	Remarks  []remark
	Newer    string // what came of rules newer than those that judge; "" without
}

// pageArea is a step with its rules.
type pageArea struct {
	ID, Title string
	State     report.Outcome
	Mark      string
	Summary   report.Summary
	Rules     []pageRule
}

// pageRule is a rule with all that is said of it.
type pageRule struct {
	report.Rule
	Mark      string
	Statement []span
	Meaning   string
	Sources   []spec.Reference
	Evidence  []spec.Evidence
	NotPassed []report.Case
	Passed    []report.Case
	Exchanges []pageExchange
}

// pageExchange is a call, laid out for reading.
type pageExchange struct {
	report.Exchange
	Request, Response string
	Curl              string
}

// span is a piece of prose, or of code within it.
type span struct {
	Text string
	Code bool
}

// HTML returns the content of report.html.
func HTML(c *report.Conformance, v report.Verdict) ([]byte, error) {
	view, err := viewOf(c, v)
	if err != nil {
		return nil, err
	}
	return page.Render("report", pageTemplate, nil, view)
}

// viewOf collects what the page shows.
func viewOf(c *report.Conformance, v report.Verdict) (*pageView, error) {
	walk, err := spec.Walk()
	if err != nil {
		return nil, err
	}
	texts := newTexts(c)
	areas := areas(c, texts)
	view := &pageView{
		Conformance: c, Verdict: (Terminal{}).meaning(c, v), State: report.Pass, Remarks: remarks(c), Newer: newerLine(c),
		Badge:    template.HTML(Badge(c, v)),           //nolint:gosec // it escapes its texts
		Sequence: template.HTML(sequence(walk, areas)), //nolint:gosec // made of the catalogue
		Script:   template.JS(pageScript),              //nolint:gosec // embedded
		Style:    page.Style(""),
	}
	switch {
	case len(v.Failed) > 0:
		view.State = report.Fail
	case len(v.Unjudged) > 0 || c.Interrupted:
		view.State = report.Skip
	}
	for _, rule := range slices.Concat(v.Failed, v.Unjudged) {
		view.Counting = append(view.Counting, viewRule(rule, texts.rules[rule.ID]))
	}
	view.addAreas(areas, walk, texts)
	return view, nil
}

// addAreas lays the steps out, those apart that the picture does not show.
func (v *pageView) addAreas(areas []areaResults, walk []spec.Arrow, texts texts) {
	drawn := map[string]bool{}
	for _, step := range walk {
		drawn[step.Area] = true
	}
	for _, area := range areas {
		if len(area.Rules) == 0 {
			continue
		}
		shown := pageArea{ID: area.ID, Title: area.Title, State: state(area.Summary), Mark: (Terminal{}).mark(area.Summary), Summary: area.Summary}
		for _, rule := range area.Rules {
			shown.Rules = append(shown.Rules, viewRule(rule, texts.rules[rule.ID]))
		}
		v.Areas = append(v.Areas, shown)
		if !drawn[area.ID] {
			v.Across = append(v.Across, shown)
		}
	}
}

// viewRule lays a rule out.
func viewRule(rule report.Rule, text spec.Rule) pageRule {
	shown := pageRule{
		Rule: rule, Mark: (Terminal{}).mark(report.Summarize([]report.Rule{rule})), Statement: prose(text.Statement),
		Meaning: rule.Level.Meaning(), Sources: text.Sources, Evidence: text.Evidence,
	}
	for _, one := range rule.Cases {
		if one.Outcome == report.Pass {
			shown.Passed = append(shown.Passed, one)
		} else {
			shown.NotPassed = append(shown.NotPassed, one)
		}
	}
	for _, e := range rule.Transcript {
		shown.Exchanges = append(shown.Exchanges, pageExchange{
			Exchange: e, Request: indented(e.Request), Response: indented(e.Response), Curl: curl(e),
		})
	}
	return shown
}

// prose takes a sentence with code between backticks apart.
func prose(text string) []span {
	var spans []span
	for i, part := range strings.Split(text, "`") {
		if part != "" {
			spans = append(spans, span{Text: part, Code: i%2 == 1})
		}
	}
	return spans
}

// indented lays JSON out for reading, and leaves all else as it is.
func indented(body string) string {
	var out bytes.Buffer
	if json.Indent(&out, []byte(body), "", "  ") != nil {
		return body
	}
	return strings.TrimSpace(out.String())
}
