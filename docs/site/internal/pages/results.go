package pages

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/docs/site/internal/published"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// resultsView is what the page of results shows.
type resultsView struct {
	Servers     []published.Server
	Steps       []stepRow
	ClientSteps []spec.Area
	Clients     []row
	Judged      string
	Operations  []string
	Libraries   []row
	Answered    string
}

// stepRow is a step of the protocol across servers.
type stepRow struct {
	spec.Area
	Cells []cell
}

// row is a client across steps, or a library across operations.
type row struct {
	Name, Version string
	Cells         []cell
}

// cell is how one fares at one thing.
type cell struct {
	Step string // what it is about
	Text string // "36/44"
	Bar  []part
}

// matrices is the page of implementations and steps.
func (s *Site) matrices() ([]file, error) {
	view := resultsView{Servers: s.results.Servers, ClientSteps: s.client.Areas, Operations: append(core(), others)}
	for _, area := range s.server.Areas {
		row := stepRow{Area: area}
		for _, server := range s.results.Servers {
			row.Cells = append(row.Cells, serverCell(server.Conformance, area.ID))
		}
		view.Steps = append(view.Steps, row)
	}
	for _, client := range s.results.Clients.Clients {
		row := row{Name: client.Name, Version: client.Version}
		for _, area := range s.client.Areas {
			row.Cells = append(row.Cells, clientCell(client, area.ID, s.client.of(area.ID)))
		}
		view.Clients = append(view.Clients, row)
	}
	for _, library := range s.results.Libraries.Libraries {
		row := row{Name: library.Name, Version: library.Version}
		for _, operation := range view.Operations {
			row.Cells = append(row.Cells, libraryCell(library, operation))
		}
		view.Libraries = append(view.Libraries, row)
	}
	view.Judged = fmt.Sprintf("%s, by %s at %s", s.results.Clients.Date, s.results.Clients.Command, s.results.Clients.Revision)
	view.Answered = fmt.Sprintf("%s, by %s", s.results.Libraries.Date, s.results.Libraries.Command)
	return single("results.html", page{
		Path: "results.html", Title: "Who keeps the rules", Shown: view,
		Description: "Published servers, clients and SRP libraries against the rules of the remembered-device protocol, step by step.",
	})
}

// serverCell is how a server fares at a step.
func serverCell(c *report.Conformance, area string) cell {
	var rules []report.Rule
	for _, rule := range c.Rules {
		if strings.HasPrefix(rule.ID, area+"-") && areaOf(rule.ID) == area {
			rules = append(rules, rule)
		}
	}
	sum := report.Summarize(rules)
	one := cell{Step: area, Text: fmt.Sprintf("%d/%d", sum.Pass, sum.Permitted())}
	switch {
	case sum.NotRun == len(rules):
		return cell{Step: area, Text: "not run"}
	case sum.Permitted() == 0:
		one.Text = "–"
	}
	one.Bar = bar(share{"pass", sum.Pass}, share{"fail", sum.Fail}, share{"skip", sum.Skip}, share{"unsupported", sum.Unsupported})
	return one
}

// areaOf is a rule's id without its number.
func areaOf(id string) string { return id[:strings.LastIndexByte(id, '-')] }

// clientCell is how a client fares at a step, over its walks.
func clientCell(client published.Client, area string, rules []spec.Rule) cell {
	kept, violated := 0, 0
	for _, rule := range rules {
		switch outcome, _ := client.Outcome(rule.ID); outcome {
		case report.ObservedOK:
			kept++
		case report.Violated:
			violated++
		}
	}
	one := cell{Step: area, Text: "–", Bar: bar(share{"pass", kept}, share{"fail", violated})}
	if kept+violated > 0 {
		one.Text = fmt.Sprintf("%d/%d", kept, kept+violated)
	}
	return one
}

// core are the operations of which a library has one at least.
func core() []string {
	return []string{"client_public", "user_proof", "device_proof", "device_verifier"}
}

// others is the column of all operations but the core ones.
const others = "others"

// libraryCell is how a library fares at an operation, or at the others.
func libraryCell(library published.Library, operation string) cell {
	pass, fail := 0, 0
	for _, o := range library.Operations {
		if o.Name == operation || operation == others && !slices.Contains(core(), o.Name) {
			pass, fail = pass+o.Pass, fail+o.Fail
		}
	}
	if pass+fail == 0 {
		return cell{Step: operation, Text: "–"}
	}
	return cell{operation, fmt.Sprintf("%d/%d", pass, pass+fail), bar(share{"pass", pass}, share{"fail", fail})}
}
