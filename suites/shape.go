package suites

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cogbench/cogbench/spec"
)

// mismatchKind says in what respect a value does not match a shape.
type mismatchKind int

const (
	inType  mismatchKind = iota // another JSON type, or a required member is missing
	inValue                     // a value beyond an enum, a length, a range or a pattern
)

// mismatch is one place where a value does not match a shape, in a sentence that
// contains no secret.
type mismatch struct {
	kind mismatchKind
	text string
}

// otherType is the mismatch of a value at a path that is not of a JSON type.
func otherType(path, wanted string) []mismatch {
	return []mismatch{{inType, path + " is not a JSON " + wanted}}
}

// mismatches says where a JSON value does not match a shape of the model. Members that
// the model does not know are allowed, and null is as good as absent.
func (s *sampler) mismatches(shape *spec.Shape, path string, value any) []mismatch {
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
			return otherType(path, "boolean")
		}
	case "timestamp":
		if _, ok := value.(json.Number); !ok {
			return otherType(path, "number")
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

func (s *sampler) textMismatches(shape *spec.Shape, path string, value any) []mismatch {
	text, ok := value.(string)
	if !ok {
		return otherType(path, "string")
	}
	if shape.Type == "enum" {
		if !slices.Contains(shape.Values, text) {
			return []mismatch{{inValue, fmt.Sprintf("%s is %q, not one of %s", path, text, strings.Join(shape.Values, ", "))}}
		}
		return nil
	}
	var found []mismatch
	if n := int64(utf8.RuneCountInString(text)); shape.Length != nil && (n < shape.Length.Min || n > shape.Length.Max) {
		found = append(found, mismatch{inValue, fmt.Sprintf("%s has %d characters", path, n)})
	}
	if !s.matches(shape.Pattern, text) {
		found = append(found, mismatch{inValue, fmt.Sprintf("%s does not match %s", path, shape.Pattern)})
	}
	return found
}

func integerMismatches(shape *spec.Shape, path string, value any) []mismatch {
	number, ok := value.(json.Number)
	if !ok {
		return otherType(path, "number")
	}
	n, err := number.Int64()
	if err != nil {
		return []mismatch{{inType, path + " is not an integer"}}
	}
	if shape.Range != nil && (n < shape.Range.Min || n > shape.Range.Max) {
		return []mismatch{{inValue, fmt.Sprintf("%s is %d", path, n)}}
	}
	return nil
}

func (s *sampler) listMismatches(shape *spec.Shape, path string, value any) []mismatch {
	list, ok := value.([]any)
	if !ok {
		return otherType(path, "array")
	}
	var found []mismatch
	for i, member := range list {
		found = append(found, s.mismatches(shape.Member, fmt.Sprintf("%s[%d]", path, i), member)...)
	}
	return found
}

func (s *sampler) mapMismatches(shape *spec.Shape, path string, value any) []mismatch {
	entries, ok := value.(map[string]any)
	if !ok {
		return otherType(path, "object")
	}
	var found []mismatch
	for key, entry := range sorted(entries) {
		found = append(found, s.mismatches(shape.Key, path+" key "+key, key)...)
		found = append(found, s.mismatches(shape.Value, path+"."+key, entry)...)
	}
	return found
}

func (s *sampler) structureMismatches(shape *spec.Shape, path string, value any) []mismatch {
	object, ok := value.(map[string]any)
	if !ok {
		return otherType(path, "object")
	}
	var found []mismatch
	for _, member := range shape.Members {
		value, there := object[member.Name]
		if member.Shape.Required && (!there || value == nil) {
			found = append(found, mismatch{inType, path + "." + member.Name + " is missing"})
			continue
		}
		found = append(found, s.mismatches(member.Shape, path+"."+member.Name, value)...)
	}
	return found
}
