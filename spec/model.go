package spec

import (
	_ "embed"
	"fmt"
	"math"
)

//go:embed model.json
var modelFile []byte

// Unbounded is the upper bound of a length that the model leaves open.
const Unbounded = math.MaxInt64

// Bounds are the least and the greatest value allowed, both included.
type Bounds struct {
	Min, Max int64
}

// Shape is a member, a list's member, a map's key or value, or a whole input or
// output, with its constraints. Type is one of structure, list, map, string,
// enum, integer, boolean and timestamp (a JSON number, UNIX seconds).
type Shape struct {
	Type      string
	Required  bool     // the member must be there, and not null
	Sensitive bool     // the value is a secret, or could hold one
	Length    *Bounds  // string: characters; list: members; nil without a limit
	Range     *Bounds  // integer; nil without a limit
	Pattern   string   // string: a regular expression that the whole value matches; "" without
	Values    []string // enum: what is allowed, in the model's order
	Members   []Member // structure: in the model's order
	Member    *Shape   // list
	Key       *Shape   // map
	Value     *Shape   // map
}

// Member is a named member of a structure.
type Member struct {
	Name  string
	Shape *Shape
}

// Operation is one operation of the service.
type Operation struct {
	Name     string
	Unsigned bool     // callable without an AWS signature
	Input    *Shape   // a structure
	Output   *Shape   // a structure; nil where success has an empty body
	Errors   []string // the names of its modelled exceptions
}

// ModelDate is the day of the service's model that model.json was made of.
const ModelDate = "2026-08-07"

// Model returns the operations of the service by name, with the constraints of
// botocore's service model of [ModelDate] (boto/botocore @ 0e6e2404). Sessions
// alone may be longer than it says: 4096 characters, by the API reference of the
// same year. The caller owns the result. An error means a defect of the data.
func Model() (map[string]*Operation, error) {
	model, err := ParseModel(modelFile)
	if err != nil {
		return nil, err
	}
	for _, operation := range model {
		operation.Input.lengthenSessions()
		operation.Output.lengthenSessions()
	}
	return model, nil
}

// LongestSession is how many characters a Session has at most. Every published
// model says 2048, the API reference of 2026 says 4096.
const LongestSession = 4096

// lengthenSessions sets the upper bound of the Sessions that a structure has.
func (s *Shape) lengthenSessions() {
	if s == nil {
		return
	}
	for _, member := range s.Members {
		if member.Name == "Session" && member.Shape.Length != nil {
			member.Shape.Length.Max = LongestSession
		}
	}
}

// ParseModel reads a model in the form of model.json. Unknown keys are an error.
func ParseModel(data []byte) (map[string]*Operation, error) {
	var file struct {
		Source     string                   `json:"source"`
		Operations map[string]operationFile `json:"operations"`
	}
	if err := decodeStrict(data, &file); err != nil {
		return nil, fmt.Errorf("read the model: %w", err)
	}
	model := make(map[string]*Operation, len(file.Operations))
	for name, op := range file.Operations {
		if op.Input.shape == nil {
			return nil, fmt.Errorf("read the model: %s has no input", name)
		}
		model[name] = &Operation{
			Name: name, Unsigned: op.Unsigned,
			Input: op.Input.shape, Output: op.Output.shape, Errors: op.Errors,
		}
	}
	return model, nil
}
