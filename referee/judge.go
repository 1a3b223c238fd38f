package referee

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// Limits on what a judge takes; what comes after is passed over, and said so.
const (
	MaxExchanges = 20_000
	// maxShown is how many exchanges a rule that was kept names.
	maxShown = 10
)

// Options configures a Judge.
type Options struct {
	// Source is where the exchanges are from.
	Source report.ClientSource
	// Gate is the weakest level whose violation is a failure; Must if empty.
	Gate spec.Level
	// Password is the user's, where it was told; "" elsewhere. It proves nothing, and is
	// looked for where it does not belong.
	Password string
	// Required are the ids, or prefixes of ids, of rules that must be exercised.
	Required []string
}

// Judge follows a client. It is not safe for concurrent use.
type Judge struct {
	options   Options
	catalogue *spec.Catalogue
	history   History
	notes     notes
}

// notes are what a source says of its own reading.
type notes struct {
	cutShort  string
	notJudged []string
}

// New returns a judge that has seen nothing. The error is of the catalogue, or names what
// is required and does not exist.
func New(options Options) (*Judge, error) {
	catalogue, err := spec.LoadClient()
	if err != nil {
		return nil, err
	}
	if options.Gate == "" {
		options.Gate = spec.Must
	}
	for _, id := range options.Required {
		if !slices.ContainsFunc(catalogue.Rules, func(rule spec.Rule) bool { return strings.HasPrefix(rule.ID, id) }) {
			return nil, fmt.Errorf("no client rule is or begins with %q", id)
		}
	}
	return &Judge{options: options, catalogue: catalogue, history: History{password: options.Password}}, nil
}

// Add takes the client's next call. It reports whether there is room for more.
func (j *Judge) Add(e Exchange) bool {
	if len(j.history.Exchanges) == MaxExchanges {
		j.CutShort(fmt.Sprintf("only the first %d calls were judged", MaxExchanges))
		return false
	}
	j.history.add(e)
	return true
}

// CutShort notes why the exchanges end before the client's did. The first reason stays.
func (j *Judge) CutShort(reason string) {
	if j.notes.cutShort == "" {
		j.notes.cutShort = reason
	}
}

// NotJudged notes calls that were seen and passed over, and why. Each text is kept once.
func (j *Judge) NotJudged(reason string) {
	if !slices.Contains(j.notes.notJudged, reason) {
		j.notes.notJudged = append(j.notes.notJudged, reason)
	}
}

// History is what was seen so far.
func (j *Judge) History() *History { return &j.history }

// Conclude holds every rule against what was seen. The caller fills in Tool and
// Recordings. A judge may go on after it.
func (j *Judge) Conclude() *report.Client {
	j.history.conclude()
	c := &report.Client{
		Source: j.options.Source, Gate: j.options.Gate, CutShort: j.notes.cutShort,
		SignIns: []report.ClientSignIn{}, Diagnoses: []report.ClientDiagnosis{}, Exchanges: []report.ClientExchange{},
	}
	checks := checks()
	for _, rule := range j.catalogue.Rules {
		c.Rules = append(c.Rules, j.judge(rule, checks[rule.ID]))
	}
	if j.history.longest {
		j.NotJudged(fmt.Sprintf("what follows the first %d calls of a sign-in", maxSteps))
	}
	if j.history.masked {
		j.NotJudged("devices, whose keys another tool has masked: cogbench explain --redact keeps what is judged of them")
	}
	c.NotJudged = j.notes.notJudged
	c.Summary = report.SummarizeClient(c.Rules)
	return c
}

// judge holds one rule against the history, by its check; nil exercises nothing.
func (j *Judge) judge(rule spec.Rule, check Check) report.ClientRule {
	v := &Verdict{}
	if check != nil {
		check(&j.history, v)
	}
	if v.passedOver != "" {
		j.NotJudged(v.passedOver)
	}
	outcome := v.outcome()
	outcome.ID, outcome.Level, outcome.Step, outcome.Statement = rule.ID, rule.Level, rule.Step, rule.Statement
	outcome.Required = slices.ContainsFunc(j.options.Required, func(id string) bool { return strings.HasPrefix(rule.ID, id) })
	return outcome
}
