// Package validate checks a JSON request body against the constraints of the
// service's model, and words what it finds as the service does.
//
// It promises that a body which passes holds only members of the model, each of
// its modelled JSON type: nulls are absent, unknown members are dropped, and a
// name is exactly the model's. It never panics, whatever the body.
package validate

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cogbench/cogbench/internal/jsonvalue"
	"github.com/cogbench/cogbench/refpool/internal/pattern"
	"github.com/cogbench/cogbench/spec"
)

// Validator holds the compiled patterns of a model. It is safe for concurrent use.
type Validator struct {
	patterns map[string]*pattern.Pattern
}

// New compiles every pattern in the inputs of model.
func New(model map[string]*spec.Operation) (*Validator, error) {
	v := &Validator{patterns: map[string]*pattern.Pattern{}}
	for name, operation := range model {
		if err := v.compile(operation.Input); err != nil {
			return nil, fmt.Errorf("compile the patterns of %s: %w", name, err)
		}
	}
	return v, nil
}

// compile adds the patterns of shape and of all that it contains.
func (v *Validator) compile(shape *spec.Shape) error {
	if shape == nil {
		return nil
	}
	if form := shape.Pattern; form != "" && v.patterns[form] == nil {
		compiled, err := pattern.Compile(form)
		if err != nil {
			return err
		}
		v.patterns[form] = compiled
	}
	for _, member := range shape.Members {
		if err := v.compile(member.Shape); err != nil {
			return err
		}
	}
	for _, part := range []*spec.Shape{shape.Member, shape.Key, shape.Value} {
		if err := v.compile(part); err != nil {
			return err
		}
	}
	return nil
}

// A TypeError says that a body is not a JSON object, or that a member has a JSON
// type other than the model's: the service's SerializationException.
type TypeError struct {
	Reason string
}

func (e *TypeError) Error() string { return e.Reason }

// Check compares body with shape, which must be a structure of the model that v
// was made of. It returns the body without nulls and unknown members, and every
// violation in the order of the model. The error, if any, is a *TypeError.
func (v *Validator) Check(shape *spec.Shape, body []byte) ([]byte, []Violation, error) {
	value, err := jsonvalue.Decode(body)
	switch {
	case errors.Is(err, jsonvalue.ErrMore):
		return nil, nil, &TypeError{"the request body holds more than one JSON value"}
	case err != nil:
		return nil, nil, &TypeError{"the request body is not valid JSON"}
	case value == nil:
		return nil, nil, &TypeError{"the request body is not a JSON object"}
	}
	w := &walk{validator: v}
	clean, err := w.value(shape, value, place{})
	if err != nil {
		return nil, nil, err
	}
	if w.members == membersIn(body) && !w.nulls { // nothing was left out
		return body, w.violations, nil
	}
	encoded, err := json.Marshal(clean)
	if err != nil { // strings, numbers, booleans, lists and maps always encode
		return nil, nil, &TypeError{err.Error()}
	}
	return encoded, w.violations, nil
}

// membersIn counts the members of all objects in a JSON text, outside of strings every colon,
// each as often as it is given: one that is given twice stands once in what was read, and
// twice in the text that whoever reads it next would see.
func membersIn(text []byte) (count int) {
	inside := false
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			inside = !inside
		case '\\': // JSON has it in strings alone, before another character
			i++
		case ':':
			if !inside {
				count++
			}
		}
	}
	return count
}
