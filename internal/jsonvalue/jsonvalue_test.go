package jsonvalue_test

import (
	"bytes"
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

// A text is read as encoding/json reads it, numbers aside.
func FuzzDecode(f *testing.F) {
	for _, text := range []string{
		`{"a":"b","a":"c"}`, `{"a":{"b":"c"},"a":{"d":"e"}}`, "\"\xff\\ud800\"", `{"a":[1,{"b":null}]}`, ` [ ] `, `{"a":}`, "\ufeff{}",
		`["\u2028\/"]`, "\"\x01\"", `"\ud83d\ude00\udead"`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var want any
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber()
		wantErr := decoder.Decode(&want)
		if wantErr == nil && decoder.More() {
			wantErr = jsonvalue.ErrMore
		}
		got, err := jsonvalue.Decode(text)
		if (err == nil) != (wantErr == nil) && json.Valid(text) {
			t.Fatalf("%q has the error %v, with encoding/json %v", text, err, wantErr)
		}
		if json.Valid(text) && !reflect.DeepEqual(got, want) {
			t.Errorf("%q is %#v, with encoding/json %#v", text, got, want)
		}
		if err == nil && !json.Valid(text) {
			t.Errorf("%q is taken for JSON", text)
		}
	})
}
