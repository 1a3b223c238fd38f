package target

import (
	"context"
	"net/http"
)

// NewGovernor lets tests see the limits without a network.
func NewGovernor(granted map[string]float64) func(ctx context.Context, operation string) error {
	return newGovernor(granted, false).wait
}

// CategoryOf is the quota that an operation counts against.
func CategoryOf(operation string) string { return categories[operation] }

// ReadError is what is made of an answer that refuses.
func ReadError(header http.Header, body []byte) (name, message, reason string) {
	return readError(header, body)
}

// ReadMessages is how an answer of /_cogbench/messages is read: the number of
// codes in it.
func ReadMessages(body []byte) (int, error) {
	messages, err := readMessages(body)
	return len(messages), err
}
