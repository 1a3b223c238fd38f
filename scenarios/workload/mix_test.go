package workload_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/cogbench/cogbench/scenarios/workload"
)

func TestMixesComeWithTheProgram(t *testing.T) {
	list, err := workload.Mixes()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, m := range list {
		names[m.Name] = true
	}
	for _, name := range []string{"remembered-vs-mfa", "office-day", "trust-window"} {
		if !names[name] {
			t.Errorf("no mix %s among %v", name, names)
		}
	}
}

func mixSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join("mixes", "mix.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// document reads YAML as the schema sees it.
func document(t *testing.T, text []byte) any {
	t.Helper()
	data, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestMixesFollowTheirSchema(t *testing.T) {
	schema := mixSchema(t)
	files, err := filepath.Glob("mixes/*.yaml")
	if err != nil || len(files) < 3 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document(t, text)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestSchemaKnowsEveryJourney(t *testing.T) {
	schema := mixSchema(t)
	for _, j := range workload.Journeys() {
		text := "{name: x, visits: [{name: y, weight: 1, journeys: [" + j.Name + "]}]}"
		if err := schema.Validate(document(t, []byte(text))); err != nil {
			t.Errorf("%s: %v", j.Name, err)
		}
	}
}

// TestBrokenMixesAreRefused holds parser and schema to the same cases.
func TestBrokenMixesAreRefused(t *testing.T) {
	const visit = "visits: [{name: y, weight: 1, journeys: [refresh]}]"
	tests := map[string]struct {
		text, want string
		schemaToo  bool
	}{
		"empty":            {"", "empty", false},
		"unknown key":      {"name: x\n" + visit + "\nrate: 5", "unknown field", true},
		"no name":          {visit, `name ""`, true},
		"name with dots":   {"name: a.b\n" + visit, `name "a.b"`, true},
		"no visits":        {"name: x", "0 visits", true},
		"no journeys":      {"{name: x, visits: [{name: y, weight: 1, journeys: []}]}", "0 journeys", true},
		"unknown journey":  {"{name: x, visits: [{name: y, weight: 1, journeys: [sign-in]}]}", `unknown journey "sign-in": there are srp-math`, true},
		"no weight":        {"{name: x, visits: [{name: y, journeys: [refresh]}]}", "weight 0", true},
		"negative weight":  {"{name: x, visits: [{name: y, weight: -1, journeys: [refresh]}]}", "weight -1", true},
		"same name":        {"{name: x, visits: [{name: y, weight: 1, journeys: [refresh]}, {name: y, weight: 1, journeys: [refresh]}]}", `two visits are named "y"`, false},
		"two codes":        {"{name: x, visits: [{name: y, weight: 1, journeys: [mfa-signin, new-device]}]}", "more than one second-factor code", false},
		"think falls":      {"{name: x, visits: [{name: y, weight: 1, journeys: [refresh], think: {from: 2s, to: 1s}}]}", "think from 2s to 1s", false},
		"think of no time": {"{name: x, visits: [{name: y, weight: 1, journeys: [refresh], think: {from: soon, to: 1s}}]}", "soon", true},
	}
	schema := mixSchema(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := workload.ParseMix("m.yaml", []byte(test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), "m.yaml:") {
				t.Errorf("error %v, want %q", err, test.want)
			}
			if test.schemaToo && schema.Validate(document(t, []byte(test.text))) == nil {
				t.Error("the schema accepts it")
			}
		})
	}
}

func TestMixReadsBack(t *testing.T) {
	m, err := workload.ParseMix("m.yaml", []byte("{name: x, visits: [{name: y, weight: 2.5, journeys: [remembered-signin, refresh], think: {from: 1s, to: 1500ms}}]}"))
	if err != nil {
		t.Fatal(err)
	}
	v := m.Visits[0]
	if v.Weight != 2.5 || v.Think.From != time.Second || v.Think.To != 1500*time.Millisecond || len(v.Journeys) != 2 {
		t.Errorf("%+v", v)
	}
}

func FuzzParseMix(f *testing.F) {
	files, _ := filepath.Glob("mixes/*.yaml")
	for _, file := range files {
		text, _ := os.ReadFile(file)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := workload.ParseMix("m", text)
		if err == nil && len(m.Visits) == 0 {
			t.Error("a mix without visits was accepted")
		}
	})
}
