// Package jsonvalue reads JSON of which nothing is known.
package jsonvalue

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
)

// ErrMore is the error of a text that goes on behind its value.
var ErrMore = errors.New("more than one JSON value")

// Decode reads the one JSON value of a text, as encoding/json does into an any, with numbers
// as json.Number, as they were written. An error is ErrMore, beside the first value, or says
// why it is no JSON.
//
// Only a decoder of streams can tell numbers so, which copies what it reads: most bodies of
// the service's protocol have none, and are not copied.
func Decode(text []byte) (any, error) {
	var value any
	if json.Unmarshal(text, &value) == nil && !hasNumber(value) {
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
