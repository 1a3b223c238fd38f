package evidence

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// SchemaVersion is the schemaVersion of evidence.json, see docs/files.md.
const SchemaVersion = 1

// File is the name of the file in its directory.
const File = "evidence.json"

// Recording is the content of evidence.json.
type Recording struct {
	SchemaVersion int         `json:"schemaVersion"`
	Tool          report.Tool `json:"tool"`
	// Rulebook is the version of the rules whose checks ran.
	Rulebook string `json:"rulebook"`
	// RecordedOn is the day of the run, in UTC, as 2026-11-30.
	RecordedOn string  `json:"recordedOn"`
	Service    Service `json:"service"`
	// Region is the region of the pools, such as eu-west-1.
	Region    string  `json:"region"`
	SignedOff SignOff `json:"signedOff"`
	// Settings are the configurations of all pools of the run, sorted.
	Settings []string `json:"settings"`
	// Rules has every rule that was checked, in the order of the catalogue.
	Rules []Rule `json:"rules"`
	// Questions has every question, if the run asked them.
	Questions []Question `json:"questions,omitempty"`
}

// Service says what was recorded.
type Service string

// The services.
const (
	AWS     Service = "aws"   // the real service
	Another Service = "other" // a server that speaks its protocol: a rehearsal
)

// SignOff is the word of the person who publishes a recording.
type SignOff struct {
	// Statement is what By says by signing.
	Statement string `json:"statement"`
	// By is who vouches, such as a name and an address; "" while nobody does.
	By string `json:"by"`
}

// Statement is what a person says who signs a recording off.
const Statement = "I made this run in an account that is mine, or with its owner's leave. " +
	"I have read this file; it is what cogbench wrote, and nothing in it tells whose account it was. " +
	"It may be published under the licence of cogbench."

// Rule is what the check of a rule saw.
type Rule struct {
	ID        string         `json:"id"`
	Level     spec.Level     `json:"level"` // in the version of the recording
	Statement string         `json:"statement"`
	Outcome   report.Outcome `json:"outcome"`
	// Seen are the observations of a rule that demands nothing, and for any other
	// what was said of the outcome.
	Seen     []string `json:"seen,omitempty"`
	Expected string   `json:"expected,omitempty"`
	Actual   string   `json:"actual,omitempty"`
	Because  []string `json:"because,omitempty"`
	// Settings are the configurations of the pools that the check worked in.
	Settings []string `json:"settings,omitempty"`
	// Cases are those that did not pass.
	Cases []report.Case `json:"cases,omitempty"`
}

// Question is a question and its answer.
type Question struct {
	ID   string `json:"id"`
	Asks string `json:"asks"`
	// Settles are the rules that the answer bears on, By those of the recording whose
	// checks saw a part of it.
	Settles []string `json:"settles,omitempty"`
	By      []string `json:"by,omitempty"`
	// Answered is true if something was seen. Partly says what a part of the answer
	// needs, which the run may not have had.
	Answered bool   `json:"answered"`
	Partly   string `json:"partly,omitempty"`
	// Seen is what the question's own probe saw, Why what kept it from more.
	Seen []string `json:"seen,omitempty"`
	Why  []string `json:"why,omitempty"`
	// Settings are the configurations of the pools that the probe worked in.
	Settings []string `json:"settings,omitempty"`
}

// Origin is what a recording says of its run beside the results.
type Origin struct {
	// SignedOffBy is who vouches for the recording; "" for nobody.
	SignedOffBy string
	// Names are names to be replaced wherever they stand: of pools, clients, users
	// and hosts that the run was given.
	Names []string
}

// New makes the recording of a run.
func New(found *report.Conformance, origin Origin) (*Recording, error) {
	catalogue, err := spec.Load()
	if err != nil {
		return nil, err
	}
	questions, err := spec.Questions()
	if err != nil {
		return nil, err
	}
	r := &Recording{
		SchemaVersion: SchemaVersion, Tool: found.Tool, Rulebook: found.Rulebook.Made(),
		RecordedOn: found.StartedAt.UTC().Format(time.DateOnly),
		Service:    Another, Region: found.Target.Region,
		SignedOff: SignOff{Statement: Statement, By: origin.SignedOffBy},
		Settings:  []string{}, Rules: []Rule{},
	}
	if found.Target.AWS {
		r.Service = AWS
	}
	from := maker{redact: NewRedactor(origin.Names).Redact, outcomes: map[string]report.Rule{}}
	for _, rule := range found.Rules {
		from.outcomes[rule.ID] = rule
		r.Settings = append(r.Settings, from.all(rule.Settings)...)
	}
	slices.Sort(r.Settings)
	r.Settings = slices.Compact(r.Settings)
	for _, rule := range catalogue.Rules {
		if outcome, has := from.outcomes[rule.ID]; has && outcome.Outcome != report.NotRun {
			r.Rules = append(r.Rules, from.rule(rule, outcome))
		}
	}
	if found.Profile == spec.Ask {
		for _, q := range questions {
			r.Questions = append(r.Questions, from.question(q))
		}
	}
	return r, nil
}

// maker makes the parts of a recording of outcomes.
type maker struct {
	redact   func(string) string
	outcomes map[string]report.Rule
}

func (m maker) all(texts []string) []string {
	var redacted []string
	for _, text := range texts {
		redacted = append(redacted, m.redact(text))
	}
	return redacted
}

// rule is an outcome without its calls.
func (m maker) rule(rule spec.Rule, o report.Rule) Rule {
	made := Rule{
		ID: rule.ID, Level: rule.Level, Statement: rule.Statement, Outcome: o.Outcome, Seen: m.all(o.Observed),
		Expected: m.redact(o.Expected), Actual: m.redact(o.Actual), Because: m.all(o.Because), Settings: m.all(o.Settings),
	}
	if made.Seen == nil && o.Message != "" {
		made.Seen = []string{m.redact(o.Message)}
	}
	for _, one := range o.Cases {
		if one.Outcome != report.Pass {
			made.Cases = append(made.Cases, report.Case{
				Name: m.redact(one.Name), Outcome: one.Outcome, Message: m.redact(one.Message),
				Expected: m.redact(one.Expected), Actual: m.redact(one.Actual),
			})
		}
	}
	return made
}

// question is what was seen of a question's answer.
func (m maker) question(q spec.Question) Question {
	made := Question{ID: q.ID, Asks: q.Asks, Settles: q.Settles, Partly: q.Needs}
	probe, asked := m.outcomes[q.ID]
	if asked && probe.Outcome != report.NotRun {
		made.Seen, made.Settings = m.all(probe.Observed), m.all(probe.Settings)
		made.Why = m.all(reasons(probe))
	}
	for _, id := range q.AnsweredBy {
		switch o := m.outcomes[id]; {
		case len(o.Observed) > 0 || o.Outcome == report.Pass || o.Outcome == report.Fail:
			made.By = append(made.By, id)
		case o.Outcome != "":
			made.Why = append(made.Why, id+" "+string(o.Outcome)+": "+m.redact(o.Message))
		}
	}
	made.Answered = len(made.Seen)+len(made.By) > 0
	return made
}

// reasons are why a probe saw less than it might have.
func reasons(probe report.Rule) []string {
	var why []string
	if probe.Outcome != report.Pass && len(probe.Cases) == 0 {
		why = append(why, strings.TrimSpace(strings.TrimSuffix(probe.Message, strings.Join(probe.Observed, "\n"))))
	}
	for _, one := range probe.Cases {
		if one.Outcome != report.Pass {
			why = append(why, one.Name+": "+cmp.Or(one.Message, string(one.Outcome)))
		}
	}
	return why
}
