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
	// Known tells whether the target names an operation; listed is what the
	// pool's own list says (WIRE-15).
	Known func(operation string, listed bool) bool
	// NeedsSignature tells whether an operation is refused without a signature;
	// unsigned is what the model says (WIRE-02).
	NeedsSignature func(operation string, unsigned bool) bool
	// Signature is what follows from a refused signature (WIRE-03).
	Signature func(operation string, refusal error) error
	// Accept may refuse a request for members that the service ignores or does
	// not need: superfluous ChallengeResponses (WIRE-08), UserContextData,
	// AnalyticsMetadata and ClientMetadata (WIRE-09). The body is valid.
	Accept func(operation string, body []byte) error
	// Invalid is what follows from a body that breaks constraints, of which
	// there is at least one (WIRE-10, WIRE-11).
	Invalid func(operation string, violations []Violation) error
	// Status is the HTTP status of an exception (WIRE-04).
	Status func(exception string) int
	// ErrorBody is the JSON value that tells of an exception (WIRE-05).
	ErrorBody func(e *Exception) any
	// ErrorHeader sets the headers that tell of an exception (WIRE-06).
	ErrorHeader func(h http.Header, e *Exception)
	// Date is a time as it goes over the wire (WIRE-07).
	Date func(time.Time) any
	// Reply may change a finished reply: its content type (WIRE-01), the empty
	// bodies of WIRE-13 and WIRE-14.
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
		Known:          func(_ string, listed bool) bool { return listed },
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
