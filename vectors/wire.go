package vectors

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Request is a line that an adapter reads.
type Request struct {
	ID    int            `json:"id"`
	Op    string         `json:"op"`
	Input map[string]any `json:"input"`
}

// What an answer's error says.
const (
	Unsupported = "unsupported" // the library has no such operation
	Rejected    = "rejected"    // the library refuses the input
)

// Ping is the operation that computes nothing: its input and its output are {}. What
// it takes is what the pipe, JSON and the adapter's loop cost.
const Ping = "ping"

// Answer is a line that an adapter writes: an output or an error.
type Answer struct {
	ID int `json:"id"`
	// Output is nil beside an error, and empty in the answer to a ping.
	Output map[string]string `json:"output,omitzero"`
	// NS is, beside an output, the time in nanoseconds that the adapter's own clock
	// gives the operation, from the input that was read to the output before it is
	// written, with everything that is computed for it (of a proof A too); 0 if it
	// reports none.
	NS     int64  `json:"ns,omitempty"`
	Error  string `json:"error,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// maxLine bounds a line of the protocol. The longest answer to our vectors has
// 2 KB.
const maxLine = 1 << 20

// parseAnswer reads a line of an adapter. The id alone decides whom an answer is
// for; what follows may still be unreadable, which is the problem, and the case's
// failure. A line for nobody is an error.
func parseAnswer(line []byte) (id int, answer Answer, problem error, err error) {
	decoder := json.NewDecoder(bytes.NewReader(line))
	var members map[string]json.RawMessage // a struct would take "ID" for "id"
	if err := decoder.Decode(&members); err != nil || members == nil {
		return 0, Answer{}, nil, fmt.Errorf("a line that is not a JSON object: %.80q", line)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return 0, Answer{}, nil, fmt.Errorf("more than one JSON value in a line: %.80q", line)
	}
	problem = misnamed(members)
	if given := members["id"]; given == nil || string(given) == "null" {
		return 0, Answer{}, nil, fmt.Errorf("a line without an id: %.80q", line)
	} else if json.Unmarshal(given, &id) != nil {
		return 0, Answer{}, nil, fmt.Errorf("a line whose id is not a whole number: %.80q", line)
	}
	answer.ID = id
	switch {
	case problem != nil:
	case repeated(line):
		problem = fmt.Errorf("it has the same name twice in one object: %.80s", line)
	default:
		problem = answer.fill(members)
	}
	return id, answer, problem, nil
}

// misnamed finds a name of the protocol in other letters, and says so. An id that
// is so named is taken all the same, for the answer to reach its request.
func misnamed(members map[string]json.RawMessage) error {
	for _, name := range slices.Sorted(maps.Keys(members)) {
		for _, right := range []string{"id", "output", "ns", "error", "reason"} {
			if name == right || !strings.EqualFold(name, right) {
				continue
			}
			if right == "id" && members["id"] == nil {
				members["id"] = members[name]
			}
			return fmt.Errorf("its %q must be %q: names are in lower case", name, right)
		}
	}
	return nil
}

// fill takes the answer's members in, or says what is wrong with them.
func (a *Answer) fill(members map[string]json.RawMessage) error {
	output, failure, reason := members["output"], members["error"], members["reason"]
	if output == nil && failure == nil {
		return errors.New("it has neither an output nor an error")
	}
	if failure == nil || string(failure) == "null" {
		if err := a.fillOutput(output); err != nil {
			return err
		}
		return a.fillTime(members["ns"])
	}
	if json.Unmarshal(failure, &a.Error) != nil || a.Error != Unsupported && a.Error != Rejected {
		return fmt.Errorf("its error is neither %q nor %q: %.80s", Unsupported, Rejected, failure)
	}
	if output != nil && string(output) != "null" {
		return errors.New("it has both an output and an error")
	}
	if reason != nil && json.Unmarshal(reason, &a.Reason) != nil {
		a.Reason = string(reason)
	}
	return nil
}

func (a *Answer) fillOutput(output json.RawMessage) error {
	var fields map[string]*string
	if json.Unmarshal(output, &fields) != nil || fields == nil {
		return fmt.Errorf("its output is not an object of texts: %.80s", output)
	}
	a.Output = make(map[string]string, len(fields))
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if fields[name] == nil {
			return fmt.Errorf("its output %q is null: the output is missing", name)
		}
		a.Output[name] = *fields[name]
	}
	return nil
}

// fillTime takes the adapter's own time in, if it reports one.
func (a *Answer) fillTime(ns json.RawMessage) error {
	if ns == nil || string(ns) == "null" {
		return nil
	}
	if json.Unmarshal(ns, &a.NS) != nil || a.NS <= 0 {
		return fmt.Errorf("its ns is not a whole number of nanoseconds above 0: %.80s", ns)
	}
	return nil
}
