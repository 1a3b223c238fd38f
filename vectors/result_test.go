package vectors_test

import (
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/vectors"
)

func TestVerdictCountsInWords(t *testing.T) {
	for want, failed := range map[string][]bool{
		"1 of 1 vector disagrees":  {true},
		"1 of 2 vectors disagrees": {true, false},
		"2 of 2 vectors disagree":  {true, true},
	} {
		var result vectors.Result
		for _, wrong := range failed {
			if wrong {
				result.Summary.Fail++
				result.Cases = append(result.Cases, vectors.Case{Outcome: report.Fail, Cause: vectors.WrongValue})
			} else {
				result.Summary.Pass++
				result.Cases = append(result.Cases, vectors.Case{Outcome: report.Pass})
			}
		}
		if verdict, why := result.Verdict(); verdict != vectors.Disagreed || why != want {
			t.Errorf("verdict %d: %q, want %q", verdict, why, want)
		}
	}
}
