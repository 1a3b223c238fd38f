package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/internal/sample"
	"github.com/cogbench/cogbench/spec"
)

func TestClientFollowsItsSchema(t *testing.T) {
	schema := published(t, "schema/client.schema.json")
	data, err := sample.Client().JSON()
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]struct{ old, new string }{
		"unknown field":   {`"source": "har"`, `"sauce": "har"`},
		"unknown source":  {`"source": "har"`, `"source": "file"`},
		"unknown outcome": {`"outcome": "violated"`, `"outcome": "fail"`},
		"a server's rule": {`"id": "CLI-KEY-01"`, `"id": "WIRE-01"`},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(string(data), change.old, change.new, 1)
			if changed == string(data) {
				t.Fatalf("the sample does not hold %s", change.old)
			}
			value, err := jsonschema.UnmarshalJSON(strings.NewReader(changed))
			if err != nil {
				t.Fatal(err)
			}
			if schema.Validate(value) == nil {
				t.Error("accepted")
			}
		})
	}
}

// A violation counts at its gate, a missing exercise where it is required, and what was
// cut short is no verdict unless something was seen to be wrong.
func TestClientVerdict(t *testing.T) {
	kept := report.ClientRule{ID: "CLI-KEY-01", Level: spec.Must, Outcome: report.ObservedOK}
	broken := report.ClientRule{ID: "CLI-KEY-02", Level: spec.Should, Outcome: report.Violated}
	open := report.ClientRule{ID: "CLI-KEY-03", Level: spec.Open, Outcome: report.Violated}
	missed := report.ClientRule{ID: "CLI-KEY-04", Level: spec.Must, Outcome: report.NotExercised, Required: true}
	calls := []report.ClientExchange{{Number: 1}}
	for name, c := range map[string]struct {
		client         report.Client
		failed, missed int
		incomplete     bool
	}{
		"kept":                   {client: report.Client{Gate: spec.Must, Rules: []report.ClientRule{kept, open}, Exchanges: calls}},
		"violated below gate":    {client: report.Client{Gate: spec.Must, Rules: []report.ClientRule{broken}, Exchanges: calls}},
		"violated at the gate":   {client: report.Client{Gate: spec.Should, Rules: []report.ClientRule{broken}, Exchanges: calls}, failed: 1},
		"open never counts":      {client: report.Client{Gate: spec.Open, Rules: []report.ClientRule{open}, Exchanges: calls}},
		"required and not there": {client: report.Client{Gate: spec.Must, Rules: []report.ClientRule{missed}, Exchanges: calls}, missed: 1},
		"no call":                {client: report.Client{Gate: spec.Must}, incomplete: true},
		"cut short":              {client: report.Client{Gate: spec.Must, Exchanges: calls, CutShort: "the file ends"}, incomplete: true},
	} {
		t.Run(name, func(t *testing.T) {
			v := c.client.Verdict()
			if len(v.Failed) != c.failed || len(v.Missed) != c.missed || (v.Incomplete != "") != c.incomplete {
				t.Errorf("%+v", v)
			}
		})
	}
}
