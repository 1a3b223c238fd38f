package refpool_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cogbench/cogbench/spec"
)

// modelled is a transport that holds every reply to the model: an output has
// the members, types and constraints of its operation's output shape, and an
// exception is one of those that the operation, or every operation, can have.
type modelled struct {
	tb    testing.TB
	model map[string]*spec.Operation
}

func newModelled(tb testing.TB) *modelled {
	tb.Helper()
	model, err := spec.Model()
	if err != nil {
		tb.Fatal(err)
	}
	return &modelled{tb, model}
}

// Do implements the SDK's HTTPClient.
func (m *modelled) Do(r *http.Request) (*http.Response, error) {
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	name := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AWSCognitoIdentityProviderService.")
	if operation := m.model[name]; operation != nil {
		m.check(operation, response.StatusCode, body)
	}
	return response, nil
}

func (m *modelled) check(operation *spec.Operation, status int, body []byte) {
	if status != http.StatusOK {
		m.checkException(operation, body)
		return
	}
	if operation.Output == nil {
		if len(body) > 0 {
			m.tb.Errorf("%s: a body without a modelled output: %s", operation.Name, body)
		}
		return
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		m.tb.Errorf("%s: %v in %s", operation.Name, err, body)
		return
	}
	for _, fault := range deviations(operation.Output, value, operation.Name) {
		if !schemaName.MatchString(fault) {
			m.tb.Error(fault)
		}
	}
}

func (m *modelled) checkException(operation *spec.Operation, body []byte) {
	var exception struct {
		Type string `json:"__type"`
	}
	if err := json.Unmarshal(body, &exception); err != nil {
		m.tb.Errorf("%s: %v in %s", operation.Name, err, body)
		return
	}
	common := []string{
		"SerializationException", "MissingAuthenticationTokenException", "UnrecognizedClientException",
		"InvalidSignatureException", "RequestEntityTooLargeException", "AliasExistsException",
	}
	if !slices.Contains(operation.Errors, exception.Type) && !slices.Contains(common, exception.Type) {
		m.tb.Errorf("%s is no exception of %s", exception.Type, operation.Name)
	}
}

// schemaName is the one known contradiction of the model: it limits the name of
// a described attribute to 20 characters, fewer than phone_number_verified or a
// custom attribute with its prefix has.
var schemaName = regexp.MustCompile(`SchemaAttributes\[\d+\]\.Name: .* breaks its constraints`)

// deviations lists where value is not of shape.
func deviations(shape *spec.Shape, value any, path string) []string {
	var found []string
	wrong := func(format string, args ...any) { found = append(found, path+": "+fmt.Sprintf(format, args...)) }
	switch value := value.(type) {
	case map[string]any:
		if shape.Type == "map" {
			for key, item := range value {
				found = append(found, deviations(shape.Value, item, path+"."+key)...)
			}
			return found
		}
		if shape.Type != "structure" {
			wrong("a structure, not a %s", shape.Type)
		}
		for name, item := range value {
			i := slices.IndexFunc(shape.Members, func(m spec.Member) bool { return m.Name == name })
			if i < 0 {
				wrong("no member %s in the model", name)
				continue
			}
			found = append(found, deviations(shape.Members[i].Shape, item, path+"."+name)...)
		}
		for _, member := range shape.Members {
			if member.Shape.Required && value[member.Name] == nil {
				wrong("no %s", member.Name)
			}
		}
	case []any:
		if shape.Type != "list" {
			wrong("a list, not a %s", shape.Type)
			return found
		}
		if outside(shape.Length, len(value)) {
			wrong("%d members", len(value))
		}
		for i, item := range value {
			found = append(found, deviations(shape.Member, item, fmt.Sprintf("%s[%d]", path, i))...)
		}
	case string:
		if shape.Type != "string" && shape.Type != "enum" {
			wrong("text, not a %s", shape.Type)
		}
		if outside(shape.Length, utf8.RuneCountInString(value)) || !regexp.MustCompile(shape.Pattern).MatchString(value) {
			wrong("%q breaks its constraints", value)
		}
		if shape.Type == "enum" && !slices.Contains(shape.Values, value) {
			wrong("%q is not in the enum", value)
		}
	case json.Number:
		if shape.Type != "integer" && shape.Type != "timestamp" {
			wrong("a number, not a %s", shape.Type)
		}
	case bool:
		if shape.Type != "boolean" {
			wrong("a boolean, not a %s", shape.Type)
		}
	case nil:
		wrong("null")
	}
	return found
}

func outside(bounds *spec.Bounds, length int) bool {
	return bounds != nil && (int64(length) < bounds.Min || int64(length) > bounds.Max)
}
