package spec_test

import (
	"strings"
	"testing"

	"github.com/cogbench/cogbench/spec"
)

func TestModelHoldsTheOperations(t *testing.T) {
	model, err := spec.Model()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(model), 55; got != want {
		t.Errorf("%d operations, want %d", got, want)
	}
	if !model["InitiateAuth"].Unsigned || model["AdminInitiateAuth"].Unsigned {
		t.Error("InitiateAuth needs no signature, AdminInitiateAuth does")
	}
	if model["ForgetDevice"].Output != nil {
		t.Error("ForgetDevice has an output, want none")
	}
	if out := model["UpdateDeviceStatus"].Output; out == nil || len(out.Members) != 0 {
		t.Errorf("output of UpdateDeviceStatus is %v, want an empty structure", out)
	}
}

func TestModelKeepsOrderAndBounds(t *testing.T) {
	model, err := spec.Model()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, member := range model["ConfirmDevice"].Input.Members {
		names = append(names, member.Name)
	}
	if got, want := strings.Join(names, " "), "AccessToken DeviceKey DeviceSecretVerifierConfig DeviceName"; got != want {
		t.Errorf("members are %q, want %q", got, want)
	}
	key := model["ConfirmDevice"].Input.Members[1].Shape
	if !key.Required || key.Length == nil || *key.Length != (spec.Bounds{Min: 1, Max: 55}) || key.Pattern == "" {
		t.Errorf("DeviceKey is %+v, want it required, of 1 to 55 characters, with a pattern", key)
	}
	token := model["ListDevices"].Input.Members[2].Shape
	if token.Length == nil || token.Length.Max != spec.Unbounded {
		t.Errorf("PaginationToken is %+v, want it without an upper bound", token)
	}
}

// Every published model bounds a Session to half of what the API reference says.
func TestSessionsMayBeAsLongAsTheReferenceSays(t *testing.T) {
	model, err := spec.Model()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for name, operation := range model {
		for _, shape := range []*spec.Shape{operation.Input, operation.Output} {
			if shape == nil {
				continue
			}
			for _, member := range shape.Members {
				if member.Name != "Session" {
					continue
				}
				found++
				if got, want := *member.Shape.Length, (spec.Bounds{Min: 20, Max: 4096}); got != want {
					t.Errorf("%s: a Session has %d to %d characters, want %d to %d", name, got.Min, got.Max, want.Min, want.Max)
				}
			}
		}
	}
	if found == 0 {
		t.Error("no operation has a Session")
	}
}

func TestParseModelRefusesBadData(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"not JSON":          {`{`, "unexpected EOF"},
		"unknown key":       {`{"operation":{}}`, "operation"},
		"no input":          {`{"operations":{"A":{"output":null}}}`, "A has no input"},
		"unknown type":      {`{"operations":{"A":{"input":{"type":"blob"}}}}`, `unknown type "blob"`},
		"list of nothing":   {`{"operations":{"A":{"input":{"type":"list"}}}}`, "list without a member"},
		"map of nothing":    {`{"operations":{"A":{"input":{"type":"map"}}}}`, "map without key"},
		"members as a list": {`{"operations":{"A":{"input":{"type":"structure","members":[]}}}}`, "want an object"},
		"member of nothing": {`{"operations":{"A":{"input":{"type":"structure","members":{"B":null}}}}}`, "member B: no shape"},
		"unknown bound":     {`{"operations":{"A":{"input":{"type":"string","length":{"mx":1}}}}}`, "mx"},
		"unknown within":    {`{"operations":{"A":{"input":{"type":"structure","members":{"B":{"typ":"x"}}}}}}`, "member B"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := spec.ParseModel([]byte(c.data))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}
