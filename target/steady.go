package target

import (
	"net/http"
	"time"
)

const (
	// failuresBorne is how often a call is made again that the target failed at: the SDK
	// makes three by default.
	failuresBorne = 2
	// failurePause is the wait before.
	failurePause = 20 * time.Millisecond
)

// steadily makes a call again where the target failed inside, which the SDK does too.
// asked is the request's body.
func (w *wire) steadily(request *http.Request, by exchange, asked []byte) (*http.Response, error) {
	for failed := 0; ; failed++ {
		response, err := w.once(request, by, asked)
		if err != nil || failed == failuresBorne || !failsInside(response) || sleep(request.Context(), failurePause) != nil {
			return response, err
		}
		rewind(request, asked)
	}
}

// failsInside reports whether the target says that something went wrong in it, which the
// model lets every operation say at any time. One that it lacks is never there.
func failsInside(response *http.Response) bool {
	if response.StatusCode != http.StatusInternalServerError {
		return false
	}
	name, message, _ := readError(response.Header, bodyOf(response))
	return name == "InternalErrorException" && !saysUnsupported([]byte(message)) && !saysLater(response.StatusCode, name, message)
}
