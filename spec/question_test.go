package spec_test

import (
	"slices"
	"testing"

	"github.com/cogbench/cogbench/spec"
)

func TestQuestionsNameRules(t *testing.T) {
	catalogue, err := spec.Load()
	if err != nil {
		t.Fatal(err)
	}
	questions, err := spec.Questions()
	if err != nil {
		t.Fatal(err)
	}
	const known = 31
	if len(questions) != known {
		t.Errorf("%d questions, want the %d that are known", len(questions), known)
	}
	for _, q := range questions {
		for _, id := range slices.Concat(q.Settles, q.AnsweredBy) {
			if !catalogue.Has(id) {
				t.Errorf("%s names %s, which is no rule", q.ID, id)
			}
		}
	}
	asking := catalogue.WithQuestions(questions)
	if len(asking.Rules) != len(catalogue.Rules)+known || asking.Rules[len(asking.Rules)-1].Level != spec.Open {
		t.Error("the questions are not open rules after the others")
	}
	if catalogue.Has("Q-01") {
		t.Error("the catalogue itself has the questions")
	}
}

// The questions are a profile of their own: no other asks them, and it includes all.
func TestProfileOfQuestionsIncludesEveryRule(t *testing.T) {
	for _, profile := range spec.Profiles() {
		if profile.Includes(spec.Ask) || !spec.Ask.Includes(profile) {
			t.Errorf("%s and %s do not include each other as they should", profile, spec.Ask)
		}
	}
	if !spec.Ask.Known() {
		t.Error("it is not known")
	}
}
