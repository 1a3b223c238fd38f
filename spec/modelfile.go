package spec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// shapeFile is a shape as model.json has it.
type shapeFile struct {
	Type      string      `json:"type"`
	Required  bool        `json:"required"`
	Sensitive bool        `json:"sensitive"`
	Length    *boundsJSON `json:"length"`
	Range     *boundsJSON `json:"range"`
	Pattern   string      `json:"pattern"`
	Values    []string    `json:"values"`
	Members   membersJSON `json:"members"`
	Member    shapeJSON   `json:"member"`
	Key       shapeJSON   `json:"key"`
	Value     shapeJSON   `json:"value"`
}

// operationFile is an operation as model.json has it.
type operationFile struct {
	Unsigned bool      `json:"unsigned"`
	Input    shapeJSON `json:"input"`
	Output   shapeJSON `json:"output"`
	Errors   []string  `json:"errors"`
}

// shapeJSON decodes a shape, or null into a nil one.
type shapeJSON struct{ shape *Shape }

// UnmarshalJSON implements [json.Unmarshaler].
func (s *shapeJSON) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		s.shape = nil
		return nil
	}
	shape, err := parseShape(data)
	s.shape = shape
	return err
}

// boundsJSON is a pair of bounds, either of which may be absent.
type boundsJSON struct {
	Min *int64 `json:"min"`
	Max *int64 `json:"max"`
}

// shapeTypes are the types that model.json uses.
func shapeTypes() []string {
	return []string{"structure", "list", "map", "string", "enum", "integer", "boolean", "timestamp"}
}

// parseShape decodes one shape and all within it.
func parseShape(data []byte) (*Shape, error) {
	var file shapeFile
	if err := decodeStrict(data, &file); err != nil {
		return nil, err
	}
	if !slices.Contains(shapeTypes(), file.Type) {
		return nil, fmt.Errorf("unknown type %q", file.Type)
	}
	if file.Type == "list" && file.Member.shape == nil {
		return nil, fmt.Errorf("list without a member")
	}
	if file.Type == "map" && (file.Key.shape == nil || file.Value.shape == nil) {
		return nil, fmt.Errorf("map without key or value")
	}
	return &Shape{
		Type: file.Type, Required: file.Required, Sensitive: file.Sensitive,
		Length: file.Length.bounds(), Range: file.Range.bounds(),
		Pattern: file.Pattern, Values: file.Values, Members: file.Members,
		Member: file.Member.shape, Key: file.Key.shape, Value: file.Value.shape,
	}, nil
}

// bounds fills in the bound that is absent: 0 below, [Unbounded] above.
func (b *boundsJSON) bounds() *Bounds {
	if b == nil {
		return nil
	}
	bounds := &Bounds{Min: 0, Max: Unbounded}
	if b.Min != nil {
		bounds.Min = *b.Min
	}
	if b.Max != nil {
		bounds.Max = *b.Max
	}
	return bounds
}

// membersJSON decodes an object into its members in the order of the text, which
// a Go map would lose; the service validates in that order.
type membersJSON []Member

// UnmarshalJSON implements [json.Unmarshaler].
func (m *membersJSON) UnmarshalJSON(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return fmt.Errorf("members: want an object")
	}
	*m = membersJSON{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		var raw json.RawMessage
		if err := decoder.Decode(&raw); err != nil {
			return err
		}
		shape, err := parseShape(raw)
		if err != nil {
			return fmt.Errorf("member %v: %w", name, err)
		}
		*m = append(*m, Member{Name: fmt.Sprint(name), Shape: shape})
	}
	return nil
}

// decodeStrict decodes data and refuses keys that target does not have.
func decodeStrict(data []byte, target any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	return decoder.Decode(target)
}
