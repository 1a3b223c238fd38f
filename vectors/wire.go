package vectors

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
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

// Answer is a line that an adapter writes: an output or an error.
type Answer struct {
	ID     int               `json:"id"`
	Output map[string]string `json:"output,omitempty"`
	Error  string            `json:"error,omitempty"`
	Reason string            `json:"reason,omitempty"`
}

// maxLine bounds a line of the protocol. The longest answer to our vectors has
// 2 KB.
const maxLine = 1 << 20

// parseAnswer reads a line of an adapter. The id alone decides whom an answer is
// for; what follows may still be unreadable, and is then the case's failure.
func parseAnswer(line []byte) (id int, answer Answer, problem error, err error) {
	var loose struct {
		ID     *int            `json:"id"`
		Output json.RawMessage `json:"output"`
		Error  json.RawMessage `json:"error"`
		Reason json.RawMessage `json:"reason"`
	}
	decoder := json.NewDecoder(bytes.NewReader(line))
	if err := decoder.Decode(&loose); err != nil {
		return 0, Answer{}, nil, fmt.Errorf("a line that is no JSON object: %.80q", line)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return 0, Answer{}, nil, fmt.Errorf("more than one JSON value in a line: %.80q", line)
	}
	if loose.ID == nil {
		return 0, Answer{}, nil, fmt.Errorf("a line without an id: %.80q", line)
	}
	answer = Answer{ID: *loose.ID}
	if loose.Error != nil {
		if json.Unmarshal(loose.Error, &answer.Error) != nil || answer.Error != Unsupported && answer.Error != Rejected {
			return *loose.ID, answer, fmt.Errorf("its error is neither %q nor %q: %.80s", Unsupported, Rejected, loose.Error), nil
		}
		if loose.Output != nil && string(loose.Output) != "null" {
			return *loose.ID, answer, fmt.Errorf("it has both an output and an error"), nil
		}
		if loose.Reason != nil && json.Unmarshal(loose.Reason, &answer.Reason) != nil {
			answer.Reason = string(loose.Reason)
		}
		return *loose.ID, answer, nil, nil
	}
	if json.Unmarshal(loose.Output, &answer.Output) != nil || len(answer.Output) == 0 {
		return *loose.ID, answer, fmt.Errorf("its output is no object of texts: %.80s", loose.Output), nil
	}
	return *loose.ID, answer, nil, nil
}
