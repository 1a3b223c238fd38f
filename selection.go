package cogbench

import (
	"errors"
	"fmt"
	"slices"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites"
	"github.com/cogbench/cogbench/suites/engine"
)

// rulesHint says where the rules are listed.
const rulesHint = "cogbench rules lists them"

// run is a run of the suite by options that were found right.
type run struct {
	options   Options
	suite     *engine.Suite
	selection engine.Selection
	plan      *engine.Plan // for a target whose clock can be moved, until one is open
	baseline  *report.Baseline
	edition   edition
	rules     map[string]spec.Rule // of today, by id
}

// newRun checks the options without sending anything.
func newRun(o Options) (*run, error) {
	o = o.settled()
	suite, err := loadSuite(o.Profile)
	if err != nil {
		return nil, err
	}
	if o.Profile == spec.Ask {
		if o.Only, err = asking(o.Only); err != nil {
			return nil, err
		}
	}
	switch {
	case o.Endpoint != "" && o.Target != nil:
		return nil, misused(errors.New("an endpoint and a target exclude each other"), "a target names its endpoint")
	case !o.Profile.Known():
		return nil, misused(fmt.Errorf("there is no profile %q", o.Profile), "profiles are core, admin, full and questions")
	case !o.Gate.Known() || o.Gate == spec.Open:
		return nil, misused(fmt.Errorf("there is no gate %q", o.Gate), "gates are must, should and observed")
	case o.Shard < 0 || o.Shard > o.Shards || o.Shards > 0 && o.Shard == 0:
		return nil, misused(fmt.Errorf("there is no shard %d of %d", o.Shard, o.Shards), "shards are 1 of N to N of N")
	case len(o.Cases) > 0 && len(o.Rules) == 0:
		return nil, misused(errors.New("cases are chosen without a rule"), "name the rule whose cases they are")
	case o.MaxTime < 0:
		return nil, misused(fmt.Errorf("the longest time %s is not positive", o.MaxTime), "")
	case o.Timeout < 0:
		return nil, misused(fmt.Errorf("the timeout %s is not positive", o.Timeout), "")
	}
	r := &run{options: o, suite: suite, rules: map[string]spec.Rule{}, selection: engine.Selection{
		Profile: o.Profile, Rules: o.Rules, Skip: o.Skip, Only: o.Only, Slow: o.Slow,
		Shard: o.Shard, Shards: o.Shards, Instant: true,
	}}
	if r.edition, err = editionOf(suite.Catalogue(), o.RulesAsOf); err != nil {
		return nil, misused(err, "")
	}
	for _, rule := range suite.Catalogue().Rules {
		r.rules[rule.ID] = rule
	}
	if r.plan, err = suite.Plan(r.selection); err != nil {
		return nil, misused(err, rulesHint)
	}
	r.baseline, err = readBaseline(o.Baseline, suite.Catalogue())
	return r, err
}

// loadSuite is the suite of a profile: only that of the questions has them.
func loadSuite(profile spec.Profile) (*engine.Suite, error) {
	if profile == spec.Ask {
		return suites.LoadAsking()
	}
	return suites.Load()
}

// asking are the questions and the rules that answer them, those among only if that is
// not nil.
func asking(only []string) ([]string, error) {
	questions, err := spec.Questions()
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, q := range questions {
		for _, id := range append([]string{q.ID}, q.AnsweredBy...) {
			if !slices.Contains(ids, id) && (only == nil || slices.Contains(only, id)) {
				ids = append(ids, id)
			}
		}
	}
	return ids, nil
}

// readBaseline reads a baseline; nil for "".
func readBaseline(path string, catalogue *spec.Catalogue) (*report.Baseline, error) {
	if path == "" {
		return nil, nil
	}
	baseline, err := report.ReadBaseline(path, catalogue.Has)
	if err != nil {
		return nil, misused(err, "a baseline has one rule per line: its id and the reason")
	}
	return baseline, nil
}

// Planned is a rule that a run would check.
type Planned struct {
	spec.Rule // with the level and statement of [Options.RulesAsOf]
	// NewIn is the version that the rule came with, if that is later than the one that
	// judges: it is checked and never counts.
	NewIn string
}

// Plan returns the rules that a run with the options would check on a target whose
// clock can be moved, in the catalogue's order. Nothing is sent. The error is an
// [Error] of the options, or a defect of cogbench.
func Plan(o Options) ([]Planned, error) {
	r, err := newRun(o)
	if err != nil {
		return nil, err
	}
	planned := r.planned()
	var rules []Planned
	for _, rule := range r.suite.Catalogue().Rules {
		if slices.Contains(planned, rule.ID) {
			then, newIn := r.edition.rule(rule)
			rules = append(rules, Planned{Rule: then, NewIn: newIn})
		}
	}
	return rules, nil
}

// planned are the ids of the rules that will be checked, in the catalogue's order.
func (r *run) planned() []string {
	var ids []string
	for _, rule := range r.suite.Catalogue().Rules {
		if slices.Contains(r.plan.Run, rule.ID) {
			ids = append(ids, rule.ID)
		}
	}
	return ids
}

// Verdict weighs what a run found at the options' gate, against their baseline. The
// error is an [Error] of the options, or a defect of cogbench.
func Verdict(found *report.Conformance, o Options) (report.Verdict, error) {
	catalogue, err := spec.Load()
	if err != nil {
		return report.Verdict{}, err
	}
	baseline, err := readBaseline(o.Baseline, catalogue)
	if err != nil {
		return report.Verdict{}, err
	}
	return found.Verdict(baseline), nil
}
