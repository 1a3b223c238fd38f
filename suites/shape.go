package suites

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cogbench/cogbench/spec"
)

// shapeFaults says, one sentence each, where a JSON value does not keep a shape
// of the model. Members that the model does not know are allowed. The values of
// secrets are not told.
func (s *sampler) shapeFaults(shape *spec.Shape, path string, value any) []string {
	if value == nil {
		return nil
	}
	switch shape.Type {
	case "string", "enum":
		return s.textFaults(shape, path, value)
	case "integer":
		return integerFaults(shape, path, value)
	case "boolean":
		if _, ok := value.(bool); !ok {
			return []string{path + " is no JSON boolean"}
		}
	case "timestamp":
		if _, ok := value.(json.Number); !ok {
			return []string{path + " is no JSON number"}
		}
	case "list":
		return s.listFaults(shape, path, value)
	case "map":
		return s.mapFaults(shape, path, value)
	case "structure":
		return s.structureFaults(shape, path, value)
	}
	return nil
}

func (s *sampler) textFaults(shape *spec.Shape, path string, value any) []string {
	text, ok := value.(string)
	if !ok {
		return []string{path + " is no JSON string"}
	}
	if shape.Type == "enum" {
		if !slices.Contains(shape.Values, text) {
			return []string{fmt.Sprintf("%s is %q, none of %s", path, text, strings.Join(shape.Values, ", "))}
		}
		return nil
	}
	var faults []string
	if n := int64(utf8.RuneCountInString(text)); shape.Length != nil && (n < shape.Length.Min || n > shape.Length.Max) {
		faults = append(faults, fmt.Sprintf("%s has %d characters", path, n))
	}
	if !s.matches(shape.Pattern, text) {
		faults = append(faults, fmt.Sprintf("%s does not match %s", path, shape.Pattern))
	}
	return faults
}

func integerFaults(shape *spec.Shape, path string, value any) []string {
	number, ok := value.(json.Number)
	if !ok {
		return []string{path + " is no JSON number"}
	}
	n, err := number.Int64()
	if err != nil {
		return []string{path + " is no integer"}
	}
	if shape.Range != nil && (n < shape.Range.Min || n > shape.Range.Max) {
		return []string{fmt.Sprintf("%s is %d", path, n)}
	}
	return nil
}

func (s *sampler) listFaults(shape *spec.Shape, path string, value any) []string {
	list, ok := value.([]any)
	if !ok {
		return []string{path + " is no JSON array"}
	}
	var faults []string
	for i, member := range list {
		faults = append(faults, s.shapeFaults(shape.Member, fmt.Sprintf("%s[%d]", path, i), member)...)
	}
	return faults
}

func (s *sampler) mapFaults(shape *spec.Shape, path string, value any) []string {
	entries, ok := value.(map[string]any)
	if !ok {
		return []string{path + " is no JSON object"}
	}
	var faults []string
	for key, entry := range sorted(entries) {
		faults = append(faults, s.shapeFaults(shape.Key, path+" key "+key, key)...)
		faults = append(faults, s.shapeFaults(shape.Value, path+"."+key, entry)...)
	}
	return faults
}

func (s *sampler) structureFaults(shape *spec.Shape, path string, value any) []string {
	object, ok := value.(map[string]any)
	if !ok {
		return []string{path + " is no JSON object"}
	}
	var faults []string
	for _, member := range shape.Members {
		value, there := object[member.Name]
		if member.Shape.Required && (!there || value == nil) {
			faults = append(faults, path+"."+member.Name+" is missing")
			continue
		}
		faults = append(faults, s.shapeFaults(member.Shape, path+"."+member.Name, value)...)
	}
	return faults
}
