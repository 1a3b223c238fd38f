package target

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"

	"github.com/cogbench/cogbench/spec"
)

// lenient is the wire of the SDK's client. Where the SDK cannot read an answer, it has it
// read once more, with every value in the JSON type that the model has for it, where it
// can be read so: amazon-cognito-identity-js and Amplify, in a language that has no other,
// go on with a number for a text and a text for a time. What was said is in the
// transcript; raw calls see it as it is, and a load, by Direct, reads strictly.
type lenient struct {
	*wire
	outputs func() map[string]*spec.Shape // of successful answers, by operation
}

func newLenient(w *wire) lenient { return lenient{w, sync.OnceValue(outputs)} }

// outputs are the model's, none if it has a defect: then nothing is read leniently.
func outputs() map[string]*spec.Shape {
	shapes := map[string]*spec.Shape{}
	model, _ := spec.Model()
	for name, operation := range model {
		shapes[name] = operation.Output
	}
	return shapes
}

// reading is a call's answer while the SDK reads it.
type reading struct {
	response *http.Response
	again    bool // it is to be read once more, rewritten
}

type readingKey struct{}

// Do implements the SDK's HTTPClient.
func (l lenient) Do(request *http.Request) (*http.Response, error) {
	r, known := request.Context().Value(readingKey{}).(*reading)
	if known && r.again {
		return r.response, nil
	}
	response, err := l.wire.Do(request)
	if known {
		r.response = response
	}
	return response, err
}

// install puts the second reading around the SDK's own.
func (l lenient) install(stack *middleware.Stack) error {
	return stack.Deserialize.Insert(middleware.DeserializeMiddlewareFunc("Lenient", l.read), "OperationDeserializer", middleware.Before)
}

func (l lenient) read(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	r := &reading{}
	ctx = context.WithValue(ctx, readingKey{}, r)
	out, metadata, err := next.HandleDeserialize(ctx, in)
	if _, unread := errors.AsType[*smithy.DeserializationError](err); unread && l.rewrite(r, middleware.GetOperationName(ctx)) {
		return next.HandleDeserialize(ctx, in)
	}
	return out, metadata, err
}

// rewrite prepares the second reading, if it would read anything else than the first.
func (l lenient) rewrite(r *reading, operation string) bool {
	shape := l.outputs()[operation]
	if r.response == nil || r.response.StatusCode != http.StatusOK || shape == nil {
		return false
	}
	read, ok := r.response.Body.(*answer)
	if !ok {
		return false
	}
	body := asModelled(shape, read.data)
	if body == nil {
		return false
	}
	r.response.Body = &answer{Reader: bytes.NewReader(body), data: read.data, asked: read.asked}
	r.response.ContentLength = int64(len(body))
	r.again = true
	return true
}

// asModelled is a JSON body with its values in the types of a shape, nil if it has them
// already or is no JSON.
func asModelled(shape *spec.Shape, body []byte) []byte {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return nil
	}
	value, changed := modelled(shape, value)
	if !changed {
		return nil
	}
	rewritten, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	return rewritten
}

// modelled is a value in the type of a shape, and whether it was in another.
func modelled(shape *spec.Shape, value any) (any, bool) {
	switch v := value.(type) {
	case map[string]any:
		return v, modelledMembers(shape, v)
	case []any:
		changed := false
		for i := range v {
			if shape.Type == "list" {
				one, other := modelled(shape.Member, v[i])
				v[i], changed = one, changed || other
			}
		}
		return v, changed
	case string:
		return textAs(shape.Type, v)
	case json.Number:
		if shape.Type == "string" || shape.Type == "enum" {
			return v.String(), true
		}
	case bool:
		if shape.Type == "string" {
			return strconv.FormatBool(v), true
		}
	}
	return value, false
}

// modelledMembers changes the members of a structure or map in their places.
func modelledMembers(shape *spec.Shape, object map[string]any) (changed bool) {
	take := func(name string, of *spec.Shape) {
		if value, there := object[name]; there {
			one, other := modelled(of, value)
			object[name], changed = one, changed || other
		}
	}
	switch shape.Type {
	case "structure":
		for _, member := range shape.Members {
			take(member.Name, member.Shape)
		}
	case "map":
		for name := range object {
			take(name, shape.Value)
		}
	}
	return changed
}

// textAs reads a text as a value of a type, if it can be read so.
func textAs(kind, text string) (any, bool) {
	switch kind {
	case "timestamp":
		if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
			return float64(at.UnixMilli()) / 1000, true
		}
		return numberOf(text)
	case "integer":
		return numberOf(text)
	case "boolean":
		if read, err := strconv.ParseBool(text); err == nil {
			return read, true
		}
	}
	return text, false
}

func numberOf(text string) (any, bool) {
	if _, err := strconv.ParseFloat(text, 64); err != nil {
		return text, false
	}
	return json.Number(text), true
}
