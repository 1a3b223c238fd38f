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
	Failed   []pageRule // what fails the run
	InPart   []pageRule // what passed, and leaves the run open: in part, or in a dialect
	Areas    []pageArea
	Across   []pageArea // those that the picture does not show
	Remarks  []remark
	Digest   digest
	Waiting  []pageCause
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
	Hides     int // how many rules wait for it
	Statement []Span
	Meaning   string
	Sources   []spec.Reference
	Evidence  []spec.Evidence
	NotPassed []report.Case
	// MoreNotPassed and MorePassed are how many cases conformance.json has besides.
	MoreNotPassed int
	Passed        []report.Case
	MorePassed    int
	PassedInAll   int
	CellsLine     string
	Marks         []string
	Again         *reproduction // of a failure
	Calls         pageCalls
}

// pageCause is why rules that count were not judged.
type pageCause struct {
	Label, What string
	Rules       []report.Rule
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
	d := newDigest(c, v, texts)
	view := &pageView{
		Conformance: c, Verdict: d.Verdict, Digest: d, State: report.Pass, Remarks: remarks(c), Newer: newerLine(c),
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
	view.addCounting(v, texts)
	view.addAreas(areas, walk, texts)
	return view, nil
}

// addCounting lists what fails the run or leaves it open: failures by how much hangs on
// them, the others by cause, and what passed in part.
func (v *pageView) addCounting(verdict report.Verdict, texts texts) {
	counting := idsAmong(slices.Concat(verdict.Failed, verdict.Unjudged))
	for _, failure := range failuresByWeight(v.Digest.Causes, counting) {
		v.Failed = append(v.Failed, pageRule{Rule: failure.Rule, Hides: failure.Hides, Statement: Prose(texts.statement(failure.ID)), Marks: marks(failure.Rule)})
	}
	for _, cause := range v.Digest.Causes {
		if label, rules := waiting(cause, counting); len(rules) > 0 {
			v.Waiting = append(v.Waiting, pageCause{Label: strings.ToLower(label), What: causeText(cause, texts), Rules: rules})
		}
	}
	for _, rule := range verdict.Unjudged {
		if rule.Outcome == report.Pass {
			v.InPart = append(v.InPart, pageRule{Rule: rule, Statement: Prose(texts.statement(rule.ID)), Marks: marks(rule), CellsLine: cells(rule)})
		}
	}
}

// addAreas lays the steps out, those apart that the picture does not show.
func (v *pageView) addAreas(areas []areaResults, walk []spec.Arrow, texts texts) {
	drawn := map[string]bool{}
	for _, step := range walk {
		drawn[step.Area] = true
	}
	book := newCallBook(v.Conformance, v.Digest.Causes)
	for _, area := range areas {
		if len(area.Rules) == 0 {
			continue
		}
		shown := pageArea{ID: area.ID, Title: area.Title, State: state(area.Summary), Mark: sign(area.Summary), Summary: area.Summary}
		for _, rule := range area.Rules {
			one := viewRule(v.Conformance, rule, texts.rules[rule.ID])
			one.Calls = book.calls(rule)
			shown.Rules = append(shown.Rules, one)
		}
		v.Areas = append(v.Areas, shown)
		if !drawn[area.ID] {
			v.Across = append(v.Across, shown)
		}
	}
}

// How much of a rule the page shows; conformance.json has the rest.
const (
	shownNotPassed = 6
	shownPassed    = 24
	caseLimit      = 200 // characters of a case's message
	sideLimit      = 400 // characters of a message, and of either side of a failure
)

// viewRule lays a rule out, but for its calls.
func viewRule(c *report.Conformance, rule report.Rule, text spec.Rule) pageRule {
	shown := pageRule{
		Rule: rule, Mark: sign(report.Summarize([]report.Rule{rule})), Statement: Prose(text.Statement),
		Meaning: rule.Level.Meaning(), Sources: text.Sources, Evidence: text.Evidence,
		CellsLine: cells(rule), Marks: marks(rule),
	}
	shown.Message, shown.Expected, shown.Actual = bounded(rule.Message, sideLimit), bounded(rule.Expected, sideLimit), bounded(rule.Actual, sideLimit)
	if rule.Outcome == report.Fail {
		again := reproduce(c, rule)
		shown.Again = &again
	} else {
		shown.Expected, shown.Actual = "", ""
	}
	for _, one := range rule.Cases {
		one.Message = bounded(one.Message, caseLimit)
		if one.Outcome == report.Pass {
			shown.Passed = append(shown.Passed, one)
		} else {
			shown.NotPassed = append(shown.NotPassed, one)
		}
	}
	shown.PassedInAll = len(shown.Passed)
	shown.Passed, shown.MorePassed = firstOf(shown.Passed, shownPassed)
	shown.NotPassed, shown.MoreNotPassed = firstOf(shown.NotPassed, shownNotPassed)
	return shown
}

// indented lays JSON out for reading, and leaves all else as it is.
func indented(body string) string {
	var out bytes.Buffer
	if json.Indent(&out, []byte(body), "", "  ") != nil {
		return body
	}
	return strings.TrimSpace(out.String())
}
