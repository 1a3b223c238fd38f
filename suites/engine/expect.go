package engine

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode"

	"github.com/onsi/gomega/types"
)

// Assertion holds one value against matchers of Gomega.
type Assertion struct{ actual any }

// Expect begins an assertion on a value.
func (c *Check) Expect(actual any) Assertion { return Assertion{actual} }

// To ends the case as a failure unless the matcher matches. what names the value.
func (a Assertion) To(matcher types.GomegaMatcher, what ...string) { a.hold(matcher, true, what) }

// NotTo ends the case as a failure if the matcher matches. what names the value.
func (a Assertion) NotTo(matcher types.GomegaMatcher, what ...string) { a.hold(matcher, false, what) }

func (a Assertion) hold(matcher types.GomegaMatcher, wanted bool, what []string) {
	matched, err := matcher.Match(a.actual)
	if err == nil && matched == wanted {
		return
	}
	to := "to "
	if !wanted {
		to = "not to "
	}
	expected, actual := strings.Join(append(what, to+phrase(matcher)), " "), value(a.actual)
	if err != nil && actual != nothing { // it is of a kind that the matcher cannot hold
		actual += ", which is " + kind(a.actual)
	}
	panic(failed(expected, actual))
}

// phrase is what a matcher wants in words: the name of its type and what it was
// given, from its exported fields.
func phrase(matcher types.GomegaMatcher) string {
	v := reflect.Indirect(reflect.ValueOf(matcher))
	name := strings.TrimSuffix(v.Type().Name(), "Matcher")
	var given []string
	for _, field := range parameters(v) {
		if matchers, ok := field.Interface().([]types.GomegaMatcher); ok {
			return phrases(matchers, " "+strings.ToLower(name)+" ")
		}
		given = append(given, value(field.Interface()))
	}
	return strings.Join(append([]string{words(name)}, given...), " ")
}

// parameters are the exported fields of a matcher that were given a value.
func parameters(matcher reflect.Value) []reflect.Value {
	if matcher.Kind() != reflect.Struct {
		return nil
	}
	var given []reflect.Value
	for i := range matcher.NumField() {
		field := matcher.Field(i)
		switch {
		case !matcher.Type().Field(i).IsExported(), field.Kind() == reflect.Func:
		case (field.Kind() == reflect.Slice || field.Kind() == reflect.String) && field.Len() == 0:
		default:
			given = append(given, field)
		}
	}
	return given
}

// phrases joins what several matchers want.
func phrases(matchers []types.GomegaMatcher, conjunction string) string {
	all := make([]string, len(matchers))
	for i, matcher := range matchers {
		all[i] = phrase(matcher)
	}
	return strings.Join(all, conjunction)
}

// words is a name in camel case as lower-case words.
func words(name string) string {
	var text strings.Builder
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) {
			text.WriteByte(' ')
		}
		text.WriteRune(unicode.ToLower(r))
	}
	return text.String()
}

// nothing is how a value that is not there is shown.
const nothing = "nothing"

// kind names what JSON would have for a value.
func kind(v any) string {
	switch reflect.Indirect(reflect.ValueOf(v)).Kind() {
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "a boolean"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "an object"
	default:
		return "a number"
	}
}

// value shows a value on one line: text as it is, anything with parts as JSON.
func value(v any) string {
	switch v := v.(type) {
	case nil:
		return nothing
	case string:
		return v
	case types.GomegaMatcher:
		return phrase(v)
	case []any:
		return values(v)
	case error:
		return v.Error()
	case time.Time:
		return moment(v)
	case fmt.Stringer:
		if !isNil(v) {
			return v.String()
		}
	}
	if isNil(v) {
		return nothing
	}
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("%+v", v)
	}
	return strings.Trim(string(data), `"`)
}

// values shows the values that a matcher was given, which may be matchers themselves.
func values(list []any) string {
	shown := make([]string, len(list))
	for i, v := range list {
		shown[i] = value(v)
	}
	return strings.Join(shown, ", ")
}

// moment shows a time in UTC. The zero time stands for one that is not there.
func moment(t time.Time) string {
	if t.IsZero() {
		return nothing
	}
	return t.UTC().Format("2006-01-02 15:04:05.999 UTC")
}

// isNil reports whether a value is a nil pointer, list or map.
func isNil(v any) bool {
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice:
		return r.IsNil()
	default:
		return false
	}
}
