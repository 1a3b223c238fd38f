package report

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/spec"
)

// The page's parts. Everything goes into the one file: it opens from disk,
// without a network.
var (
	//go:embed page/conformance.html
	pageTemplate string
	//go:embed page/conformance.css
	pageStyle string
	//go:embed page/conformance.js
	pageScript string
)

// pageView is what the template shows.
type pageView struct {
	*Conformance
	Verdict  string
	State    Outcome
	Badge    template.HTML
	Sequence template.HTML
	Style    template.CSS
	Script   template.JS
	Counting []pageRule // what fails the run, or leaves it open
	Areas    []pageArea
	Across   []pageArea // those that the picture does not show
}

// pageArea is a step with its rules.
type pageArea struct {
	ID, Title string
	State     Outcome
	Mark      string
	Summary   Summary
	Rules     []pageRule
}

// pageRule is a rule with all that is said of it.
type pageRule struct {
	Rule
	Mark      string
	Statement []span
	Meaning   string
	Sources   []spec.Citation
	NotPassed []Case
	Passed    []Case
	Exchanges []pageExchange
}

// pageExchange is a call, laid out for reading.
type pageExchange struct {
	Exchange
	Request, Response string
	Curl              string
}

// span is a piece of prose, or of code within it.
type span struct {
	Text string
	Code bool
}

// HTML returns the content of report.html.
func (c *Conformance) HTML(j Judgement) ([]byte, error) {
	page, err := template.New("report").Parse(pageTemplate)
	if err != nil {
		return nil, fmt.Errorf("parse the page: %w", err)
	}
	view, err := c.view(j)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := page.Execute(&out, view); err != nil {
		return nil, fmt.Errorf("render the page: %w", err)
	}
	return out.Bytes(), nil
}

// view collects what the page shows.
func (c *Conformance) view(j Judgement) (*pageView, error) {
	sources, err := spec.Sources()
	if err != nil {
		return nil, err
	}
	texts := newTexts()
	areas := c.areas(texts)
	view := &pageView{
		Conformance: c, Verdict: (Terminal{}).meaning(c, j), State: Pass,
		Badge:    template.HTML(c.Badge(j)),                                //nolint:gosec // it escapes its texts
		Sequence: template.HTML(sequence(areas)),                           //nolint:gosec // made of this package's tables
		Style:    template.CSS(pageStyle), Script: template.JS(pageScript), //nolint:gosec // embedded
	}
	switch {
	case len(j.Failed) > 0:
		view.State = Fail
	case len(j.Unjudged) > 0 || c.Interrupted:
		view.State = Skip
	}
	for _, rule := range slices.Concat(j.Failed, j.Unjudged) {
		view.Counting = append(view.Counting, viewRule(rule, texts.rules[rule.ID], sources))
	}
	view.addAreas(areas, texts, sources)
	return view, nil
}

// addAreas lays the steps out, those apart that the picture does not show.
func (v *pageView) addAreas(areas []areaResults, texts texts, sources *spec.Bibliography) {
	drawn := map[string]bool{}
	for _, step := range walk() {
		drawn[step.area] = true
	}
	for _, area := range areas {
		if len(area.Rules) == 0 {
			continue
		}
		shown := pageArea{ID: area.ID, Title: area.Title, State: state(area.Summary), Mark: (Terminal{}).mark(area.Summary), Summary: area.Summary}
		for _, rule := range area.Rules {
			shown.Rules = append(shown.Rules, viewRule(rule, texts.rules[rule.ID], sources))
		}
		v.Areas = append(v.Areas, shown)
		if !drawn[area.ID] {
			v.Across = append(v.Across, shown)
		}
	}
}

// viewRule lays a rule out.
func viewRule(rule Rule, text spec.Rule, sources *spec.Bibliography) pageRule {
	shown := pageRule{
		Rule: rule, Mark: (Terminal{}).mark(Summarize([]Rule{rule})), Statement: prose(text.Statement),
		Meaning: rule.Level.Meaning(), Sources: sources.Cite(text.Source),
	}
	for _, one := range rule.Cases {
		if one.Outcome == Pass {
			shown.Passed = append(shown.Passed, one)
		} else {
			shown.NotPassed = append(shown.NotPassed, one)
		}
	}
	for _, e := range rule.Transcript {
		shown.Exchanges = append(shown.Exchanges, pageExchange{
			Exchange: e, Request: indented(e.Request), Response: indented(e.Response), Curl: e.Curl(),
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
