package report_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/internal/sample"
	"github.com/cogbench/cogbench/report/render"
)

// conformanceSchema is the schema that the project publishes.
func conformanceSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	return published(t, "schema/conformance.schema.json")
}

// published is a schema of the project.
func published(t *testing.T, path string) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(path)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestConformanceFollowsItsSchema(t *testing.T) {
	directory := t.TempDir()
	run := sample.Conformance()
	if err := render.WriteFiles(directory, run, run.Verdict(nil)); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(directory, report.ConformanceFile))
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if err := conformanceSchema(t).Validate(value); err != nil {
		t.Error(err)
	}
}

// The schema names every field that there is, and refuses what is not right.
func TestSchemaRefuses(t *testing.T) {
	data, err := sample.Conformance().JSON()
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]struct{ old, new string }{
		"unknown field":          {`"profile": "full"`, `"profil": "full"`},
		"unknown outcome":        {`"outcome": "fail"`, `"outcome": "failed"`},
		"open gate":              {`"gate": "must"`, `"gate": "open"`},
		"a skip without a cause": {`"because": [`, `"cases": [], "b": [`},
		"an id of no form":       {`"id": "WIRE-01"`, `"id": "1"`},
		"a time of no form":      {`"startedAt": "2026-11-22T06:30:00Z"`, `"startedAt": "yesterday"`},
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
			if conformanceSchema(t).Validate(value) == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestReadConformanceReadsWhatIsWritten(t *testing.T) {
	directory := t.TempDir()
	run := sample.Conformance()
	if err := render.WriteFiles(directory, run, run.Verdict(nil)); err != nil {
		t.Fatal(err)
	}
	read, err := report.ReadConformance(filepath.Join(directory, report.ConformanceFile))
	if err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(read)
	if err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(run)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again, want) {
		t.Errorf("read %s, want %s", again, want)
	}
	left, err := filepath.Glob(filepath.Join(directory, ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("files left behind: %v %v", left, err)
	}
	for name, text := range map[string]string{"empty": "", "something else": `{"a":1}`, "cut off": string(want[:len(want)/2])} {
		t.Run(name, func(t *testing.T) {
			if _, err := report.ReadConformance(write(t, text)); err == nil {
				t.Error("accepted")
			}
		})
	}
}
