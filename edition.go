package cogbench

import (
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// edition is the version of the catalogue that a run is judged by. The checks are
// always those of today; the levels are those of the edition.
type edition struct {
	asOf string // "" for today's
	then map[string]spec.Rule
}

// editionOf is the edition of a version, "" for today's. An error names the versions.
func editionOf(catalogue *spec.Catalogue, version string) (edition, error) {
	if version == "" || version == spec.Version {
		return edition{}, nil
	}
	then, err := catalogue.AsOf(version)
	if err != nil {
		return edition{}, err
	}
	e := edition{asOf: version, then: map[string]spec.Rule{}}
	for _, rule := range then.Rules {
		e.then[rule.ID] = rule
	}
	return e, nil
}

// rule is a rule of today as the edition has it; newIn is the version that it came
// with if the edition does not have it, else "".
func (e edition) rule(today spec.Rule) (rule spec.Rule, newIn string) {
	if e.asOf == "" {
		return today, ""
	}
	if then, had := e.then[today.ID]; had {
		return then, ""
	}
	return today, today.Since
}

// judge gives an outcome the level that its rule has in the edition.
func (e edition) judge(today spec.Rule, outcome report.Rule) report.Rule {
	rule, newIn := e.rule(today)
	outcome.Level, outcome.NewIn = rule.Level, newIn
	return outcome
}

// rulebook is the edition as reports have it.
func (e edition) rulebook() report.Rulebook {
	return report.Rulebook{Version: spec.Version, AsOf: e.asOf}
}
