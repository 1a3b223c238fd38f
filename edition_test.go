package cogbench_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/cogbench/cogbench"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// A run is judged by the levels of the version asked for; a rule that came later is
// marked as such.
func TestEditionJudgesByTheLevelsOfThen(t *testing.T) {
	catalogue := &spec.Catalogue{Rules: []spec.Rule{
		{ID: "X-01", Level: spec.Should, Since: "0.1.0", Changes: []spec.Change{{Version: "0.2.0", Level: spec.Must}}},
		{ID: "X-02", Level: spec.Must, Since: "0.2.0"},
	}}
	for name, c := range map[string]struct {
		asOf, level, newIn string
		rule               int
	}{
		"softened, today":      {asOf: "", rule: 0, level: "should"},
		"softened, of now":     {asOf: spec.Version, rule: 0, level: "should"},
		"softened, of then":    {asOf: "0.1.0", rule: 0, level: "must"},
		"came later, today":    {asOf: "", rule: 1, level: "must"},
		"came later, of then":  {asOf: "0.1.0", rule: 1, level: "must", newIn: "0.2.0"},
		"came later, of its 1": {asOf: "0.2.0", rule: 1, level: "must"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := cogbench.JudgeAsOf(catalogue, c.asOf, catalogue.Rules[c.rule], report.Rule{Outcome: report.Fail})
			if err != nil || string(got.Level) != c.level || got.NewIn != c.newIn {
				t.Errorf("level %s, new in %q, error %v", got.Level, got.NewIn, err)
			}
		})
	}
}

func TestUnknownVersionOfTheRulesIsAMistake(t *testing.T) {
	_, err := cogbench.Conform(t.Context(), cogbench.Options{RulesAsOf: "0.0.9"})
	refused, ok := errors.AsType[*cogbench.Error](err)
	if !ok || refused.Reason != cogbench.BadOptions || !strings.Contains(err.Error(), "there are 0.1.0, "+spec.Version) {
		t.Errorf("error %v, want one that names the versions", err)
	}
}
