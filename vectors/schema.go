package vectors

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
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
	err = compiled.Validate(document)
	if invalid, ok := errors.AsType[*jsonschema.ValidationError](err); ok {
		const shown = 4
		places := offences(invalid)
		return fmt.Errorf("not by the schema: %s", strings.Join(places[:min(shown, len(places))], "; "))
	}
	return err
}

// offences are the places at which a file leaves the schema.
func offences(invalid *jsonschema.ValidationError) []string {
	if len(invalid.Causes) == 0 {
		return []string{invalid.Error()}
	}
	var places []string
	for _, cause := range invalid.Causes {
		places = append(places, offences(cause)...)
	}
	return places
}
