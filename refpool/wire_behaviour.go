package refpool

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cogbench/cogbench/refpool/internal/validate"
)

// WireBehaviour holds the decisions of transport and errors (rules WIRE).
type WireBehaviour struct {
	// Known reports whether there is such an operation; listed is what the
	// server's own list says.
	Known func(operation string, listed bool) bool
	// Unknown is the refusal of an operation that is not known; "" if the request
	// names none.
	Unknown func(operation string) error
	// NeedsSignature reports whether an operation is refused without a signature;
	// unsigned is what the model says.
	NeedsSignature func(operation string, unsigned bool) bool
	// Signature returns the answer to a wrong signature, nil to accept it; refusal
	// is what the service says.
	Signature func(operation string, refusal error) error
	// Accept may refuse a valid body, JSON, for members that the service ignores
	// or does not need: superfluous ChallengeResponses, UserContextData,
	// AnalyticsMetadata and ClientMetadata.
	Accept func(operation string, body []byte) error
	// Invalid returns the answer to a body that violates constraints, nil to
	// accept it. There is at least one violation.
	Invalid func(operation string, violations []Violation) error
	// Status is the HTTP status of an exception.
	Status func(exception string) int
	// ErrorBody is the body for an exception, encoded as JSON.
	ErrorBody func(e *Exception) any
	// ErrorHeader sets the headers for an exception.
	ErrorHeader func(h http.Header, e *Exception)
	// Date is a time as it is sent, encoded as JSON.
	Date func(time.Time) any
	// Reply may change a reply before it is sent.
	Reply func(operation string, r *Reply)
}

// Reply is a response about to be sent.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

func correctWire() WireBehaviour {
	return WireBehaviour{
		Known: func(_ string, listed bool) bool { return listed },
		Unknown: func(string) error {
			return refuse("UnknownOperationException", "The operation is not known.")
		},
		NeedsSignature: func(_ string, unsigned bool) bool { return !unsigned },
		Signature:      func(_ string, refusal error) error { return refusal },
		Accept:         func(string, []byte) error { return nil },
		Invalid: func(_ string, violations []Violation) error {
			return invalidParameter("%s", validate.Message(violations))
		},
		Status:      statusOf,
		ErrorBody:   errorBody,
		ErrorHeader: errorHeader,
		Date:        epochSeconds,
		Reply:       func(string, *Reply) {},
	}
}

func statusOf(exception string) int {
	switch exception {
	case "InternalErrorException":
		return http.StatusInternalServerError
	case "RequestEntityTooLargeException":
		return http.StatusRequestEntityTooLarge
	default:
		return http.StatusBadRequest
	}
}

func errorBody(e *Exception) any {
	return struct {
		Type    string `json:"__type"`
		Message string `json:"message"`
	}{e.Name, e.Message}
}

func errorHeader(h http.Header, e *Exception) {
	h.Set("X-Amzn-Errortype", e.Name+":")
	h.Set("X-Amzn-Errormessage", headerText(e.Message))
}

// headerLimit bounds the message in a header: clients limit headers more
// tightly than bodies.
const headerLimit = 1024

// headerText makes text safe in a header: printable ASCII in one line, bounded.
func headerText(text string) string {
	safe := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, text)
	return safe[:min(len(safe), headerLimit)]
}

// epochSeconds is t in UNIX seconds with milliseconds, a JSON number.
func epochSeconds(t time.Time) any {
	seconds := math.Round(float64(t.UnixMilli())) / 1000
	return json.Number(strconv.FormatFloat(seconds, 'f', -1, 64))
}
