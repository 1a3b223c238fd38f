package suites

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cogbench/cogbench/spec"
)

// mismatches says, in one sentence each, where a JSON value does not match a shape of
// the model. Members that the model does not know are allowed. The sentences do not
// contain secrets.
func (s *sampler) mismatches(shape *spec.Shape, path string, value any) []string {
	if value == nil {
		return nil
	}
	switch shape.Type {
	case "string", "enum":
		return s.textMismatches(shape, path, value)
	case "integer":
		return integerMismatches(shape, path, value)
	case "boolean":
		if _, ok := value.(bool); !ok {
			return []string{path + " is not a JSON boolean"}
		}
	case "timestamp":
		if _, ok := value.(json.Number); !ok {
			return []string{path + " is not a JSON number"}
		}
	case "list":
		return s.listMismatches(shape, path, value)
	case "map":
		return s.mapMismatches(shape, path, value)
	case "structure":
		return s.structureMismatches(shape, path, value)
	}
	return nil
}

func (s *sampler) textMismatches(shape *spec.Shape, path string, value any) []string {
	text, ok := value.(string)
	if !ok {
		return []string{path + " is not a JSON string"}
	}
	if shape.Type == "enum" {
		if !slices.Contains(shape.Values, text) {
			return []string{fmt.Sprintf("%s is %q, not one of %s", path, text, strings.Join(shape.Values, ", "))}
		}
		return nil
	}
	var found []string
	if n := int64(utf8.RuneCountInString(text)); shape.Length != nil && (n < shape.Length.Min || n > shape.Length.Max) {
		found = append(found, fmt.Sprintf("%s has %d characters", path, n))
	}
	if !s.matches(shape.Pattern, text) {
		found = append(found, fmt.Sprintf("%s does not match %s", path, shape.Pattern))
	}
	return found
}

func integerMismatches(shape *spec.Shape, path string, value any) []string {
	number, ok := value.(json.Number)
	if !ok {
		return []string{path + " is not a JSON number"}
	}
	n, err := number.Int64()
	if err != nil {
		return []string{path + " is not an integer"}
	}
	if shape.Range != nil && (n < shape.Range.Min || n > shape.Range.Max) {
		return []string{fmt.Sprintf("%s is %d", path, n)}
	}
	return nil
}

func (s *sampler) listMismatches(shape *spec.Shape, path string, value any) []string {
	list, ok := value.([]any)
	if !ok {
		return []string{path + " is not a JSON array"}
	}
	var found []string
	for i, member := range list {
		found = append(found, s.mismatches(shape.Member, fmt.Sprintf("%s[%d]", path, i), member)...)
	}
	return found
}

func (s *sampler) mapMismatches(shape *spec.Shape, path string, value any) []string {
	entries, ok := value.(map[string]any)
	if !ok {
		return []string{path + " is not a JSON object"}
	}
	var found []string
	for key, entry := range sorted(entries) {
		found = append(found, s.mismatches(shape.Key, path+" key "+key, key)...)
		found = append(found, s.mismatches(shape.Value, path+"."+key, entry)...)
	}
	return found
}

func (s *sampler) structureMismatches(shape *spec.Shape, path string, value any) []string {
	object, ok := value.(map[string]any)
	if !ok {
		return []string{path + " is not a JSON object"}
	}
	var found []string
	for _, member := range shape.Members {
		value, there := object[member.Name]
		if member.Shape.Required && (!there || value == nil) {
			found = append(found, path+"."+member.Name+" is missing")
			continue
		}
		found = append(found, s.mismatches(member.Shape, path+"."+member.Name, value)...)
	}
	return found
}
