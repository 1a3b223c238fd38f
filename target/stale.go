package target

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"time"
)

// staleError is the error of a call on a connection that an earlier call left open: it was
// closed before anything of an answer came.
type staleError struct{ err error }

func (e *staleError) Error() string { return e.err.Error() }
func (e *staleError) Unwrap() error { return e.err }

// asStale marks the end of a connection, if it is one: a timeout stays what it is.
func asStale(err error) error {
	if err == nil || isTimeout(err) {
		return err
	}
	return &staleError{err}
}

func isStale(err error) bool {
	_, is := errors.AsType[*staleError](err)
	return is
}

// staleTries is how often a call is made anew: between the closing of what is left open and
// the call, another may leave one.
const staleTries = 3

// renewed makes the calls of an exchange anew that met the end of a connection which was
// kept open: a server may close one at any time, the moment in which it is used again
// included (RFC 9112, section 9.5), and AWS's clients call again. A server that hangs up on
// the call itself does so on a new connection as well. asked is the request's body.
func (w *wire) renewed(by exchange, asked []byte) exchange {
	return func(request *http.Request, deadline time.Time) (*http.Response, []byte, error) {
		response, body, err := by(request, deadline)
		for range staleTries {
			if !isStale(err) {
				break
			}
			w.closeIdle()
			rewind(request, asked)
			response, body, err = by(request, deadline)
		}
		return response, body, err
	}
}

// rewind gives a request its body anew.
func rewind(request *http.Request, asked []byte) {
	if asked != nil {
		request.Body = io.NopCloser(bytes.NewReader(asked))
	}
}
