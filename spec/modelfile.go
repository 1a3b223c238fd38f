package spec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

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
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	shape, err := shapeReader{decoder}.shape()
	s.shape = shape
	return err
}

// shapeReader reads shapes token by token: in one pass however deep they nest,
// and with the members in the order of the text, which a Go map would lose; the
// service validates in that order.
type shapeReader struct{ *json.Decoder }

// shape reads one shape and all within it, or null as nil.
func (r shapeReader) shape() (*Shape, error) {
	open, err := r.Token()
	if err != nil || open == nil {
		return nil, err
	}
	if open != json.Delim('{') {
		return nil, fmt.Errorf("shape: want an object")
	}
	shape := &Shape{}
	for r.More() {
		key, err := r.Token()
		if err != nil {
			return nil, err
		}
		if err := r.property(shape, fmt.Sprint(key)); err != nil {
			return nil, err
		}
	}
	if _, err := r.Token(); err != nil {
		return nil, err
	}
	return shape, shape.check()
}

// property reads the value of one key of a shape.
func (r shapeReader) property(shape *Shape, key string) (err error) {
	switch key {
	case "type":
		return r.Decode(&shape.Type)
	case "required":
		return r.Decode(&shape.Required)
	case "sensitive":
		return r.Decode(&shape.Sensitive)
	case "pattern":
		return r.Decode(&shape.Pattern)
	case "values":
		return r.Decode(&shape.Values)
	case "length":
		shape.Length, err = r.bounds()
	case "range":
		shape.Range, err = r.bounds()
	case "members":
		shape.Members, err = r.members()
	case "member":
		shape.Member, err = r.shape()
	case "key":
		shape.Key, err = r.shape()
	case "value":
		shape.Value, err = r.shape()
	default:
		return fmt.Errorf("unknown key %q", key)
	}
	return err
}

// members reads the members of a structure.
func (r shapeReader) members() ([]Member, error) {
	if open, err := r.Token(); err != nil || open != json.Delim('{') {
		return nil, fmt.Errorf("members: want an object")
	}
	members := []Member{}
	for r.More() {
		name, err := r.Token()
		if err != nil {
			return nil, err
		}
		shape, err := r.shape()
		if err == nil && shape == nil {
			err = fmt.Errorf("no shape")
		}
		if err != nil {
			return nil, fmt.Errorf("member %v: %w", name, err)
		}
		members = append(members, Member{Name: fmt.Sprint(name), Shape: shape})
	}
	_, err := r.Token()
	return members, err
}

// bounds reads a pair of bounds.
func (r shapeReader) bounds() (*Bounds, error) {
	var pair *boundsJSON
	if err := r.Decode(&pair); err != nil {
		return nil, err
	}
	return pair.bounds(), nil
}

// shapeTypes are the types that model.json uses.
func shapeTypes() []string {
	return []string{"structure", "list", "map", "string", "enum", "integer", "boolean", "timestamp"}
}

// check refuses a shape without what its type needs.
func (s *Shape) check() error {
	switch {
	case !slices.Contains(shapeTypes(), s.Type):
		return fmt.Errorf("unknown type %q", s.Type)
	case s.Type == "list" && s.Member == nil:
		return fmt.Errorf("list without a member")
	case s.Type == "map" && (s.Key == nil || s.Value == nil):
		return fmt.Errorf("map without key or value")
	}
	return nil
}

// boundsJSON is a pair of bounds, either of which may be absent.
type boundsJSON struct {
	Min *int64 `json:"min"`
	Max *int64 `json:"max"`
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

// decodeStrict decodes data and refuses keys that target does not have.
func decodeStrict(data []byte, target any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	return decoder.Decode(target)
}
