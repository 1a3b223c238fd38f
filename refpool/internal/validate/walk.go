package validate

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cogbench/cogbench/spec"
)

// walk goes through one body, collecting violations.
type walk struct {
	validator  *Validator
	violations []Violation
	members    int  // of structures and maps, that were kept
	nulls      bool // some were left out of a list
}

// place is where in the body a value stands.
type place struct {
	path      string // as the service writes it, e.g. userAttributes.1.member.name
	sensitive bool   // nothing below here may be echoed
}

// member is the place of a structure's member.
func (p place) member(m spec.Member) place {
	first, size := utf8.DecodeRuneInString(m.Name)
	name := string(unicode.ToLower(first)) + m.Name[size:]
	if p.path != "" {
		name = p.path + "." + name
	}
	return place{name, p.sensitive || m.Shape.Sensitive}
}

// value checks one value that is not null, and returns it without nulls and
// unknown members.
func (w *walk) value(shape *spec.Shape, value any, at place) (any, error) {
	switch shape.Type {
	case "structure":
		return w.structure(shape, value, at)
	case "list":
		return w.list(shape, value, at)
	case "map":
		return w.mapping(shape, value, at)
	}
	if err := checkScalar(shape, value, at); err != nil {
		return nil, err
	}
	for _, constraint := range w.broken(shape, value) {
		w.violate(at, value, constraint)
	}
	return value, nil
}

func (w *walk) structure(shape *spec.Shape, value any, at place) (any, error) {
	object, ok := value.(map[string]any)
	if !ok {
		return nil, mismatch(value, "a structure", at)
	}
	clean := make(map[string]any, len(object))
	for _, member := range shape.Members {
		inner := at.member(member)
		given := object[member.Name]
		if given == nil {
			if member.Shape.Required {
				w.violate(inner, nil, "Member must not be null")
			}
			continue
		}
		checked, err := w.value(member.Shape, given, inner)
		if err != nil {
			return nil, err
		}
		clean[member.Name] = checked
		w.members++
	}
	return clean, nil
}

// list checks a list. What breaks a scalar member's constraint is reported at
// the list, as the service does; structures have a place of their own.
func (w *walk) list(shape *spec.Shape, value any, at place) (any, error) {
	items, ok := value.([]any)
	if !ok {
		return nil, mismatch(value, "a list", at)
	}
	for _, constraint := range brokenLength(shape.Length, len(items)) {
		w.violate(at, value, constraint)
	}
	clean := make([]any, 0, len(items))
	var broken []string
	for i, item := range items {
		if item == nil {
			w.nulls = true
			continue
		}
		inner := place{at.path + "." + strconv.Itoa(i+1) + ".member", at.sensitive || shape.Member.Sensitive}
		if shape.Member.Type == "structure" {
			checked, err := w.value(shape.Member, item, inner)
			if err != nil {
				return nil, err
			}
			clean = append(clean, checked)
			continue
		}
		if err := checkScalar(shape.Member, item, inner); err != nil {
			return nil, err
		}
		broken = addNew(broken, w.broken(shape.Member, item))
		clean = append(clean, item)
	}
	if len(broken) > 0 {
		w.violate(place{at.path, at.sensitive || shape.Member.Sensitive}, value,
			"Member must satisfy constraint: ["+strings.Join(broken, ", ")+"]")
	}
	return clean, nil
}

// mapping checks a map of scalars, the only kind that the model has.
func (w *walk) mapping(shape *spec.Shape, value any, at place) (any, error) {
	object, ok := value.(map[string]any)
	if !ok {
		return nil, mismatch(value, "a map", at)
	}
	clean := make(map[string]any, len(object))
	var keys, values []string
	for key, item := range object {
		if item == nil {
			continue
		}
		if err := checkScalar(shape.Value, item, at); err != nil {
			return nil, err
		}
		keys = addNew(keys, w.broken(shape.Key, key))
		values = addNew(values, w.broken(shape.Value, item))
		clean[key] = item
		w.members++
	}
	if len(keys) > 0 {
		w.violate(at, value, "Map keys must satisfy constraint: ["+strings.Join(keys, ", ")+"]")
	}
	if len(values) > 0 {
		w.violate(at, value, "Map value must satisfy constraint: ["+strings.Join(values, ", ")+"]")
	}
	return clean, nil
}

// checkScalar compares the JSON type of value with the model's.
func checkScalar(shape *spec.Shape, value any, at place) error {
	var ok bool
	switch shape.Type {
	case "string", "enum":
		_, ok = value.(string)
	case "boolean":
		_, ok = value.(bool)
	case "integer":
		var number json.Number
		if number, ok = value.(json.Number); ok {
			_, err := strconv.ParseInt(number.String(), 10, 32)
			ok = err == nil
		}
	case "timestamp":
		_, ok = value.(json.Number)
	}
	if !ok {
		return mismatch(value, "a "+shape.Type, at)
	}
	return nil
}

func mismatch(value any, want string, at place) error {
	where := at.path
	if where == "" {
		where = "the request body"
	}
	return &TypeError{fmt.Sprintf("%s can not be converted to %s: %s", kind(value), want, where)}
}

// kind names the JSON type of a decoded value.
func kind(value any) string {
	switch value.(type) {
	case string:
		return "STRING_VALUE"
	case bool:
		return "BOOLEAN_VALUE"
	case json.Number:
		return "NUMBER_VALUE"
	case []any:
		return "ARRAY_VALUE"
	default:
		return "STRUCTURE_VALUE"
	}
}

// addNew appends what list does not have yet.
func addNew(list, more []string) []string {
	for _, text := range more {
		if !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}
