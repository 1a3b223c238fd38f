package spec_test

import (
	"testing"

	"github.com/cogbench/cogbench/spec"
)

// A model is refused or read, without a panic, however it nests.
func FuzzParseModel(f *testing.F) {
	f.Add([]byte(`{"source":"s","operations":{"A":{"unsigned":true,"input":{"type":"structure","members":{"B":{"type":"string","length":[1,2],"pattern":"[a-z]+"}}},"output":null,"errors":["E"]}}}`))
	f.Add([]byte(`{"operations":{"A":{"input":{"type":"list","member":{"type":"enum","values":["X"]}}}}}`))
	f.Add([]byte(`{"operations":{"A":{}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		model, err := spec.ParseModel(data)
		if err != nil {
			return
		}
		for name, operation := range model {
			if operation.Input == nil {
				t.Errorf("%s has no input", name)
			}
		}
	})
}
