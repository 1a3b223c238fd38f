package jsonvalue_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"github.com/cogbench/cogbench/internal/jsonvalue"
)

func TestDecode(t *testing.T) {
	for text, want := range map[string]any{
		`"a"`:                    "a",
		` null `:                 nil,
		`{"a":[true,{"b":"c"}]}`: map[string]any{"a": []any{true, map[string]any{"b": "c"}}},
		`1e400`:                  json.Number("1e400"),
		`[12345678901234567890]`: []any{json.Number("12345678901234567890")},
		`{"a":{"b":1.0}}`:        map[string]any{"a": map[string]any{"b": json.Number("1.0")}},
	} {
		got, err := jsonvalue.Decode([]byte(text))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %#v (%v), want %#v", text, got, err, want)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	for text, more := range map[string]bool{``: false, `{`: false, `{} {}`: true, `"a"b`: true, `1 2`: true, `nul`: false} {
		got, err := jsonvalue.Decode([]byte(text))
		if err == nil || (got != nil) != more || errors.Is(err, jsonvalue.ErrMore) != more {
			t.Errorf("%q is %#v with the error %v", text, got, err)
		}
	}
}
