package vectors

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schema compiles schema.json once.
var schema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	content, err := embedded.ReadFile("schema.json")
	if err != nil {
		return nil, err
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", document); err != nil {
		return nil, err
	}
	return compiler.Compile("schema.json")
})

// validate checks a file's content against the schema.
func validate(content []byte) error {
	compiled, err := schema()
	if err != nil {
		return fmt.Errorf("the schema of vectors: %w", err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
	if err != nil {
		return fmt.Errorf("not JSON: %w", err)
	}
	return compiled.Validate(document)
}
