package redact

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/internal/plural"
)

// maxNested bounds the objects in one another that are looked into.
const maxNested = 32

// Body is the body of a call or an answer with the values replaced by their pseudonyms,
// each in its form.
func (p *Pseudonyms) Body(members map[string]json.RawMessage) ([]byte, error) {
	if members == nil {
		return nil, nil
	}
	body, err := json.Marshal(members)
	if err != nil {
		return nil, fmt.Errorf("encode a body: %w", err)
	}
	if p.keep {
		return body, nil
	}
	return p.body(body)
}

func (p *Pseudonyms) body(text []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return nil, fmt.Errorf("decode a body: %w", err)
	}
	data, err := json.Marshal(p.tree("", tree, 0))
	if err != nil {
		return nil, fmt.Errorf("encode a body: %w", err)
	}
	return data, nil
}

// tree is a value of JSON with the texts in it replaced.
func (p *Pseudonyms) tree(member string, tree any, depth int) any {
	if depth > maxNested {
		return nil
	}
	switch node := tree.(type) {
	case map[string]any:
		out := make(map[string]any, len(node))
		for _, name := range slices.Sorted(maps.Keys(node)) { // in order: pseudonyms are numbered
			child := node[name]
			out[p.memberName(member, name)] = p.tree(within(member, attribute(name, node)), child, depth+1)
		}
		return out
	case []any:
		out := make([]any, len(node))
		for i, child := range node {
			out[i] = p.tree(member, child, depth+1)
		}
		return out
	case string:
		return p.leaf(member, node)
	case json.Number:
		if harmlessNumber(member) {
			return node
		}
		return 0
	default:
		return tree
	}
}

// attribute is what a member is to be taken for: the value of a user's or a device's
// attribute is what the attribute's name says.
func attribute(member string, node map[string]any) string {
	if name, ok := node["Name"].(string); ok && member == "Value" {
		return name
	}
	return member
}

// leaf is a text in its place.
func (p *Pseudonyms) leaf(member, text string) string {
	switch {
	case text == "" || harmless(member, text):
		return text
	case member == "message" || member == "Message":
		return p.Text(text)
	case member == "__type" || member == "code":
		return ErrorName(text)
	case member == "Name" && identifier.MatchString(text) && !isOpaque(text):
		return text
	case strings.HasPrefix(text, "{") || strings.HasPrefix(text, "["):
		if inner, err := p.body([]byte(text)); err == nil {
			return string(inner)
		}
	}
	return p.Shaped(kindOf(member), text)
}

// ofApp is the member whose members are the app's, in name and in value.
const ofApp = "ClientMetadata"

// within is what a member is to be taken for in another.
func within(outer, member string) string {
	if outer == ofApp {
		return ofApp
	}
	return member
}

// memberName is the name of a member of another, unless it is the app's or may be a value, or looks
// like one.
func (p *Pseudonyms) memberName(outer, name string) string {
	if outer != ofApp && identifier.MatchString(name) && !isOpaque(name) && (p.known[name] == nil || kindOf(name) != other) {
		return name
	}
	return p.of("member", name).label()
}

// ErrorName is the name of an exception, without what it is qualified by.
func ErrorName(text string) string {
	text = text[strings.LastIndexByte(text, '#')+1:]
	text, _, _ = strings.Cut(text, ":")
	if !word.MatchString(text) {
		return "UnknownException"
	}
	return text
}

// members writes the members of a body as a reader is to see them, by their names; those of
// an object in it as "AuthParameters.SRP_A". outer is the member that has them.
func (p *Pseudonyms) members(to map[string]string, prefix, outer string, members map[string]json.RawMessage, depth int) {
	for _, name := range slices.Sorted(maps.Keys(members)) {
		raw, shown := members[name], name
		if !p.keep {
			shown = p.memberName(outer, name)
		}
		name := within(outer, name)
		var inner map[string]json.RawMessage
		if depth < maxNested && json.Unmarshal(raw, &inner) == nil && inner != nil {
			p.members(to, prefix+shown+".", name, inner, depth+1)
			continue
		}
		if text := p.member(name, raw); text != "" {
			to[prefix+shown] = text
		}
	}
}

// member is the value of a member for a reader; "" if there is none.
func (p *Pseudonyms) member(name string, raw json.RawMessage) string {
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return ""
	}
	switch value := value.(type) {
	case string:
		switch {
		case p.keep, harmless(name, value):
			return value
		case name == "message" || name == "Message":
			return p.Text(value)
		case name == "__type" || name == "code":
			return ErrorName(value)
		}
		return p.Label(kindOf(name), value)
	case float64:
		if p.keep || harmlessNumber(name) {
			return string(raw)
		}
		return "a number"
	case bool:
		return string(raw)
	case []any:
		if p.keep {
			return string(raw)
		}
		return plural.Count(len(value), "value")
	default:
		return ""
	}
}
