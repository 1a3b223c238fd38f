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
		c.Diagnoses = add(c.Diagnoses, f, s)
	}
	for i := range c.Diagnoses {
		d := &c.Diagnoses[i]
		slices.Sort(d.Exchanges)
		d.Exchanges = slices.Compact(d.Exchanges)
		d.Rules = explained(causeNamed(d.ID).rules, d.Exchanges, c.Rules)
	}
	its, others := s.perSignIn(found)
	c.SignIns = []report.ClientSignIn{}
	for _, signIn := range s.history.SignIns {
		told := s.tell(signIn, its[signIn])
		if n := others[signIn]; n > 0 && len(told.Diagnoses) == 0 {
			told.Explanation = sentences(strings.TrimSuffix(told.Explanation, nothingWrong), fmt.Sprintf("The finding on sign-in %d is based on this one too.", n))
		}
		c.SignIns = append(c.SignIns, told)
	}
	if note := referee.ProofsPassedOver(); s.passedOver && !slices.Contains(c.NotJudged, note) {
		c.NotJudged = append(slices.Clone(c.NotJudged), note)
	}
}

// perSignIn are findings by the sign-ins that they explain: theirs, or of a refusal that they show.
// others has the number of the first sign-in whose findings are shown by calls of another one.
func (s *sight) perSignIn(found []finding) (its map[*referee.SignIn][]finding, others map[*referee.SignIn]int) {
	its, others = map[*referee.SignIn][]finding{}, map[*referee.SignIn]int{}
	for _, f := range found {
		explained := map[*referee.SignIn]bool{f.signIn: true}
		for _, e := range f.shown {
			signIn := s.history.SignInOf(e)
			explained[signIn] = explained[signIn] || e.Refused()
			if f.signIn != nil && signIn != f.signIn && others[signIn] == 0 {
				others[signIn] = f.signIn.Number
			}
		}
		for signIn, is := range explained {
			if is {
				its[signIn] = append(its[signIn], f)
			}
		}
	}
	return its, others
}

// add puts a finding into the list: into the diagnosis of the same cause, if there is one.
func add(list []report.ClientDiagnosis, f finding, s *sight) []report.ClientDiagnosis {
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
	return list
}

// explained are the violated rules among a cause's that its exchanges show, which are in order.
func explained(ids []string, shown []int, rules []report.ClientRule) []string {
	var violated []string
	for _, rule := range rules {
		its := func(number int) bool {
			_, found := slices.BinarySearch(shown, number)
			return found
		}
		if rule.Outcome == report.Violated && slices.Contains(ids, rule.ID) && slices.ContainsFunc(rule.Exchanges, its) {
			violated = append(violated, rule.ID)
		}
	}
	return violated
}
