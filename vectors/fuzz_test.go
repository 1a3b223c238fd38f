package vectors_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/vectors"
)

// An adapter's line is an answer, or is refused; it never becomes an answer with
// both an output and an error, or with neither.
func FuzzParseAnswer(f *testing.F) {
	for _, line := range []string{
		`{"id":7,"output":{"A":"2"}}`, `{"id":7,"error":"unsupported"}`, `{"id":7,"error":"rejected","reason":"no"}`,
		`{"id":7,"output":{"A":2}}`, `{"id":7}`, `{"output":{"A":"2"}}`, `{"id":7,"error":"x"}`, `{"id":1e400}`, `[]`, `null`, ``,
		`{"id":7,"output":null,"error":"rejected"}`, `{"id":7,"output":{"A":"2"},"error":"rejected"}`, `{"id":7} {"id":8}`,
		`{"id":7,"output":{},"ns":1}`, `{"id":7,"output":{"A":"2"},"ns":-1}`,
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		id, answer, problem, err := vectors.ParseAnswer(line)
		if err != nil || problem != nil {
			return
		}
		if (answer.Error == "") == (answer.Output == nil) {
			t.Errorf("%q: %+v", line, answer)
		}
		if answer.ID != id {
			t.Errorf("%q: ids %d and %d", line, id, answer.ID)
		}
	})
}

// Whatever is asked of our own library, it answers: an output, a refusal, or that
// it has no such operation.
func FuzzServe(f *testing.F) {
	files, err := vectors.Embedded()
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		test := file.TestGroups[0].Tests[0]
		line, err := json.Marshal(vectors.Request{ID: 1, Op: file.Op, Input: test.Input})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(line)
	}
	f.Add([]byte(`{"id":1,"op":"pad","input":{"n":"-"}}`))
	f.Add([]byte(`{"id":1,"op":"timestamp","input":{"unixSeconds":1e99}}`))
	f.Add([]byte(`{"id":1,"op":"device_proof","input":{"a":1}}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		var out bytes.Buffer
		if err := vectors.Serve(t.Context(), bytes.NewReader(line), &out); err != nil {
			return
		}
		for text := range strings.Lines(out.String()) {
			if _, _, problem, err := vectors.ParseAnswer([]byte(text)); err != nil || problem != nil {
				t.Errorf("%q: %v %v", text, problem, err)
			}
		}
	})
}

// A file of vectors is clean or has problems; it is never a panic.
func FuzzLint(f *testing.F) {
	f.Add([]byte(`{"schema":"schema.json","op":"multiplier","numberOfTests":1,"notes":{},"testGroups":[{"source":"s","confirmedBy":["c"],"tests":[{"id":"multiplier-5c5e8e1d1d0e","comment":"c","flags":[],"input":{},"result":"valid","output":{"k":"3"}}]}]}`))
	f.Add([]byte(`{"a":{"a":[{"b":1,"b":2}]}}`))
	f.Add([]byte(`[[[`))
	f.Fuzz(func(t *testing.T, content []byte) {
		problems := vectors.Lint(content)
		if len(problems) > 0 {
			return
		}
		if _, err := vectors.Parse(content); err != nil {
			t.Errorf("clean, and cannot be read: %v", err)
		}
	})
}
