package suites_test

import (
	"testing"

	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites"
)

// Every question has a probe, or rules with a check that sees its answer; and the suite
// of the rules knows no question.
func TestEveryQuestionIsAsked(t *testing.T) {
	asking, err := suites.LoadAsking()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := suites.Load()
	if err != nil {
		t.Fatal(err)
	}
	questions, err := spec.Questions()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range questions {
		if !asking.Has(q.ID) && len(q.AnsweredBy) == 0 {
			t.Errorf("%s is asked by nothing", q.ID)
		}
		for _, id := range q.AnsweredBy {
			if !asking.Has(id) {
				t.Errorf("%s is answered by %s, which has no check", q.ID, id)
			}
		}
		if rules.Has(q.ID) {
			t.Errorf("%s is among the rules", q.ID)
		}
	}
}
