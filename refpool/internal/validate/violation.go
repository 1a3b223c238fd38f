package validate

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cogbench/cogbench/spec"
)

// shownLimit bounds how much of a value, and how many violations, a message repeats.
const (
	shownBytes      = 2048
	shownViolations = 20
)

// Violation is one constraint that a member breaks.
type Violation struct {
	Path       string // e.g. deviceKey, userAttributes.1.member.name
	Value      string // as the service repeats it, " null" included; empty when sensitive
	Constraint string // e.g. Member must not be null
}

// String words v as the service does.
func (v Violation) String() string {
	return fmt.Sprintf("Value%s at '%s' failed to satisfy constraint: %s", v.Value, v.Path, v.Constraint)
}

// Message words all violations of a request as the service does (rule WIRE-11;
// amplify-js#1355, identity-js#103 and #388).
func Message[V fmt.Stringer](violations []V) string {
	noun := "errors"
	if len(violations) == 1 {
		noun = "error"
	}
	shown := violations[:min(len(violations), shownViolations)]
	texts := make([]string, len(shown))
	for i, violation := range shown {
		texts[i] = violation.String()
	}
	return fmt.Sprintf("%d validation %s detected: %s", len(violations), noun, strings.Join(texts, "; "))
}

// violate records that value, nil for an absent one, breaks constraint. A
// sensitive value is not repeated, nor is its absence.
func (w *walk) violate(at place, value any, constraint string) {
	violation := Violation{Path: at.path, Constraint: constraint}
	switch {
	case at.sensitive:
	case value == nil:
		violation.Value = " null"
	default:
		violation.Value = " '" + shorten(show(value)) + "'"
	}
	w.violations = append(w.violations, violation)
}

// show writes a value as the service's runtime prints it.
func show(value any) string {
	switch value := value.(type) {
	case []any:
		items := make([]string, len(value))
		for i, item := range value {
			items[i] = show(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case map[string]any:
		items := make([]string, 0, len(value))
		for key, item := range value {
			items = append(items, key+"="+show(item))
		}
		slices.Sort(items)
		return "{" + strings.Join(items, ", ") + "}"
	case json.Number:
		return value.String()
	default:
		return fmt.Sprint(value)
	}
}

func shorten(text string) string {
	if len(text) <= shownBytes {
		return text
	}
	cut := shownBytes
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut]
}

// broken lists the constraints of shape that a scalar of the right type breaks.
func (w *walk) broken(shape *spec.Shape, value any) []string {
	var broken []string
	switch value := value.(type) {
	case json.Number:
		if number, err := value.Int64(); err == nil {
			broken = brokenRange(shape.Range, number)
		}
	case string:
		broken = brokenLength(shape.Length, utf8.RuneCountInString(value))
		if form := w.validator.patterns[shape.Pattern]; form != nil && !form.MatchString(value) {
			broken = append(broken, "Member must satisfy regular expression pattern: "+unanchored(shape.Pattern))
		}
		if shape.Type == "enum" && !slices.Contains(shape.Values, value) {
			broken = append(broken, "Member must satisfy enum value set: ["+strings.Join(shape.Values, ", ")+"]")
		}
	}
	return broken
}

func brokenLength(bounds *spec.Bounds, length int) []string {
	return brokenBounds("have length", bounds, int64(length))
}

func brokenRange(bounds *spec.Bounds, value int64) []string {
	return brokenBounds("have value", bounds, value)
}

func brokenBounds(what string, bounds *spec.Bounds, value int64) []string {
	switch {
	case bounds == nil:
		return nil
	case value < bounds.Min:
		return []string{fmt.Sprintf("Member must %s greater than or equal to %d", what, bounds.Min)}
	case value > bounds.Max:
		return []string{fmt.Sprintf("Member must %s less than or equal to %d", what, bounds.Max)}
	}
	return nil
}

// unanchored is a pattern as the service prints it: the model writes the anchors
// that a match of the whole value implies.
func unanchored(pattern string) string {
	return strings.TrimSuffix(strings.TrimPrefix(pattern, "^"), "$")
}
