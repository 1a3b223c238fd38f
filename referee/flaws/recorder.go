package flaws

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/cogbench/cogbench/referee"
)

// Recorder is a transport that makes an exchange of each call.
type Recorder struct {
	// Now is the time of the exchanges.
	Now func() time.Time
	// Tell adds what is known of an exchange; nil adds nothing.
	Tell func(e *referee.Exchange)
	// Take gets each exchange as it ends.
	Take func(e referee.Exchange)
}

// RoundTrip implements [http.RoundTripper].
func (r *Recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	sent, err := io.ReadAll(request.Body)
	if err != nil {
		return nil, err
	}
	request.Body = io.NopCloser(bytes.NewReader(sent))
	e := referee.Exchange{
		Operation: request.Header.Get("X-Amz-Target")[strings.LastIndexByte(request.Header.Get("X-Amz-Target"), '.')+1:],
		Host:      request.URL.Host, Started: r.Now(), Header: map[string]string{"User-Agent": request.UserAgent()},
	}
	if e.Request, err = referee.ParseRequest(sent); err != nil {
		return nil, err
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err == nil {
		var body []byte
		if body, err = io.ReadAll(response.Body); err == nil {
			response.Body = io.NopCloser(bytes.NewReader(body))
			e.Status = response.StatusCode
			if len(body) > 0 || e.Status != http.StatusOK {
				e.Response, err = referee.ParseResponse(body, response.Header.Get("X-Amzn-Errortype"))
			}
		}
	}
	e.Ended = r.Now()
	if r.Tell != nil {
		r.Tell(&e)
	}
	r.Take(e)
	return response, err
}
