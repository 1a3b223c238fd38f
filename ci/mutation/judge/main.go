// Command judge asks package srp for every vector in the files given, and ends
// with 1 at the first that it gets wrong. It is what mutants of srp are run in: it
// builds quickly, and knows nothing but the vectors.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"

	"github.com/cogbench/cogbench/vectors/own"
)

type file struct {
	Op         string
	TestGroups []struct {
		Tests []struct {
			ID     string
			Input  map[string]any
			Result string
			Output map[string]string
		}
	}
}

func main() {
	judged := 0
	for _, path := range os.Args[1:] {
		content, err := os.ReadFile(path)
		if err != nil {
			fail("%v", err)
		}
		var vectors file
		decoder := json.NewDecoder(strings.NewReader(string(content)))
		decoder.UseNumber()
		if err := decoder.Decode(&vectors); err != nil {
			fail("%s: %v", path, err)
		}
		judged += vectors.judge()
	}
	fmt.Println(judged, "vectors agree")
}

// judge returns how many vectors were judged.
func (f file) judge() int {
	judged := 0
	for _, group := range f.TestGroups {
		for _, test := range group.Tests {
			got, err := own.Compute(f.Op, test.Input)
			if errors.Is(err, own.ErrUnsupported) {
				continue
			}
			judged++
			if test.Result == "invalid" && err == nil || test.Result == "valid" && !maps.Equal(got, test.Output) {
				fail("%s is wrong", test.ID)
			}
		}
	}
	return judged
}

func fail(format string, values ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", values...)
	os.Exit(1)
}
