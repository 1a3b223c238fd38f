package difference_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/spec/internal/difference"
)

// usual is a model with one operation that has every kind of shape.
const usual = `{"operations": {"Sign": {"unsigned": true, "input": {"type": "structure", "members": {
	"Name": {"type": "string", "required": true, "length": {"min": 1, "max": 8}, "pattern": "[a-z]+"},
	"Flow": {"type": "enum", "values": ["SRP", "PASSWORD"]},
	"Limit": {"type": "integer", "range": {"min": 0, "max": 60}},
	"Tags": {"type": "map", "key": {"type": "string"}, "value": {"type": "string", "length": {"max": 9}}},
	"Names": {"type": "list", "member": {"type": "string", "sensitive": true}}
}}, "output": null, "errors": ["Refused"]}}}`

func parse(t *testing.T, text string) map[string]*spec.Operation {
	t.Helper()
	model, err := spec.ParseModel([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return model
}

func TestBetween(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"nothing":            {"", "", ""},
		"operation added":    {`"Sign":`, `"Away": {"input": {"type": "structure"}}, "Sign":`, "Away: operation added"},
		"operation removed":  {`"Sign":`, `"Resign":`, "Resign: operation added\nSign: operation removed"},
		"signature":          {`"unsigned": true`, `"unsigned": false`, "Sign: needs a signature: true, was false"},
		"error":              {`["Refused"]`, `["NotEnabled"]`, "Sign: error NotEnabled added\nSign: error Refused removed"},
		"output":             {`"output": null`, `"output": {"type": "structure"}`, "Sign output: added"},
		"member added":       {`"Flow":`, `"Age": {"type": "integer"}, "Flow":`, "Sign input.Age: added"},
		"member removed":     {`"Names":`, `"Alias":`, "Sign input.Alias: added\nSign input.Names: removed"},
		"type":               {`"type": "integer", "range": {"min": 0, "max": 60}`, `"type": "boolean"`, "Sign input.Limit: type boolean, was integer"},
		"no longer required": {`"required": true, `, "", "Sign input.Name: required false, was true"},
		"length":             {`"min": 1, "max": 8`, `"min": 1, "max": 16`, "Sign input.Name: length 1 to 16, was 1 to 8"},
		"length unbounded":   {`"length": {"min": 1, "max": 8}`, `"length": {"min": 1}`, "Sign input.Name: length at least 1, was 1 to 8"},
		"length of anything": {`"length": {"max": 9}`, `"length": {"min": 0}`, "Sign input.Tags value: length any, was 0 to 9"},
		"range":              {`"max": 60`, `"max": 80`, "Sign input.Limit: range 0 to 80, was 0 to 60"},
		"pattern":            {`, "pattern": "[a-z]+"`, "", "Sign input.Name: pattern none, was `[a-z]+`"},
		"enum":               {`["SRP", "PASSWORD"]`, `["PASSWORD", "SRP", "USER"]`, "Sign input.Flow: value USER added"},
		"key":                {`"key": {"type": "string"}`, `"key": {"type": "string", "required": true}`, "Sign input.Tags key: required true, was false"},
		"secret":             {`, "sensitive": true`, "", "Sign input.Names[]: sensitive false, was true"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(usual, c.from, c.to, 1)
			if c.from != "" && changed == usual {
				t.Fatalf("%q is not in the model", c.from)
			}
			got := difference.Between(parse(t, usual), parse(t, changed))
			if strings.Join(got, "\n") != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// What is added one way is removed the other way.
func TestBetweenBothWays(t *testing.T) {
	model, err := spec.Model()
	if err != nil {
		t.Fatal(err)
	}
	there, back := difference.Between(nil, model), difference.Between(model, nil)
	if len(there) != len(model) || len(back) != len(model) {
		t.Fatalf("%d operations added, %d removed, want %d", len(there), len(back), len(model))
	}
	for i, line := range back {
		if !slices.Contains(there, strings.Replace(line, "removed", "added", 1)) {
			t.Errorf("%s has no counterpart at %d", line, i)
		}
	}
}
