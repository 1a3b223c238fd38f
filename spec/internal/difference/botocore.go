package difference

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/cogbench/cogbench/spec"
)

// botocoreFile is what matters here of a service-2.json of botocore.
type botocoreFile struct {
	Operations map[string]botocoreOperation `json:"operations"`
	Shapes     map[string]botocoreShape     `json:"shapes"`
}

type botocoreOperation struct {
	Input    botocoreName   `json:"input"`
	Output   *botocoreName  `json:"output"`
	Errors   []botocoreName `json:"errors"`
	AuthType string         `json:"authtype"`
}

// botocoreName refers to a shape.
type botocoreName struct {
	Shape string `json:"shape"`
}

type botocoreShape struct {
	Type      string                  `json:"type"`
	Required  []string                `json:"required"`
	Members   map[string]botocoreName `json:"members"`
	Member    *botocoreName           `json:"member"`
	Key       *botocoreName           `json:"key"`
	Value     *botocoreName           `json:"value"`
	Enum      []string                `json:"enum"`
	Pattern   string                  `json:"pattern"`
	Min, Max  *int64
	Sensitive bool `json:"sensitive"`
}

// FromBotocore reads the operations of a service-2.json of botocore. The error says
// which shape is missing, or refers to itself.
func FromBotocore(data []byte) (map[string]*spec.Operation, error) {
	var file botocoreFile
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("read botocore's model: %w", err)
	}
	model := map[string]*spec.Operation{}
	for name, from := range file.Operations {
		operation, err := file.operation(name, from)
		if err != nil {
			return nil, fmt.Errorf("read botocore's model: %s: %w", name, err)
		}
		model[name] = operation
	}
	return model, nil
}

func (f botocoreFile) operation(name string, from botocoreOperation) (*spec.Operation, error) {
	operation := &spec.Operation{Name: name, Unsigned: from.AuthType == "none", Input: &spec.Shape{Type: "structure"}}
	for _, e := range from.Errors {
		operation.Errors = append(operation.Errors, e.Shape)
	}
	var err error
	if from.Input.Shape != "" {
		if operation.Input, err = f.shape(&from.Input, nil); err != nil {
			return nil, err
		}
	}
	operation.Output, err = f.shape(from.Output, nil)
	return operation, err
}

// shape builds what a name refers to, nil for no name; within are the names around it.
func (f botocoreFile) shape(name *botocoreName, within []string) (*spec.Shape, error) {
	if name == nil {
		return nil, nil
	}
	from, known := f.Shapes[name.Shape]
	if !known || slices.Contains(within, name.Shape) {
		return nil, fmt.Errorf("shape %q is missing, or within itself", name.Shape)
	}
	within = append(slices.Clone(within), name.Shape)
	shape := &spec.Shape{Type: from.Type, Sensitive: from.Sensitive, Pattern: from.Pattern, Values: from.Enum}
	if len(from.Enum) > 0 {
		shape.Type = "enum"
	}
	from.bound(shape)
	for _, member := range slices.Sorted(maps.Keys(from.Members)) {
		reference := from.Members[member]
		inner, err := f.shape(&reference, within)
		if err != nil {
			return nil, err
		}
		inner.Required = slices.Contains(from.Required, member)
		shape.Members = append(shape.Members, spec.Member{Name: member, Shape: inner})
	}
	for part, reference := range map[**spec.Shape]*botocoreName{&shape.Member: from.Member, &shape.Key: from.Key, &shape.Value: from.Value} {
		inner, err := f.shape(reference, within)
		if err != nil {
			return nil, err
		}
		*part = inner
	}
	return shape, nil
}

// bound sets the length of a shape, or the range of an integer.
func (s botocoreShape) bound(shape *spec.Shape) {
	if s.Min == nil && s.Max == nil {
		return
	}
	bounds := &spec.Bounds{Max: spec.Unbounded}
	if s.Min != nil {
		bounds.Min = *s.Min
	}
	if s.Max != nil {
		bounds.Max = *s.Max
	}
	if shape.Type == "integer" || shape.Type == "long" {
		shape.Type, shape.Range = "integer", bounds
	} else {
		shape.Length = bounds
	}
}
