package vectors_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/vectors"
)

// A line is an answer, an unreadable answer to a request that it names, or a line
// that belongs to none; which of them, and why, is said.
func TestLinesOfAnAdapter(t *testing.T) {
	tests := []struct {
		line string
		// problem is what is said of an answer, stray of a line that is none.
		problem, stray string
	}{
		{line: `{"id":7,"output":{"A":"4"}}`},
		{line: `{"id":7,"output":{"A":"4"},"took":{"ms":3}}`},
		{line: `{"id":7,"output":{"A":"4"},"error":null,"reason":null}`},
		{line: `{"id":7,"output":{"A":"4"}`, stray: "not a JSON object"},
		{line: `null`, stray: "not a JSON object"},
		{line: `[7]`, stray: "not a JSON object"},
		{line: `{"id":7,"output":{"A":"4"}} {}`, stray: "more than one JSON value"},
		{line: `{"output":{"A":"4"}}`, stray: "without an id"},
		{line: `{"id":null,"output":{"A":"4"}}`, stray: "without an id"},
		{line: `{"id":"7","output":{"A":"4"}}`, stray: "id is not a whole number"},
		{line: `{"id":7.5,"output":{"A":"4"}}`, stray: "id is not a whole number"},
		{line: `{"ID":7,"OUTPUT":{"A":"4"}}`, problem: `"ID" must be "id"`},
		{line: `{"id":7,"Output":{"A":"4"}}`, problem: `"Output" must be "output"`},
		{line: `{"id":7,"output":{"A":"4"},"Error":null}`, problem: `"Error" must be "error"`},
		{line: `{"id":7,"output":{"A":"5","A":"4"}}`, problem: "twice"},
		{line: `{"id":7,"output":{"A":"5"},"output":{"A":"4"}}`, problem: "twice"},
		{line: `{"id":6,"id":7,"output":{"A":"4"}}`, problem: "twice"},
		{line: `{"id":7,"output":{"A":null}}`, problem: `"A" is null`},
		{line: `{"id":7,"output":{"A":4}}`, problem: "not an object of texts"},
		{line: `{"id":7,"output":[]}`, problem: "not an object of texts"},
		{line: `{"id":7,"output":null}`, problem: "not an object of texts"},
		{line: `{"id":7}`, problem: "neither an output nor an error"},
		{line: `{"id":7,"output":{}}`},
		{line: `{"id":7,"output":{"A":"4"},"ns":81250}`},
		{line: `{"id":7,"output":{"A":"4"},"ns":null}`},
		{line: `{"id":7,"error":"unsupported","ns":"irrelevant"}`},
		{line: `{"id":7,"output":{"A":"4"},"ns":0}`, problem: "its ns is not a whole number of nanoseconds above 0: 0"},
		{line: `{"id":7,"output":{"A":"4"},"ns":8.5}`, problem: "its ns is not a whole number"},
		{line: `{"id":7,"output":{"A":"4"},"ns":"81250"}`, problem: "its ns is not a whole number"},
		{line: `{"id":7,"output":{"A":"4"},"NS":81250}`, problem: `"NS" must be "ns"`},
	}
	for _, test := range tests {
		t.Run(test.line, func(t *testing.T) {
			id, _, problem, stray := vectors.ParseAnswer([]byte(test.line))
			holds := func(what string, err error, want string) {
				if said := fmt.Sprint(err); (err != nil) != (want != "") || !strings.Contains(said, want) && want != "" {
					t.Errorf("%s: %s", what, said)
				}
			}
			holds("problem", problem, test.problem)
			holds("stray", stray, test.stray)
			if stray == nil && id != 7 {
				t.Errorf("id %d", id)
			}
		})
	}
}

// Our own adapter answers a ping with {} and every operation with its own time.
func TestOwnAdapterTellsItsTime(t *testing.T) {
	var out strings.Builder
	in := `{"id":1,"op":"ping","input":{}}
{"id":2,"op":"client_public","input":{"a":"5"}}
{"id":3,"op":"divination","input":{}}
`
	if err := vectors.Serve(t.Context(), strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[0], `{"id":1,"output":{},"ns":`) || lines[2] != `{"id":3,"error":"unsupported"}` {
		t.Fatalf("answers %q", lines)
	}
	_, answer, problem, err := vectors.ParseAnswer([]byte(lines[1]))
	if err != nil || problem != nil || answer.NS <= 0 || answer.Output["A"] != "20" {
		t.Errorf("%s: %+v, %v, %v", lines[1], answer, problem, err)
	}
}
