package target

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
)

// unsupportedNames are the errors by which servers say that they lack an
// operation.
var unsupportedNames = []string{
	"InvalidAction", "InvalidActionException", "NotImplemented",
	"NotImplementedException", "UnknownOperationException",
	"UnsupportedOperation", "UnsupportedOperationException",
}

// throttledNames are the errors by which servers say "later".
var throttledNames = []string{"ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded", "LimitExceededException"}

// unsupportedPhrases in the text of a status 500 say the same, often as a web page.
var unsupportedPhrases = []string{"unsupported", "not supported", "not implemented", "not yet implemented"}

// scannedBytes bounds how much of an answer is searched for a phrase.
const scannedBytes = 64 << 10

// classifyAnswer tells what an answer with an error means.
func classifyAnswer(status int, name, message string, body []byte) Kind {
	switch {
	case slices.Contains(unsupportedNames, name),
		status == http.StatusNotFound && name == "",
		status == http.StatusNotImplemented,
		status == http.StatusInternalServerError && (saysUnsupported([]byte(message)) || saysUnsupported(body)):
		return Unsupported
	case slices.Contains(throttledNames, name) || status == http.StatusTooManyRequests:
		return Throttled
	case status >= 500:
		return ServerError
	case status >= 400 && name != "":
		return Refused
	}
	return Malformed
}

func saysUnsupported(text []byte) bool {
	if len(text) > scannedBytes {
		text = text[:scannedBytes]
	}
	lower := bytes.ToLower(text)
	return slices.ContainsFunc(unsupportedPhrases, func(phrase string) bool {
		return strings.Contains(string(lower), phrase)
	})
}
