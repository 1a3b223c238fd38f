package variations

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/cogbench/cogbench/refpool"
)

func bodies() []Variation {
	return []Variation{
		{Name: "texts-reworded", Summary: "words every error in its own way", set: reworded},
		{Name: "texts-of-one-request", Summary: "names the request in the text of every error", set: onError(func(_ *refpool.Reply, object map[string]any) {
			if text, ok := object["message"].(string); ok {
				object["message"] = text + " (Request ID: " + uuid.NewString() + ")"
			}
		})},
		{Name: "error-type-prefixed", Summary: "prefixes __type with the service's namespace and a #", set: typePrefixed},
		{Name: "more-members", Summary: "adds members that are not in the model, at every level", set: onBody(addMembers)},
		{Name: "members-in-reverse", Summary: "writes the members of objects in reverse order", set: onBody(reversed)},
		{Name: "null-members", Summary: "writes absent members of sign-in answers as null", set: onSignIn(func(object map[string]any) {
			for _, name := range []string{"AuthenticationResult", "ChallengeName", "Session"} {
				if _, there := object[name]; !there {
					object[name] = nil
				}
			}
		})},
		{Name: "no-parameters-with-tokens", Summary: "leaves ChallengeParameters out of answers with tokens", set: onSignIn(func(object map[string]any) {
			if object["AuthenticationResult"] != nil {
				delete(object, "ChallengeParameters")
			}
		})},
		{Name: "values-added-later", Summary: "has values in lists that the model does not know", set: onBody(addValues)},
		{Name: "false-left-out", Summary: "leaves booleans out that are false", set: onBody(withoutFalse)},
		{Name: "slashes-escaped", Summary: "writes each / in JSON as \\/", set: onReply(func(r *refpool.Reply) {
			r.Body = bytes.ReplaceAll(r.Body, []byte("/"), []byte(`\/`))
		})},
		{Name: "ascii-only", Summary: "escapes every character of JSON that is not ASCII", set: onReply(func(r *refpool.Reply) {
			r.Body = asciiOnly(r.Body)
		})},
		{Name: "spaced", Summary: "indents JSON and escapes characters that need no escaping", set: onReply(func(r *refpool.Reply) {
			var out bytes.Buffer
			if json.Indent(&out, r.Body, "  ", "\t") == nil && out.Len() > 0 {
				r.Body = bytes.ReplaceAll(out.Bytes(), []byte(`e"`), []byte(`\u0065"`))
			}
		})},
		{Name: "empty-body", Summary: "sends no body when a successful operation has no members to answer", set: onReply(func(r *refpool.Reply) {
			if r.Status == http.StatusOK && string(r.Body) == "{}" {
				r.Body = nil
			}
		})},
		{Name: "empty-object", Summary: "sends {} when a successful operation has no output", set: onReply(func(r *refpool.Reply) {
			if r.Status == http.StatusOK && len(r.Body) == 0 {
				r.Body = []byte("{}")
			}
		})},
	}
}

// addValues adds a value to lists of text, which are lists of names or of enums.
func addValues(value any) any {
	object, _ := value.(map[string]any)
	for name, inner := range object {
		object[name] = addValues(inner)
	}
	list, isList := value.([]any)
	if !isList {
		return value
	}
	for i, inner := range list {
		list[i] = addValues(inner)
	}
	if len(list) > 0 {
		if _, ofText := list[0].(string); ofText {
			return append(list, "ADDED_LATER")
		}
	}
	return value
}

// withoutFalse is a value without the members that are false, at every level.
func withoutFalse(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			if inner == false {
				delete(v, name)
			} else {
				v[name] = withoutFalse(inner)
			}
		}
	case []any:
		for i, inner := range v {
			v[i] = withoutFalse(inner)
		}
	}
	return value
}

// asciiOnly escapes what is not ASCII in a JSON text, beyond 16 bits in two halves.
func asciiOnly(body []byte) []byte {
	var out bytes.Buffer
	for _, r := range string(body) {
		if r < utf8.RuneSelf {
			out.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&out, `\u%04x`, unit)
		}
	}
	return out.Bytes()
}

// reworded leaves the names of errors and replaces their texts.
func reworded(b *refpool.Behaviour) {
	body, header := b.Wire.ErrorBody, b.Wire.ErrorHeader
	other := func(e *refpool.Exception) *refpool.Exception {
		same := *e
		same.Message = "The server said no (" + strings.TrimSuffix(e.Name, "Exception") + ")."
		return &same
	}
	b.Wire.ErrorBody = func(e *refpool.Exception) any { return body(other(e)) }
	b.Wire.ErrorHeader = func(h http.Header, e *refpool.Exception) { header(h, other(e)) }
}

func typePrefixed(b *refpool.Behaviour) {
	body := b.Wire.ErrorBody
	b.Wire.ErrorBody = func(e *refpool.Exception) any {
		same := *e
		same.Name = "com.amazonaws.cognitoidentityprovider#" + e.Name
		return body(&same)
	}
}

// onBody has change act on the JSON of every answer.
func onBody(change func(any) any) func(*refpool.Behaviour) {
	return onReply(func(r *refpool.Reply) {
		decoder := json.NewDecoder(bytes.NewReader(r.Body))
		decoder.UseNumber()
		var value any
		if decoder.Decode(&value) != nil {
			return // no body
		}
		if changed, err := json.Marshal(change(value)); err == nil {
			r.Body = changed
		}
	})
}

// onSignIn has change act on successful answers to sign-in.
func onSignIn(change func(map[string]any)) func(*refpool.Behaviour) {
	return onSuccess(change, "InitiateAuth", "RespondToAuthChallenge")
}

// onSuccess has change act on the successful answers of operations, and of those that
// administrators have in their place.
func onSuccess(change func(map[string]any), operations ...string) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		before := b.Wire.Reply
		b.Wire.Reply = func(operation string, r *refpool.Reply) {
			before(operation, r)
			object := map[string]any{}
			meant := slices.Contains(operations, strings.TrimPrefix(operation, "Admin"))
			if !meant || r.Status != http.StatusOK || json.Unmarshal(r.Body, &object) != nil {
				return
			}
			change(object)
			r.Body, _ = json.Marshal(object) // of what was JSON
		}
	}
}

// addMembers adds a member to every object that has a fixed set of them: not to
// maps, whose keys are data, and not to the structure without members (WIRE-14).
func addMembers(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if len(v) == 0 {
			return v
		}
		for name, inner := range v {
			if !slices.Contains([]string{"ChallengeParameters", "UserPoolTags"}, name) {
				v[name] = addMembers(inner)
			}
		}
		v["AddedLater"] = map[string]any{"By": "another version", "Since": 2}
	case []any:
		for i, inner := range v {
			v[i] = addMembers(inner)
		}
	}
	return value
}

// reversed has objects written with their members from Z to A.
func reversed(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			v[name] = reversed(inner)
		}
		return backward(v)
	case []any:
		for i, inner := range v {
			v[i] = reversed(inner)
		}
	}
	return value
}

// backward is an object that is written with its members from Z to A.
type backward map[string]any

// MarshalJSON implements [json.Marshaler].
func (o backward) MarshalJSON() ([]byte, error) {
	names := make([]string, 0, len(o))
	for name := range o {
		names = append(names, name)
	}
	slices.Sort(names)
	var out bytes.Buffer
	out.WriteByte('{')
	for i, name := range slices.Backward(names) {
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(o[name])
		if err != nil {
			return nil, err
		}
		out.Write(key)
		out.WriteByte(':')
		out.Write(value)
		if i > 0 {
			out.WriteByte(',')
		}
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}
