package benchreport_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	benchreport "github.com/cogbench/cogbench/report/bench"
)

// What is written follows the schema that the project publishes, which refuses what is
// not right.
func TestSchema(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile("../schema/bench.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	full := sample(t)
	full.Restrictions = []string{"COGBENCH_SRP=adx"}
	data, err := full.JSON()
	if err != nil {
		t.Fatal(err)
	}
	alone := *full
	alone.Libraries, alone.Interrupted = nil, true
	aloneData, err := alone.JSON()
	if err != nil {
		t.Fatal(err)
	}
	earlier := `{"machine":"m","arithmetic":"big","goroutines":1,"schemaVersion":1,"ops":[{"name":"server_proof","count":1,"minNs":1,"p50Ns":1,"p99Ns":1,"perSecond":1}]}`
	for name, text := range map[string]string{"full": string(data), "alone": string(aloneData), "earlier": earlier} {
		if err := valid(t, schema, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, wrong := range []struct{ right, wrong string }{
		{`"schemaVersion":1`, `"schemaVersion":2`},
		{`"clock":"pipe"`, `"clock":"sundial"`},
		{`"minNs":76000`, `"minNs":0`},
		{`"machine":`, `"computer":`},
		{`COGBENCH_SRP=adx`, `PATH=/bin`},
		{`"cause":"crashed",`, ``},
		{`"name":"client_public"`, `"name":"divination"`},
	} {
		text := strings.Replace(string(data), wrong.right, wrong.wrong, 1)
		if text == string(data) {
			t.Errorf("%s is not in the sample", wrong.right)
		}
		if valid(t, schema, text) == nil {
			t.Errorf("%s passes", wrong.wrong)
		}
	}
	full.Libraries[4].Operations = full.Operations
	if data, err = full.JSON(); err != nil || valid(t, schema, string(data)) == nil {
		t.Errorf("figures of a library that failed pass: %v", err)
	}
}

func valid(t *testing.T, schema *jsonschema.Schema, text string) error {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(document)
}

func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:  "not a bench.json",
		`[1]`: "cannot unmarshal",
		`{"machine":"m","arithmetic":"big","schemaVersion":9}`:          "written by a newer cogbench",
		`{"machine":"m","arithmetic":"big","ops":[{"name":"pad"}]}`:     "must be above 0",
		`{"machine":"m","arithmetic":"big","libraries":[{"ops":[{}]}]}`: "must be above 0",
	} {
		if _, err := benchreport.Decode(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
