package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/report"
)

// Conclude holds every rule against what the judge saw, and explains what came of it. As
// with [referee.Judge.Conclude], the caller fills in Tool and Recordings.
func Conclude(judge *referee.Judge) *report.Client {
	c := judge.Conclude()
	Explain(judge.History(), c)
	return c
}

// Explain adds to a report, whose rules are judged, the libraries that the requests name,
// the sign-ins with their paragraphs, and the diagnoses, in the order in which what they
// explain was first seen.
func Explain(h *referee.History, c *report.Client) { newSight(h).explain(c) }

func (s *sight) explain(c *report.Client) {
	found := s.findings()
	c.Clients = s.clients()
	c.Diagnoses = []report.ClientDiagnosis{}
	for _, f := range found {
		c.Diagnoses = add(c.Diagnoses, f, s, c.Rules)
	}
	c.SignIns = []report.ClientSignIn{}
	for _, signIn := range s.history.SignIns {
		told := s.tell(signIn, of(signIn, found, s))
		if n := s.showsOther(signIn, found); n > 0 && len(told.Diagnoses) == 0 {
			told.Explanation = sentences(strings.TrimSuffix(told.Explanation, nothingWrong), fmt.Sprintf("The finding on sign-in %d is based on this one too.", n))
		}
		c.SignIns = append(c.SignIns, told)
	}
	if note := referee.ProofsPassedOver(); s.passedOver && !slices.Contains(c.NotJudged, note) {
		c.NotJudged = append(slices.Clone(c.NotJudged), note)
	}
}

// showsOther is the number of the first sign-in whose findings are shown by calls of another
// one; 0 if there is none.
func (s *sight) showsOther(signIn *referee.SignIn, found []finding) int {
	for _, f := range found {
		shows := slices.ContainsFunc(f.shown, func(e *referee.Exchange) bool { return s.history.SignInOf(e) == signIn })
		if shows && f.signIn != nil && f.signIn != signIn {
			return f.signIn.Number
		}
	}
	return 0
}

// of are the findings that explain a sign-in: it is theirs, or a refusal that they show is.
func of(signIn *referee.SignIn, found []finding, s *sight) []finding {
	var its []finding
	for _, f := range found {
		refused := func(e *referee.Exchange) bool { return e.Refused() && s.history.SignInOf(e) == signIn }
		if f.signIn == signIn || slices.ContainsFunc(f.shown, refused) {
			its = append(its, f)
		}
	}
	return its
}

// add puts a finding into the list: into the diagnosis of the same cause, if there is one.
func add(list []report.ClientDiagnosis, f finding, s *sight, rules []report.ClientRule) []report.ClientDiagnosis {
	i := slices.IndexFunc(list, func(d report.ClientDiagnosis) bool { return d.ID == f.cause })
	if i < 0 {
		cause := causeNamed(f.cause)
		i = len(list)
		list = append(list, report.ClientDiagnosis{
			ID: f.cause, Symptom: f.symptom, Summary: sentences(cause.summary, f.detail), Advice: s.advice(cause.change, f), Reports: cause.reports,
		})
	}
	d := &list[i]
	for _, e := range f.shown {
		d.Exchanges = append(d.Exchanges, e.Number)
	}
	slices.Sort(d.Exchanges)
	d.Exchanges = slices.Compact(d.Exchanges)
	d.Rules = explained(causeNamed(f.cause).rules, d.Exchanges, rules)
	return list
}

// explained are the violated rules among a cause's that its exchanges show.
func explained(ids []string, shown []int, rules []report.ClientRule) []string {
	var violated []string
	for _, rule := range rules {
		its := slices.ContainsFunc(rule.Exchanges, func(number int) bool { return slices.Contains(shown, number) })
		if its && rule.Outcome == report.Violated && slices.Contains(ids, rule.ID) {
			violated = append(violated, rule.ID)
		}
	}
	return violated
}
