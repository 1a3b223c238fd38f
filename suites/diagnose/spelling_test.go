package diagnose_test

import (
	"slices"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/suites/diagnose"
)

// TestSpellingOfErrorNames has servers that spell names rightly, their own way, both ways,
// and that have names of their own.
func TestSpellingOfErrorNames(t *testing.T) {
	const snake = `{"__type":"code_mismatch_exception","message":"no"}`
	const right = `{"__type":"com.amazonaws#CodeMismatchException","message":"no"}`
	const own = `{"__type":"oops","message":"no"}`
	for _, test := range []struct {
		name    string
		answers []string
		want    bool
	}{
		{"its own way", []string{snake, snake, snake, snake, snake}, true},
		{"its own way, too seldom", []string{snake, snake, snake, snake}, false},
		{"rightly", []string{right, right, right, right, right}, false},
		{"both ways", []string{snake, snake, snake, snake, snake, right}, false},
		{"names of its own", []string{own, own, own, own, own}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			failed := report.Rule{ID: "MFA-06", Outcome: report.Fail, Expected: "a wrong code to be refused with CodeMismatchException", Actual: "code_mismatch_exception (HTTP 400) no"}
			for _, answer := range test.answers {
				failed.Transcript = append(failed.Transcript, report.Exchange{Status: 400, Response: answer})
			}
			found := diagnose.Spelling([]report.Rule{failed})
			if (found != nil) != test.want {
				t.Fatalf("found %v, want it: %t", found, test.want)
			}
			if found != nil && !slices.Equal(found.Rules, []string{"MFA-06"}) {
				t.Errorf("it explains %v", found.Rules)
			}
		})
	}
}
