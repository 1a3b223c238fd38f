package engine

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

// A run and its worker speak JSON, one value a line. The run writes an assignment
// to the worker's standard input, then an answer to each claim, and closes it to
// stop the worker. The worker writes events to its standard output.

// assignment is what a worker is to do.
type assignment struct {
	// Catalogue has the rules, as far as a worker needs them: reading them of their files
	// takes each process longer than a check does.
	Catalogue *spec.Catalogue `json:"catalogue"`
	// Rules are the ids of the rules to run, in this order; each is claimed before
	// it runs, so that several workers can share one list.
	Rules []string `json:"rules"`
	// Target is what is checked; nil if the checks need none.
	Target *target.Config `json:"target,omitempty"`
	// Run names what is made on the target.
	Run      string        `json:"run,omitempty"`
	Timeout  time.Duration `json:"timeout,omitempty"`
	CAFile   string        `json:"caFile,omitempty"`
	AllowAWS bool          `json:"allowAws,omitempty"`
	// Explored is as in [Options].
	Explored *target.Exploration `json:"explored,omitempty"`
	// Trace has exchanges sent as they happen.
	Trace bool `json:"trace,omitempty"`
	// Lacks, Dialect, Cases, Keep and Limit are as in [SessionOptions].
	Lacks   []spec.Feature `json:"lacks,omitempty"`
	Cases   []string       `json:"cases,omitempty"`
	Dialect Dialect        `json:"dialect,omitzero"`
	Keep    bool           `json:"keep,omitempty"`
	Limit   time.Duration  `json:"limit,omitempty"`
}

// assignment is the same for every worker; they share its rules by claiming them.
func (r *run) assignment() assignment {
	return assignment{
		Catalogue: bare(r.suite.catalogue),
		Rules:     r.plan.Run, Target: r.options.Target, Run: r.options.Run,
		Timeout: r.options.Timeout, CAFile: r.options.CAFile, AllowAWS: r.options.AllowAWS, Explored: r.options.Explored,
		Trace: r.options.Wire != nil,
		Lacks: r.options.Lacks, Dialect: r.options.Dialect, Cases: r.options.Cases, Keep: r.options.KeepTranscripts, Limit: r.options.Limit,
	}
}

// bare is a catalogue without the grounds of its rules.
func bare(catalogue *spec.Catalogue) *spec.Catalogue {
	rules := slices.Clone(catalogue.Rules)
	for i := range rules {
		rules[i].Sources, rules[i].Evidence, rules[i].Reports, rules[i].Changes = nil, nil, nil, nil
	}
	return &spec.Catalogue{Areas: catalogue.Areas, Rules: rules}
}

// answer says whether the worker may run the rule that it claimed.
type answer struct {
	Run bool `json:"run"`
}

// event is one line from a worker. Exactly one member is set.
type event struct {
	// Claim asks for a rule.
	Claim string `json:"claim,omitempty"`
	// Result is what came of a claimed rule.
	Result *Checked `json:"result,omitempty"`
	// Wire is an exchange as it happened, for a trace.
	Wire *report.Exchange `json:"wire,omitempty"`
	// Removing says how far the removal of what was made is.
	Removing *removing `json:"removing,omitempty"`
	// Done is the last event of a worker that came to its end.
	Done *done `json:"done,omitempty"`
}

// removing is how many things a worker has left to remove, and one that it is removing.
type removing struct {
	Left int    `json:"left"`
	What string `json:"what"`
}

// done is the end of a worker.
type done struct {
	// Defect says why the worker could not do its work; "" for nothing.
	Defect string `json:"defect,omitempty"`
	// Leftovers says what could not be removed from the target.
	Leftovers string `json:"leftovers,omitempty"`
}

// encode is v as a line of JSON. The types above always have one.
func encode(v any) []byte {
	line, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return append(line, '\n')
}
