package vectors_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/vectors"
)

// The generator computes the wrong paths in Python, from the formulas; the engine
// of suspicion computes them in Go. They are two implementations, and must agree.
func TestWrongPathsAgreeWithTheEngine(t *testing.T) {
	files, err := vectors.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	compared := map[string]int{}
	for _, file := range files {
		for _, group := range file.TestGroups {
			for _, test := range group.Tests {
				for _, path := range test.WrongPaths {
					output := path.Output
					if path.Same {
						output = test.Output
					}
					variant, err := suspect.ParseVariant(path.Path)
					if err != nil {
						t.Fatal(err)
					}
					for _, evidence := range vectors.EvidenceOf(file.Op, test, output) {
						if !variant.Gives(evidence) {
							t.Errorf("%s: %s: the engine gives another value", test.ID, path.Path)
						}
						compared[path.Path]++
					}
				}
			}
		}
	}
	total := 0
	for _, count := range compared {
		total += count
	}
	t.Logf("%d values of %d wrong paths", total, len(compared))
	t.Log(slices.Sorted(maps.Keys(compared)))
}
