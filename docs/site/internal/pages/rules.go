package pages

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/docs/site/internal/checks"
	"github.com/cogbench/cogbench/referee/explain"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// rulesPath is the page with all steps.
const rulesPath = "rules/index.html"

// subjectView is a catalogue in the list of steps.
type subjectView struct {
	Title, About string
	Areas        []areaView
}

// areaView is a step with its rules.
type areaView struct {
	spec.Area
	Why    string
	Rules  []spec.Rule
	Counts []int // by level, the firmest first
}

// ruleView is all that is known of a rule.
type ruleView struct {
	spec.Rule
	AreaTitle, Why string
	Causes         []explain.Cause
	Dependents     []string
	Issues         []spec.Reference
	Check          checks.Check
	Command        string
	Breaking, Also []mistake
	ServeFault     string // the command that serves the first of them
	Judged         []judged
	Previous, Next string // ids
}

// judged is what a published run found of a rule.
type judged struct {
	Name, Version, Page, State, Mark, Outcome, Message string
}

// rules are the pages of the catalogues: all steps, each step, each rule.
func (s *Site) rules() ([]file, error) {
	of := func(b book) []areaView {
		var areas []areaView
		for _, area := range b.Areas {
			areas = append(areas, b.area(area))
		}
		return areas
	}
	server, client := of(s.server), of(s.client)
	files, err := single("rules.html", page{
		Path: rulesPath, Title: "Rules, step by step", Description: "Every rule for servers and clients of the remembered-device protocol, by step.",
		Shown: []subjectView{
			{"For servers", "What cogbench conform holds a user pool, an emulator or another implementation against.", server},
			{"For clients", "What cogbench referee and explain hold an app, a library or a script against.", client},
		},
	})
	if err != nil {
		return nil, err
	}
	for _, kind := range []func() ([]file, error){
		func() ([]file, error) { return areaPages(slices.Concat(server, client)) },
		func() ([]file, error) { return s.rulePages(s.server, s.serverRule) },
		func() ([]file, error) { return s.rulePages(s.client, s.clientRule) },
	} {
		more, err := kind()
		if err != nil {
			return nil, err
		}
		files = append(files, more...)
	}
	return files, nil
}

// area is a step with its rules.
func (b book) area(area spec.Area) areaView {
	view := areaView{Area: area, Why: why()[area.ID], Rules: b.of(area.ID), Counts: make([]int, len(spec.Levels()))}
	for _, rule := range view.Rules {
		view.Counts[slices.Index(spec.Levels(), rule.Level)]++
	}
	return view
}

func areaPages(areas []areaView) ([]file, error) {
	l, err := laidOut("area.html")
	if err != nil {
		return nil, err
	}
	var files []file
	for _, area := range areas {
		if area.Why == "" {
			return nil, missing("reason", area.ID)
		}
		f, err := l.render(page{
			Path: "rules/" + area.ID + ".html", Title: area.Title + " (" + area.ID + ")", Description: area.Why, Section: rulesPath, Shown: area,
		})
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// rulePages are those of a subject's rules. add tells what is the subject's own.
func (s *Site) rulePages(b book, add func(*ruleView)) ([]file, error) {
	l, err := laidOut("rule.html")
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	for _, area := range b.Areas {
		titles[area.ID] = area.Title
	}
	var files []file
	for i, rule := range b.Rules {
		view := b.rule(rule)
		if rule.Checkable() && len(view.Check.Functions) == 0 {
			return nil, missing("check", rule.ID)
		}
		view.AreaTitle = titles[rule.Area]
		if i > 0 {
			view.Previous = b.Rules[i-1].ID
		}
		if i < len(b.Rules)-1 {
			view.Next = b.Rules[i+1].ID
		}
		add(&view)
		f, err := l.render(page{
			Path: "rules/" + rule.ID + ".html", Title: rule.ID, Description: strings.ReplaceAll(rule.Statement, "`", ""), Section: rulesPath, Shown: view,
		})
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// rule is what both subjects have.
func (b book) rule(rule spec.Rule) ruleView {
	view := ruleView{Rule: rule, Why: why()[rule.Area], Check: b.checks[rule.ID], Dependents: b.dependents[rule.ID], Issues: rule.Reports}
	for _, source := range rule.Sources {
		if source.Kind == spec.Report {
			view.Issues = append(view.Issues, source)
		}
	}
	for _, m := range b.mistakes {
		switch {
		case slices.Contains(m.breaks, rule.ID):
			view.Breaking = append(view.Breaking, m)
		case slices.Contains(m.also, rule.ID):
			view.Also = append(view.Also, m)
		}
	}
	return view
}

// serverRule adds what is known of a server's rule.
func (s *Site) serverRule(view *ruleView) {
	view.Command = "cogbench conform --rule " + view.ID
	if len(view.Breaking) > 0 {
		view.ServeFault = fmt.Sprintf("cogbench serve --listen 127.0.0.1:9229 --fault %s", view.Breaking[0].Name)
	}
	for _, server := range s.results.Servers {
		for _, rule := range server.Conformance.Rules {
			if rule.ID == view.ID {
				mark, word := outcomeWords(rule.Outcome)
				view.Judged = append(view.Judged, judged{
					server.Name, server.Version, "docs/results/" + server.ID + ".html", string(rule.Outcome), mark, word, firstLine(seen(rule)),
				})
			}
		}
	}
}

// clientRule adds what is known of a client's rule.
func (s *Site) clientRule(view *ruleView) {
	view.Command = fmt.Sprintf("cogbench referee --require %s -- node sign-in.js\ncogbench explain --require %s sign-in.har", view.ID, view.ID)
	for _, cause := range s.causes {
		if slices.Contains(cause.Rules, view.ID) {
			view.Causes = append(view.Causes, cause)
		}
	}
	for _, client := range s.results.Clients.Clients {
		outcome, message := client.Outcome(view.ID)
		one := judged{Name: client.Name, Version: client.Version, Page: "docs/results/clients.html", Message: message}
		one.State, one.Mark, one.Outcome = "notRun", "–", "not exercised"
		switch outcome {
		case report.ObservedOK:
			one.State, one.Mark, one.Outcome = "pass", "✓", "kept"
		case report.Violated:
			one.State, one.Mark, one.Outcome = "fail", "✗", "violated"
		}
		view.Judged = append(view.Judged, one)
	}
}

// outcomeWords are an outcome's mark and name for people.
func outcomeWords(o report.Outcome) (mark, word string) {
	switch o {
	case report.Pass:
		return "✓", "kept"
	case report.Fail:
		return "✗", "broken"
	case report.Skip:
		return "?", "could not be judged"
	case report.Unsupported:
		return "○", "unsupported"
	default:
		return "–", "not run"
	}
}

// seen is what a run says of a rule.
func seen(rule report.Rule) string {
	if rule.Message == "" && len(rule.Because) > 0 {
		return "for " + strings.Join(rule.Because, ", ")
	}
	return rule.Message
}

// firstLine is the first line of a text, cut where it is very long.
func firstLine(text string) string {
	const longest = 240
	line, _, _ := strings.Cut(text, "\n")
	if runes := []rune(line); len(runes) > longest {
		return string(runes[:longest]) + " …"
	}
	return line
}
