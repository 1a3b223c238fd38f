// Package jsonvalue reads JSON of which nothing is known.
package jsonvalue

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"

	jsonv2 "github.com/go-json-experiment/json"
)

// ErrMore is the error of a text that goes on behind its value.
var ErrMore = errors.New("more than one JSON value")

// Decode reads the one JSON value of a text, as encoding/json does into an any, with numbers
// as json.Number, as they were written. An error is ErrMore, beside the first value, or says
// why it is no JSON.
//
// Most bodies of the service's protocol have no number and no oddity, and encoding/json/v2
// reads them several times faster; the others are left to encoding/json's decoder of streams,
// which alone tells numbers so.
func Decode(text []byte) (any, error) {
	var value any
	if jsonv2.Unmarshal(text, &value) == nil && !hasNumber(value) {
		return value, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	value = nil
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return value, ErrMore
	}
	return value, nil
}

func hasNumber(value any) bool {
	switch value := value.(type) {
	case float64:
		return true
	case []any:
		return slices.ContainsFunc(value, hasNumber)
	case map[string]any:
		for _, item := range value {
			if hasNumber(item) {
				return true
			}
		}
	}
	return false
}
