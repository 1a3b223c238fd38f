package refpool

import "net/http"

// CORSBehaviour holds the decisions about pages of other origins (rules CORS).
// Public keys and operations are open to every origin, as the service's are. The
// controls of this server are open to none, which is no decision.
type CORSBehaviour struct {
	// Preflight answers the question whether a page may send a request: it sets
	// headers and returns the status.
	Preflight func(h http.Header, q Preflight) int
	// Answer sets the headers that let a page read an answer with the status.
	Answer func(h http.Header, origin string, status int)
}

// Preflight is what a browser asks before it sends a page's request. Every field
// is as the browser sent it, "" if it did not.
type Preflight struct {
	Origin  string // of the page
	Method  string // of the request
	Headers string // that the request would have, with commas between
}

// exposedHeaders are what a page may read of an answer, and preflightAge is how long
// a browser may remember one to a preflight, in seconds (docs/protocol.md §2.8).
const (
	exposedHeaders = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"
	preflightAge   = "172800"
)

func correctCORS() CORSBehaviour {
	return CORSBehaviour{Preflight: allowAll, Answer: shareWithAll}
}

// allowAll grants whatever is asked.
func allowAll(h http.Header, q Preflight) int {
	shareWithAll(h, q.Origin, http.StatusOK)
	if q.Method != "" {
		h.Set("Access-Control-Allow-Methods", q.Method)
	}
	if q.Headers != "" {
		h.Set("Access-Control-Allow-Headers", q.Headers)
	}
	h.Set("Access-Control-Max-Age", preflightAge)
	return http.StatusOK
}

func shareWithAll(h http.Header, _ string, _ int) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", exposedHeaders)
}
