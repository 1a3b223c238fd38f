package vectors_test

import (
	"strings"
	"testing"

	"github.com/cogbench/cogbench/vectors"
)

// A difference is shown wherever in the value it is.
func TestDifferenceShowsWhereValuesDiffer(t *testing.T) {
	digits := strings.Repeat("0123456789abcdef", 48)
	for _, place := range []int{0, 30, 400, len(digits) - 1} {
		wrong := digits[:place] + "x" + digits[place+1:]
		told := vectors.Difference(map[string]string{"A": digits}, map[string]string{"A": wrong})
		got, want, found := strings.Cut(strings.TrimPrefix(told, "A is "), ", not ")
		if !found || got == want || !strings.Contains(got, "x") || len(told) > 220 {
			t.Errorf("at %d: %s", place, told)
		}
	}
	if told := vectors.Difference(map[string]string{"u": "1"}, map[string]string{"u": "1"}); told != "" {
		t.Errorf("the same: %s", told)
	}
}
